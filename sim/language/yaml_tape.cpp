#include "language/yaml_tape.h"

#include "core/utf8.h"
#include "language/codes.h"
#include "language/words.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <yaml-cpp/mark.h>

namespace faultline {
namespace {

constexpr int most_tags = 20;

std::size_t offset_of(const YAML::Mark& mark, std::string_view text) {
  return mark.pos < 0 ? 0 : std::min(static_cast<std::size_t>(mark.pos), text.size());
}

std::size_t skip_blank(std::string_view text, std::size_t i) {
  while (i < text.size() && (is_space(text[i]) || text[i] == '#'))
    i = text[i] == '#' ? std::min(text.find('\n', i), text.size()) : i + 1;
  return i;
}

/// The offset after the closing quote, npos when there is none.
std::size_t quoted_end(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (std::size_t i = begin + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      if (quote != '\'' || i + 1 >= text.size() || text[i + 1] != '\'') return i + 1;
      ++i;
    }
  }
  return std::string_view::npos;
}

int open_parentheses(std::string_view text) {
  int open = 0;
  for (const char c : text) open += c == '(' ? 1 : c == ')' ? -1 : 0;
  return open;
}

}  // namespace

void YamlTape::refuse(const DiagnosticCode& code, SourceRange where, std::string message, std::string hint) {
  diagnostics_.error(code, where, "", std::move(message), std::move(hint));
  throw YamlRefused{};
}

void YamlTape::OnDocumentStart(const YAML::Mark& mark) {
  if (++documents_ == 1) return;
  const std::size_t offset = offset_of(mark, index_.text());
  if (index_.text().substr(offset).starts_with("---"))
    refuse(codes::several_documents, index_.at(offset, 3), "a second YAML document begins here",
           "a scenario is one document: make it a file of its own");
  refuse(codes::yaml_syntax, index_.at(offset), "not YAML: text after the end of the document",
         "quote the value if it belongs to one");
}

std::size_t YamlTape::value_offset(const YAML::Mark& mark) {
  const std::string_view text = index_.text();
  std::size_t i = skip_blank(text, offset_of(mark, text));
  while (i < text.size() && text[i] == '&') {
    while (i < text.size() && !is_space(text[i]) &&
           std::string_view(",[]{}").find(text[i]) == std::string_view::npos)
      ++i;
    i = skip_blank(text, i);
  }
  if (i < text.size() && text[i] == '!') {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,]}", i), text.size());
    diagnostics_.error(codes::tag, index_.between(i, end), "", "YAML tags are not part of the language",
                       "leave it out, or quote a text that begins with '!'");
    if (++tags_ == most_tags) throw YamlRefused{};
    i = skip_blank(text, end);
  }
  return i;
}

TapeEvent& YamlTape::push(NodeKind kind, SourceRange where, YAML::anchor_t anchor) {
  if (budget_.nodes == 0)
    refuse(codes::too_many_nodes, where.line != 0 ? where : index_.at(0),
           fmt::format("more than {} values", ReadBudget::max_nodes), "split the scenario");
  --budget_.nodes;
  const int depth = static_cast<int>(open_.size()) + 1;
  if (depth > ReadBudget::max_depth)
    refuse(codes::too_deep, where.line != 0 ? where : index_.at(index_.text().size()),
           fmt::format("values are nested deeper than {}", ReadBudget::max_depth), "");
  if (anchor != YAML::NullAnchor) anchors_[anchor] = events_.size();
  TapeEvent event;
  event.kind = kind;
  event.where = where;
  event.depth = depth;
  events_.push_back(std::move(event));
  return events_.back();
}

void YamlTape::open(NodeKind kind, const YAML::Mark& mark, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) {
  push(kind, index_.at(value_offset(mark)), anchor);
  open_.push_back(events_.size() - 1);
  flow_.push_back(style == YAML::EmitterStyle::Flow);
}

void YamlTape::close() {
  events_[open_.back()].end = events_.size();
  open_.pop_back();
  flow_.pop_back();
}

void YamlTape::OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                               YAML::EmitterStyle::value style) {
  open(NodeKind::sequence, mark, anchor, style);
}

void YamlTape::OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                          YAML::EmitterStyle::value style) {
  open(NodeKind::mapping, mark, anchor, style);
}

