#pragma once

#include "faultline/report.h"
#include "report/text_numbers.h"

#include <string>
#include <vector>

namespace faultline {

enum class Emphasis : std::uint8_t { none, strong, faint };

/// ANSI emphasis, or the plain text when colour is off.
std::string emphasised(const std::string& text, Emphasis emphasis, const TextOptions& options);

/// "all", or where a name is that already a label that no name can be.
std::string sum_label(const std::vector<std::string>& names);

/// Rows of numbers under headings, aligned at their errors. Columns of one group stay together when the table
/// is wider than the page and has to be folded.
class TextTable {
 public:
  explicit TextTable(std::string title) : title_(std::move(title)) {}

  void column(std::string heading, int group = 0) { columns_.push_back({std::move(heading), group}); }
  /// A row with as many cells as there are columns.
  void row(std::string label, std::vector<NumberText> cells, Emphasis emphasis = Emphasis::none);
  bool empty() const { return rows_.empty() || columns_.empty(); }

  std::string render(const TextOptions& options) const;

 private:
  struct Column {
    std::string heading;
    int group;
  };
  struct Row {
    std::string label;
    std::vector<NumberText> cells;
    Emphasis emphasis;
  };
  struct Widths {
    std::size_t value = 0;
    std::size_t error = 0;
    std::size_t total = 0;
  };

  Widths widths(std::size_t column) const;
  std::size_t label_width() const;
  std::vector<std::vector<std::size_t>> fold(const std::vector<Widths>& widths, std::size_t room) const;
  std::string part(const std::vector<std::size_t>& chosen, const std::vector<Widths>& widths,
                   const std::string& title, const TextOptions& options) const;

  std::string title_;
  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace faultline
