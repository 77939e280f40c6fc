#include "core/utf8.h"
#include "faultline/diagnostics.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr std::size_t line_budget = 160;   // longer lines are shown through a window
constexpr std::size_t window_before = 60;  // characters shown before the caret
constexpr std::size_t window_after = 90;   // and after it

/// Starts of lines, found once per file: looking each line up from the beginning would be quadratic.
class LineFinder {
 public:
  explicit LineFinder(const Sources& sources) : sources_(sources) {}

  std::string_view line(FileId id, std::uint32_t number) {
    if (id == no_file || number == 0) return {};
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

 private:
  const Sources& sources_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> starts_;
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

Excerpt excerpt(std::string_view line, const SourceRange& where) {
  std::vector<std::uint32_t> characters;
  for (std::size_t i = 0; i < line.size();) {
    const CodePoint point = decode_utf8(line, i);
    characters.push_back(printable(point));
    i += std::max<std::size_t>(point.bytes, 1);
  }
  const std::size_t column = where.column == 0 ? 0 : where.column - 1;
  std::size_t first = 0;
  std::size_t last = characters.size();
  if (characters.size() > line_budget) {
    first = column > window_before ? std::min(column - window_before, characters.size()) : 0;
    last = std::min(characters.size(), column + window_after);
  }
  Excerpt out;
  if (first > 0) out.text = "...", out.indent = 3;
  const std::size_t end = column + std::max<std::size_t>(where.length, 1);
  std::size_t carets = 0;
  for (std::size_t i = first; i < last; ++i) {
    append_utf8(out.text, characters[i]);
    const auto width = static_cast<std::size_t>(display_width(characters[i]));
    if (i < column) out.indent += width;
    if (i >= column && i < end) carets += width;
  }
  if (column > last) out.indent += column - last;
  if (last < characters.size()) out.text += "...";
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
  const std::string_view line = lines.line(where.file, where.line);
  if (line.empty() && (where.file == no_file || where.line == 0)) {
    if (!hint.empty()) out += fmt::format("      = {}\n", hint);
    return;
  }
  const Excerpt shown = excerpt(line, where);
  out += fmt::format("{:>5} | {}\n", where.line, shown.text);
  out += fmt::format("      | {}{}", std::string(shown.indent, ' '), std::string(shown.carets, '^'));
  if (!hint.empty()) out += " " + hint;
  out += "\n";
}

void append_text(std::string& out, const Diagnostic& d, const Sources& sources, LineFinder& lines) {
  const char* severity = d.severity == Severity::error ? "error" : "warning";
  out += fmt::format("{}{}[{}]: {}{}{}\n", place_text(d.where, sources), severity, d.code, d.field,
                     d.field.empty() ? "" : ": ", d.message);
  append_line(out, d.where, d.hint, lines);
  if (!d.other) return;
  out += fmt::format("{}note: the other place\n", place_text(*d.other, sources));
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
