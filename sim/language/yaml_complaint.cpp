#include "language/yaml_complaint.h"

#include <algorithm>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr auto nowhere = std::string_view::npos;

std::size_t line_start(std::string_view text, std::size_t offset) {
  const std::size_t feed = offset == 0 ? nowhere : text.rfind('\n', offset - 1);
  return feed == nowhere ? 0 : feed + 1;
}

std::string_view line_at(std::string_view text, std::size_t begin) {
  return text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
}

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

/// The last line above that says something; empty without one.
std::string_view line_above(std::string_view text, std::size_t begin) {
  while (begin > 0) {
    begin = line_start(text, begin - 1);
    const std::string_view line = line_at(text, begin);
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != nowhere && line[first] != '#') return line;
  }
  return {};
}

/// The place of a complaint: its line, what stands before it there, and the line above.
struct Place {
  std::string_view line, before, above;
  char at = '\0';

  Place(std::string_view text, std::size_t offset) {
    const std::size_t begin = line_start(text, offset);
    line = line_at(text, begin);
    before = text.substr(begin, offset - begin);
    above = line_above(text, begin);
    if (offset < text.size()) at = text[offset];
  }
  bool begins_line() const { return before.find_first_not_of(' ') == nowhere; }
};

bool is_item(std::string_view line) {
  return line.substr(indent_of(line)).starts_with("- ");
}

YamlComplaint unclosed(char open, char close, const Place& place) {
  if (place.at == ':' && place.before.find(open) != nowhere)
    return {"a comma is missing before this",
            fmt::format("entries inside {} {} are set apart by commas", open, close)};
  return {fmt::format("a {} is never closed", open), fmt::format("close it with {}", close)};
}

YamlComplaint unexpected_colon(const Place& place) {
  if (place.before.find(": ") != nowhere)
    return {"a second colon in one line", "quote a text that holds a colon and a blank"};
  if (place.above.find(':') == nowhere)
    return {"a colon where none can be", "a colon is missing in the line above: name: value"};
  if (indent_of(place.line) > indent_of(place.above))
    return {"this line is indented further than the one above, which has its value already",
            "indent it like the fields it belongs with"};
  return {"a colon where none can be", "quote a text that holds a colon and a blank"};
}

YamlComplaint unexpected_line(const Place& place) {
  if (!place.begins_line()) {
    const std::size_t last = place.before.find_last_not_of(' ');
    if (last != nowhere && (place.before[last] == '"' || place.before[last] == '\''))
      return {"a text goes on after its closing quote", place.before[last] == '"'
                                                            ? "quote all of it; a \" inside is written \\\""
                                                            : "quote all of it; a ' inside is written ''"};
    return {"this does not belong to the value before it", "quote the whole text"};
  }
  if (is_item(place.line))
    return {"a list item where a field is wanted", "indent it below the field it belongs to"};
  if (is_item(place.above))
    return {"this is neither a field nor an item of the list above", "an item begins with '- '"};
  return {"the indentation fits no line above", "indent it like the fields it belongs with"};
}

}  // namespace

YamlComplaint in_plain_words(std::string_view complaint, std::string_view text, std::size_t offset) {
  const Place place(text, offset);
  if (complaint == "end of map flow not found") return unclosed('{', '}', place);
  if (complaint == "end of sequence flow not found") return unclosed('[', ']', place);
  if (complaint == "illegal flow end")
    return {fmt::format("'{}' closes nothing here", place.at),
            "{ } and [ ] come in pairs, the inner ones first"};
  if (complaint == "illegal map value") return unexpected_colon(place);
  if (complaint == "end of map not found" || complaint == "end of sequence not found")
    return unexpected_line(place);
  if (complaint.starts_with("unknown escape character"))
    return {std::string(complaint), "write \\\\ for a backslash, or quote with '"};
  std::string hint;
  if (place.at != '\0' && std::string_view("@`%*!&|>-").find(place.at) != nowhere)
    hint = fmt::format("quote a value that begins with '{}'", place.at);
  if (place.at == '\t') hint = "indent with spaces";
  return {std::string(complaint), std::move(hint)};
}

}  // namespace faultline