void YamlTape::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  static constexpr std::array<std::string_view, 4> words{"~", "null", "Null", "NULL"};
  const std::size_t offset = offset_of(mark, index_.text());
  const std::string_view rest = index_.text().substr(offset);
  SourceRange where;
  if (rest.starts_with('!') || rest.starts_with('&')) value_offset(mark);
  for (const std::string_view word : words)
    if (rest.starts_with(word)) where = index_.at(offset, word.size());
  TapeEvent& event = push(NodeKind::null, where, anchor);
  event.end = events_.size();
}

void YamlTape::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const std::size_t offset = offset_of(mark, index_.text());
  const SourceRange where = index_.between(offset, index_.text().find_first_of(" \t\r\n,]}", offset));
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end())
    refuse(codes::unknown_alias, where, "the alias has no anchor before it",
           "quote a text that begins with '*'");
  const std::size_t begin = found->second;
  const std::size_t end = events_[begin].end;
  if (end == 0)
    refuse(codes::alias_circle, where, "the alias stands inside what it stands for", "write the value out");
  if (end - begin > budget_.nodes)
    refuse(codes::too_many_nodes, where,
           fmt::format("with its aliases written out the scenario has more than {} values",
                       ReadBudget::max_nodes),
           "use fewer aliases");
  budget_.nodes -= end - begin;
  const int shift = static_cast<int>(open_.size()) + 1 - events_[begin].depth;
  const std::size_t target = events_.size();
  for (std::size_t i = begin; i < end; ++i) {
    TapeEvent copy = events_[i];
    copy.depth += shift;
    copy.end = copy.end - begin + target;
    if (copy.depth > ReadBudget::max_depth)
      refuse(codes::too_deep, where, fmt::format("values are nested deeper than {}", ReadBudget::max_depth),
             "");
    if (copy.text.size() > budget_.alias_bytes)
      refuse(codes::file_too_large, where, "with its aliases written out the text is larger than 4 MB",
             "use fewer aliases");
    budget_.alias_bytes -= copy.text.size();
    events_.push_back(std::move(copy));
  }
}

SourceRange YamlTape::scalar_place(std::size_t offset, const std::string& value, bool quoted) {
  const std::string_view text = index_.text();
  if (quoted && offset < text.size() && (text[offset] == '"' || text[offset] == '\'')) {
    const std::size_t end = quoted_end(text, offset);
    if (end == std::string_view::npos)  // yaml-cpp takes the end of the file for the closing quote
      refuse(codes::yaml_syntax, index_.at(offset), "not YAML: the quote is never closed",
             fmt::format("close it with {}", text[offset]));
    return index_.between(offset, end);
  }
  if (quoted) return index_.at(offset);
  if (text.substr(offset).starts_with(value)) return index_.between(offset, offset + value.size());
  return index_.between(offset, index_.line_end(offset));
}

void YamlTape::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                        const std::string& value) {
  const std::size_t offset = value_offset(mark);
  const bool quoted = tag == "!";
  const SourceRange where = scalar_place(offset, value, quoted);
  if (!quoted && !flow_.empty() && flow_.back()) check_parentheses(offset, value, where);
  TapeEvent& event = push(NodeKind::scalar, where, anchor);
  event.text = value;
  event.quoted = quoted;
  event.end = events_.size();
}

/// A comma ends a plain scalar of a flow collection: `{x: normal(0, 1)}` is not what it looks like.
void YamlTape::check_parentheses(std::size_t offset, const std::string& value, SourceRange where) {
  if (open_parentheses(value) <= 0) return;
  std::string_view line = index_.text().substr(offset, 200);
  line = line.substr(0, line.find('\n'));
  int open = 0;
  bool opened = false;
  std::size_t end = 0;
  for (; end < line.size() && end < 120; ++end) {
    const char c = line[end];
    open += c == '(' ? 1 : c == ')' ? -1 : 0;
    opened = opened || c == '(';
    if (opened && open == 0 && std::string_view(",]}#").find(c) != std::string_view::npos) break;
  }
  std::string hint = "quote the value";
  if (opened && open == 0) hint = fmt::format("quote it: \"{}\"", trimmed(line.substr(0, end)));
  diagnostics_.error(codes::unclosed_parenthesis, where, "",
                     fmt::format("the comma ends '{}' inside its parentheses", value.substr(0, 40)), hint);
}

}  // namespace faultline
