#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace faultline {

/// One code point of a UTF-8 text; `bytes` is 0 where the text is not UTF-8 (overlong forms and surrogates
/// included).
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 0;
};

CodePoint decode_utf8(std::string_view text, std::size_t offset);
bool is_utf8(std::string_view text);
void append_utf8(std::string& text, std::uint32_t code_point);
/// Characters (code points) of a text; a byte that is not UTF-8 counts as one.
std::size_t count_characters(std::string_view text);
/// The text with control characters written out, \x1b for an escape, but for those `kept`.
std::string escape_controls(std::string_view text, std::string_view kept = {});
/// Columns of a terminal that a code point takes: 0 for combining marks, 2 for wide East Asian characters and
/// emoji.
int display_width(std::uint32_t code_point);

}  // namespace faultline
