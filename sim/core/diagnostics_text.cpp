#include "core/utf8.h"
#include "faultline/diagnostics.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr std::size_t line_budget = 160;   // longer lines are shown through a window
constexpr std::size_t window_before = 60;  // characters shown before the caret
constexpr std::size_t window_after = 90;   // and after it

/// A line, or the part of a long one around a place.
struct Window {
  std::string_view text;
  std::size_t first = 0;  ///< characters left out before it
  bool cut = false;       ///< characters are left out after it
};

/// Finds lines and places in them; what was found last is kept, so that many problems of a large file cost
/// one pass.
class LineFinder {
 public:
  explicit LineFinder(const Sources& sources) : sources_(sources) {}

  std::optional<Window> find(const SourceRange& where) {
    if (where.file == no_file || where.line == 0) return std::nullopt;
    const std::string_view line = line_of(where.file, where.line);
    const bool short_enough = line.size() <= 4 * line_budget && count_characters(line) <= line_budget;
    if (short_enough) return Window{line, 0, false};
    const std::size_t column = where.column == 0 ? 0 : where.column - 1;
    Window out;
    out.first = column > window_before ? column - window_before : 0;
    const std::size_t begin = offset_of(line, out.first);
    const std::size_t end = advance(line, begin, column + window_after - out.first);
    out.cut = end < line.size();
    out.text = line.substr(begin, end - begin);
    return out;
  }

 private:
  std::string_view line_of(FileId id, std::uint32_t number) {
    const std::string& text = sources_.file(id).text;
    auto [found, fresh] = starts_.try_emplace(static_cast<std::uint32_t>(id));
    std::vector<std::size_t>& starts = found->second;
    if (fresh) {
      starts.push_back(0);
      for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') starts.push_back(i + 1);
    }
    if (number > starts.size()) return {};
    const std::size_t begin = starts[number - 1];
    const std::size_t end = number < starts.size() ? starts[number] - 1 : text.size();
    std::string_view view = std::string_view(text).substr(begin, end - begin);
    if (view.ends_with('\r')) view.remove_suffix(1);
    return view;
  }

  static std::size_t advance(std::string_view line, std::size_t offset, std::size_t characters) {
    for (; characters > 0 && offset < line.size(); --characters)
      offset += std::max<std::size_t>(decode_utf8(line, offset).bytes, 1);
    return offset;
  }

  std::size_t offset_of(std::string_view line, std::size_t column) {
    if (line.data() != known_line_ || column < known_column_) {
      known_line_ = line.data();
      known_column_ = 0;
      known_offset_ = 0;
    }
    known_offset_ = advance(line, known_offset_, column - known_column_);
    known_column_ = column;
    return known_offset_;
  }

  const Sources& sources_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> starts_;
  const char* known_line_ = nullptr;
  std::size_t known_column_ = 0;
  std::size_t known_offset_ = 0;
};

/// What a terminal can show of a character: one that moves the cursor or turns the text around becomes a
/// mark.
std::uint32_t printable(CodePoint point) {
  const std::uint32_t c = point.value;
  if (point.bytes == 0) return 0xFFFD;
  if (c == '\t') return ' ';
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return 0xFFFD;
  if (c == 0xFEFF || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
      (c >= 0x2066 && c <= 0x2069))
    return 0xFFFD;
  return c;
}

struct Excerpt {
  std::string text;
  std::size_t indent = 0;  ///< terminal columns before the caret
  std::size_t carets = 1;
};

Excerpt excerpt(const Window& window, const SourceRange& where) {
  const std::size_t column = where.column == 0 ? 0 : where.column - 1;
  const std::size_t end = column + std::max<std::size_t>(where.length, 1);
  Excerpt out;
  if (window.first > 0) out.text = "...", out.indent = 3;
  std::size_t carets = 0;
  std::size_t at = window.first;
  for (std::size_t i = 0; i < window.text.size(); ++at) {
    const CodePoint point = decode_utf8(window.text, i);
    const std::uint32_t character = printable(point);
    append_utf8(out.text, character);
    const auto width = static_cast<std::size_t>(display_width(character));
    if (at < column) out.indent += width;
    if (at >= column && at < end) carets += width;
    i += std::max<std::size_t>(point.bytes, 1);
  }
  if (column > at) out.indent += std::min(column - at, line_budget);
  if (window.cut) out.text += "...";
  out.carets = std::max<std::size_t>(carets, 1);
  return out;
}

std::string place_text(const SourceRange& where, const Sources& sources) {
  if (where.file == no_file) return {};
  const std::string& path = sources.file(where.file).path;
  if (where.line == 0) return path + ": ";
  return fmt::format("{}:{}:{}: ", path, where.line, where.column);
}

void append_line(std::string& out, const SourceRange& where, const std::string& hint, LineFinder& lines) {
  const std::optional<Window> window = lines.find(where);
  if (!window) {
    if (!hint.empty()) out += fmt::format("      = {}\n", hint);
    return;
  }
  const Excerpt shown = excerpt(*window, where);
  const std::string number = fmt::format("{:>5}", where.line);
  out += fmt::format("{} | {}\n", number, shown.text);
  out += fmt::format("{:>{}} | {:>{}}{:^>{}}", "", number.size(), "", shown.indent, "", shown.carets);
  if (!hint.empty()) out += fmt::format(" {}", hint);
  out += "\n";
}

void append_text(std::string& out, const Diagnostic& d, const Sources& sources, LineFinder& lines) {
  const char* severity = d.severity == Severity::error ? "error" : "warning";
  const std::string said = d.field + (d.field.empty() ? "" : ": ") + d.message;
  out += escape_controls(fmt::format("{}{}[{}]: {}", place_text(d.where, sources), severity, d.code, said));
  out += "\n";
  append_line(out, d.where, escape_controls(d.hint), lines);
  if (!d.other) return;
  out += escape_controls(place_text(*d.other, sources)) + "note: the other place\n";
  append_line(out, *d.other, {}, lines);
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic, const Sources& sources) {
  LineFinder lines(sources);
  std::string out;
  append_text(out, diagnostic, sources, lines);
  return out;
}

std::string to_text(const Diagnostics& diagnostics, const Sources& sources) {
  LineFinder lines(sources);
  std::string out;
  for (const Diagnostic& d : diagnostics.items()) append_text(out, d, sources, lines);
  return out;
}

}  // namespace faultline
