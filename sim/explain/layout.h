#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

// Plain text in columns.

namespace faultline {

/// Words folded to a width; the first line begins with `first`, the others with `rest`.
std::string folded(const std::string& text, std::size_t width, const std::string& first,
                   const std::string& rest);

/// Rows under headings. Columns are as wide as their widest cell; where the page is too narrow, the widest
/// left-aligned ones give way and are folded.
class Columns {
 public:
  enum class Align { left, right };

  /// `most`: widest the column may be, 0 for as wide as need be.
  void column(std::string heading, Align align, std::size_t most = 0);
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  /// A text below the last row, as wide as the page.
  void note(std::string text) { notes_[rows_.size() - 1] = std::move(text); }
  std::string render(std::size_t indent, std::size_t width) const;

 private:
  struct Column {
    std::string heading;
    Align align;
    std::size_t most;
  };

  bool has_content(std::size_t column) const;
  std::size_t natural_width(std::size_t column) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::map<std::size_t, std::string> notes_;
};

}  // namespace faultline
