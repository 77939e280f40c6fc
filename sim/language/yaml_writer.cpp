#include "core/utf8.h"
#include "faultline/scenario.h"
#include "language/words.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace faultline {
namespace {

/// Whether a text can stand without quotes and still be the same text to any reader of YAML.
bool is_plain(std::string_view text) {
  static constexpr std::string_view harmless = "_-.+%/() *^<=>,@";
  if (text.empty() || text != trimmed(text)) return false;
  if (!is_letter(text[0]) && !is_digit(text[0])) return false;
  const bool safe = std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter(c) || is_digit(c) || harmless.find(c) != std::string_view::npos;
  });
  return safe && text != "null" && text != "Null" && text != "NULL";
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    const std::uint32_t c = point.bytes == 0 ? 0xFFFD : point.value;
    i += std::max<std::size_t>(point.bytes, 1);
    const bool unseen = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
    if (c == '"' || c == '\\')
      out += fmt::format("\\{}", static_cast<char>(c));
    else if (c == '\n')
      out += "\\n";
    else if (unseen)
      out += fmt::format("\\u{:04X}", c);
    else
      append_utf8(out, c);
  }
  return out + "\"";
}

std::string scalar_text(std::string_view text, bool was_quoted) {
  return !was_quoted && is_plain(text) ? std::string(text) : quoted(text);
}

void write(const Node& node, std::size_t indent, std::string& out);

/// A value after "key:" or "-": on the same line when it is short, else below.
void write_value(const Node& node, std::size_t indent, std::string& out) {
  const bool block =
      (node.is_mapping() && !node.entries.empty()) || (node.is_sequence() && !node.items.empty());
  out += block ? "\n" : " ";
  write(node, indent, out);
}

void write(const Node& node, std::size_t indent, std::string& out) {
  const std::string margin(indent, ' ');
  switch (node.kind) {
    case NodeKind::null:
      out += "null\n";
      return;
    case NodeKind::scalar:
      out += scalar_text(node.text, node.quoted) + "\n";
      return;
    case NodeKind::sequence:
      if (node.items.empty()) out += "[]\n";
      for (const Node& item : node.items) {
        out += margin + "-";
        write_value(item, indent + 2, out);
      }
      return;
    case NodeKind::mapping:
      if (node.entries.empty()) out += "{}\n";
      for (const NodeEntry& entry : node.entries) {
        out += margin + scalar_text(entry.key.value, entry.key_quoted) + ":";
        write_value(entry.value, indent + 2, out);
      }
      return;
  }
}

}  // namespace

std::string to_yaml(const Node& root) {
  std::string out;
  write(root, 0, out);
  return out;
}

}  // namespace faultline
