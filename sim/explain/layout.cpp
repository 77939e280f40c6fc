#include "explain/layout.h"

#include "report/text_numbers.h"

#include <algorithm>
#include <sstream>
#include <utility>

namespace faultline {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t least_width = 10;  ///< text is not folded closer

std::vector<std::string> lines_of(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const bool fits = !lines.empty() && display_width(lines.back()) + 1 + display_width(word) <=
                                            std::max<std::size_t>(width, 8);
    if (fits)
      lines.back() += " " + word;
    else
      lines.push_back(word);
  }
  return lines;
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::size_t own = display_width(text);
  const std::string space(width > own ? width - own : 0, ' ');
  return right ? space + text : text + space;
}

void end_line(std::string& text) {
  text.erase(text.find_last_not_of(' ') + 1);
  text += '\n';
}

}  // namespace

std::string folded(const std::string& text, std::size_t width, const std::string& first,
                   const std::string& rest) {
  const std::size_t taken = display_width(rest);
  std::string out;
  for (const std::string& line : lines_of(text, width > taken ? width - taken : 0))
    out += (out.empty() ? first : rest) + line + "\n";
  return out;
}

void Columns::column(std::string heading, Align align, std::size_t most) {
  columns_.push_back({std::move(heading), align, most});
}

bool Columns::has_content(std::size_t column) const {
  return std::any_of(rows_.begin(), rows_.end(), [&](const auto& row) { return !row[column].empty(); });
}

std::size_t Columns::natural_width(std::size_t column) const {
  std::size_t width = display_width(columns_[column].heading);
  for (const auto& row : rows_) width = std::max(width, display_width(row[column]));
  const std::size_t most = columns_[column].most;
  return most == 0 ? width : std::min(width, most);
}

std::string Columns::render(std::size_t indent, std::size_t width) const {
  std::vector<std::size_t> shown, widths;
  for (std::size_t c = 0; c < columns_.size(); ++c)
    if (has_content(c)) {
      shown.push_back(c);
      widths.push_back(natural_width(c));
    }
  std::size_t total = indent;
  for (const std::size_t w : widths) total += w + gap;
  for (std::size_t over = total - gap > width ? total - gap - width : 0; over > 0; --over) {
    std::size_t widest = shown.size();
    for (std::size_t i = 0; i < shown.size(); ++i)
      if (columns_[shown[i]].align == Align::left && widths[i] > least_width &&
          (widest == shown.size() || widths[i] > widths[widest]))
        widest = i;
    if (widest == shown.size()) break;
    --widths[widest];
  }

  std::string out;
  const auto write = [&](const std::vector<std::string>& cells) {
    std::vector<std::vector<std::string>> lines;
    std::size_t height = 1;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const bool fold = columns_[shown[i]].align == Align::left;
      lines.push_back(fold ? lines_of(cells[shown[i]], widths[i])
                           : std::vector<std::string>{cells[shown[i]]});
      height = std::max(height, lines.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      std::string text(indent, ' ');
      for (std::size_t i = 0; i < shown.size(); ++i) {
        const std::string cell = line < lines[i].size() ? lines[i][line] : std::string();
        text += padded(cell, widths[i], columns_[shown[i]].align == Align::right) + std::string(gap, ' ');
      }
      end_line(text);
      out += text;
    }
  };
  std::vector<std::string> headings;
  for (const Column& column : columns_) headings.push_back(column.heading);
  write(headings);
  const std::string margin(indent + 4, ' ');
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    write(rows_[r]);
    if (const auto note = notes_.find(r); note != notes_.end())
      out += folded(note->second, width, margin, margin);
  }
  return out;
}

}  // namespace faultline
