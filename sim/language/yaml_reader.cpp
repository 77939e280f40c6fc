#include "language/yaml_reader.h"

#include "core/utf8.h"
#include "language/codes.h"
#include "language/yaml_complaint.h"
#include "language/yaml_tape.h"

#include <sstream>
#include <unordered_map>

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace faultline {
namespace {

/// Refuses what yaml-cpp would read wrongly: bytes that are not UTF-8 and characters that move the cursor.
bool check_characters(TextIndex& index, Diagnostics& diagnostics) {
  const std::string_view text = index.text();
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    const std::uint32_t c = point.value;
    if (point.bytes == 0) {
      diagnostics.error(codes::not_utf8, index.at(i), "",
                        fmt::format("byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(text[i])),
                        "save the file as UTF-8");
      return false;
    }
    const bool return_of_line = c == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    const bool control = (c < 0x20 && c != '\t' && c != '\n' && !return_of_line) || (c >= 0x7F && c < 0xA0);
    if (control) {
      diagnostics.error(codes::control_character, index.at(i), "",
                        fmt::format("control character U+{:04X}", c),
                        c == '\r' ? "end lines with a line feed" : "remove it");
      return false;
    }
    i += point.bytes;
  }
  return true;
}

/// Turns a finished tape into the tree, checking keys.
class TreeBuilder {
 public:
  TreeBuilder(const std::vector<TapeEvent>& events, Diagnostics& diagnostics)
      : events_(events), diagnostics_(diagnostics) {}

  Node build(std::size_t i, SourceRange fallback) {
    const TapeEvent& event = events_[i];
    Node node;
    node.kind = event.kind;
    node.where = event.where.line == 0 ? fallback : event.where;
    node.text = event.text;
    node.quoted = event.quoted;
    if (event.kind == NodeKind::sequence)
      for (std::size_t k = i + 1; k < event.end; k = events_[k].end) {
        trail_.push_back({{}, node.items.size()});
        node.items.push_back(build(k, node.where));
        trail_.pop_back();
      }
    if (event.kind == NodeKind::mapping) build_entries(i, node);
    return node;
  }

 private:
  void build_entries(std::size_t i, Node& node) {
    std::unordered_map<std::string_view, SourceRange> seen;
    for (std::size_t k = i + 1; k < events_[i].end;) {
      const TapeEvent& key = events_[k];
      const std::size_t value = key.end;
      k = events_[value].end;
      if (key.kind != NodeKind::scalar) {
        const SourceRange where = key.where.line == 0 ? node.where : key.where;
        diagnostics_.error(codes::key_not_scalar, where, path(),
                           "a key is a word, not a list, mapping or null",
                           "quote it if it is meant as a word");
        continue;
      }
      if (key.text == "<<" && !key.quoted) {
        diagnostics_.error(codes::merge_key, key.where, path(), "merge keys are not part of the language",
                           "use extends for files, parameters for values");
        continue;
      }
      const auto [first, fresh] = seen.try_emplace(key.text, key.where);
      if (!fresh) {
        diagnostics_.add({Severity::error, codes::duplicate_key.id, key.where, path(),
                          fmt::format("the key '{}' stands twice in this mapping", key.text.substr(0, 60)),
                          "remove one of them", first->second});
        continue;
      }
      NodeEntry entry;
      entry.key = {key.text, key.where};
      entry.key_quoted = key.quoted;
      trail_.push_back({key.text, 0});
      entry.value = build(value, key.where);
      trail_.pop_back();
      node.entries.push_back(std::move(entry));
    }
  }

  struct Step {
    std::string_view key;  ///< empty in a list
    std::size_t index = 0;
  };

  /// "shocks.curb.next[2]": the mapping or list being built.
  std::string path() const {
    std::string out;
    for (const Step& step : trail_) {
      if (step.key.empty())
        out += fmt::format("[{}]", step.index);
      else
        out += (out.empty() ? "" : ".") + std::string(step.key);
    }
    return out;
  }

  const std::vector<TapeEvent>& events_;
  Diagnostics& diagnostics_;
  std::vector<Step> trail_;
};

/// The first tab that indents the line of `offset` or the one before it.
std::optional<std::size_t> indenting_tab(std::string_view text, std::size_t offset) {
  for (int lines = 0; lines < 2; ++lines) {
    const std::size_t feed = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    const std::size_t begin = feed == std::string_view::npos ? 0 : feed + 1;
    const std::size_t first = std::min(text.find_first_not_of(" ", begin), text.size());
    if (first < text.size() && text[first] == '\t') return first;
    if (begin == 0) return std::nullopt;
    offset = begin - 1;
  }
  return std::nullopt;
}

void report_syntax(const YAML::ParserException& problem, TextIndex& index, Diagnostics& diagnostics) {
  const std::string_view text = index.text();
  std::size_t offset = problem.mark.pos < 0 ? text.size() : static_cast<std::size_t>(problem.mark.pos);
  offset = std::min(offset, text.size());
  // The end of the text is shown at the end of its last line that says something.
  if (offset == text.size())
    while (offset > 0 && (text[offset - 1] == '\n' || text[offset - 1] == '\r')) --offset;
  if (const auto tab = indenting_tab(text, offset)) {
    diagnostics.error(codes::yaml_syntax, index.at(*tab), "", "not YAML: a tab cannot indent",
                      "indent with spaces");
    return;
  }
  const char c = offset < text.size() ? text[offset] : '\0';
  if (c == '*' && problem.msg.find("anchor") != std::string::npos) {
    const std::size_t end = text.find_first_of(" \t\r\n,]}", offset);
    diagnostics.error(codes::unknown_alias, index.between(offset, end), "",
                      "the alias has no anchor before it", "quote a text that begins with '*'");
    return;
  }
  const YamlComplaint said = in_plain_words(problem.msg, text, offset);
  diagnostics.error(codes::yaml_syntax, index.at(offset), "", "not YAML: " + said.message, said.hint);
}

/// Runs yaml-cpp over the text; false when something was reported that ends reading.
bool run_parser(std::string_view text, TextIndex& index, YamlTape& tape, Diagnostics& diagnostics) {
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(tape)) return true;
    parser.HandleNextDocument(tape);
    return true;
  } catch (const YamlRefused&) {
  } catch (const YAML::ParserException& problem) {
    if (!diagnostics.has_errors()) report_syntax(problem, index, diagnostics);
  } catch (const YAML::Exception& problem) {
    diagnostics.error(codes::yaml_syntax, index.at(0), "", fmt::format("not YAML: {}", problem.msg));
  }
  return false;
}

}  // namespace

std::optional<Node> read_yaml(FileId file, const Sources& sources, ReadBudget& budget,
                              Diagnostics& diagnostics) {
  const std::string& text = sources.file(file).text;
  TextIndex index(text, file);
  Diagnostics own;
  std::optional<Node> root;
  if (check_characters(index, own)) {
    YamlTape tape(index, budget, own);
    const bool complete = run_parser(text, index, tape, own);
    if (complete && !own.has_errors()) {
      if (tape.events().empty() || tape.events().front().kind == NodeKind::null)
        own.error(codes::empty_document, index.at(0), "", "nothing stands in the file",
                  "a scenario begins with 'faultline: 1'");
      else
        root = TreeBuilder(tape.events(), own).build(0, index.at(0));
    }
  }
  const bool failed = own.has_errors();
  diagnostics.append(own);
  if (failed) return std::nullopt;
  return root;
}

}  // namespace faultline
