#include "report/text_table.h"

#include "core/contract.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t sign_width = 3;  // " ± "

std::string spaces(std::size_t n) {
  return std::string(n, ' ');
}

std::string right(const std::string& text, std::size_t width) {
  const std::size_t shown = display_width(text);
  return spaces(width > shown ? width - shown : 0) + text;
}

std::string left(const std::string& text, std::size_t width) {
  const std::size_t shown = display_width(text);
  return text + spaces(width > shown ? width - shown : 0);
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string emphasised(const std::string& text, Emphasis emphasis, const TextOptions& options) {
  if (!options.colour || emphasis == Emphasis::none) return text;
  return (emphasis == Emphasis::strong ? "\x1b[1m" : "\x1b[2m") + text + "\x1b[0m";
}

std::string sum_label(const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), "all") == names.end() ? "all" : "all (sum)";
}

void TextTable::row(std::string label, std::vector<NumberText> cells, Emphasis emphasis) {
  FAULTLINE_EXPECT(cells.size() == columns_.size());
  rows_.push_back({std::move(label), std::move(cells), emphasis});
}

TextTable::Widths TextTable::widths(std::size_t column) const {
  Widths result;
  for (const Row& row : rows_) {
    result.value = std::max(result.value, display_width(row.cells[column].value));
    result.error = std::max(result.error, display_width(row.cells[column].error));
  }
  const std::size_t numbers = result.value + (result.error == 0 ? 0 : sign_width + result.error);
  const std::size_t heading = display_width(columns_[column].heading);
  if (heading > numbers) result.value += heading - numbers;
  result.total = std::max(numbers, heading);
  return result;
}

std::size_t TextTable::label_width() const {
  std::size_t width = display_width(title_);
  for (const Row& row : rows_) width = std::max(width, display_width(row.label));
  return width;
}

std::vector<std::vector<std::size_t>> TextTable::fold(const std::vector<Widths>& widths,
                                                      std::size_t room) const {
  const auto need = [&](const std::vector<std::size_t>& chosen) {
    std::size_t sum = 0;
    for (std::size_t c : chosen) sum += gap + widths[c].total;
    return sum;
  };
  std::vector<std::vector<std::size_t>> parts(1);
  for (std::size_t begin = 0; begin < columns_.size();) {
    std::vector<std::size_t> group;
    std::size_t end = begin;
    for (; end < columns_.size() && columns_[end].group == columns_[begin].group; ++end) group.push_back(end);
    begin = end;
    if (!parts.back().empty() && need(parts.back()) + need(group) > room) parts.emplace_back();
    for (std::size_t c : group) {
      if (!parts.back().empty() && need(parts.back()) + gap + widths[c].total > room) parts.emplace_back();
      parts.back().push_back(c);
    }
  }
  return parts;
}

std::string TextTable::part(const std::vector<std::size_t>& chosen, const std::vector<Widths>& widths,
                            const std::string& title, const TextOptions& options) const {
  const std::size_t label = label_width();
  std::string heading = left(title, label);
  for (std::size_t c : chosen) heading += spaces(gap) + right(columns_[c].heading, widths[c].total);
  const std::string rule(display_width(heading), '-');
  std::string text = emphasised(trimmed(heading), Emphasis::strong, options) + "\n" +
                     emphasised(rule, Emphasis::faint, options) + "\n";
  for (const Row& row : rows_) {
    std::string line = left(row.label, label);
    for (std::size_t c : chosen) {
      const NumberText& cell = row.cells[c];
      line += spaces(gap) + right(cell.value, widths[c].value);
      const std::size_t tail = widths[c].total - widths[c].value;
      line += cell.error.empty() ? spaces(tail) : left(" ± " + cell.error, tail);
    }
    text += emphasised(trimmed(line), row.emphasis, options) + "\n";
  }
  return text;
}

std::string TextTable::render(const TextOptions& options) const {
  if (empty()) return {};
  std::vector<Widths> measured;
  for (std::size_t c = 0; c < columns_.size(); ++c) measured.push_back(widths(c));
  const std::size_t label = label_width();
  const std::size_t room = options.width > label ? options.width - label : 0;
  std::string text;
  for (const auto& chosen : fold(measured, room)) {
    if (!text.empty()) text.push_back('\n');
    text += part(chosen, measured, title_, options);
  }
  return text;
}

}  // namespace faultline
