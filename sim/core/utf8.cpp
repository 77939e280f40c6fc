#include "core/utf8.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace faultline {
namespace {

struct Span {
  std::uint32_t first;
  std::uint32_t last;
};

constexpr std::array<Span, 5> zero_width{
    {{0x0300, 0x036F}, {0x200B, 0x200D}, {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}}};
constexpr std::array<Span, 9> double_width{{{0x1100, 0x115F},
                                            {0x2E80, 0x303E},
                                            {0x3041, 0xA4CF},
                                            {0xAC00, 0xD7A3},
                                            {0xF900, 0xFAFF},
                                            {0xFE30, 0xFE6F},
                                            {0xFF00, 0xFF60},
                                            {0x1F300, 0x1FAFF},
                                            {0x20000, 0x3FFFD}}};

template <std::size_t n>
bool within(const std::array<Span, n>& spans, std::uint32_t value) {
  for (const Span& span : spans)
    if (value >= span.first && value <= span.last) return true;
  return false;
}

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return {};
  const auto byte = [&](std::size_t i) {
    return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0u;
  };
  const std::uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {};
  std::uint32_t value = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {};
    value = (value << 6) | (byte(i) & 0x3Fu);
  }
  const std::uint32_t least = size == 2 ? 0x80 : size == 3 ? 0x800 : 0x10000;
  if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, size};
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t bytes = decode_utf8(text, i).bytes;
    if (bytes == 0) return false;
    i += bytes;
  }
  return true;
}

void append_utf8(std::string& text, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    const CodePoint point = decode_utf8(text, i);
    i += point.bytes == 0 ? 1 : point.bytes;
  }
  return count;
}

std::string escape_controls(std::string_view text, std::string_view kept) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    const std::size_t bytes = std::max<std::size_t>(point.bytes, 1);
    const std::uint32_t c = point.value;
    const bool control = point.bytes > 0 && (c < 0x20 || (c >= 0x7F && c < 0xA0));
    if (control && kept.find(text[i]) == std::string_view::npos)
      out += fmt::format("\\x{:02x}", c);
    else
      out += text.substr(i, bytes);
    i += bytes;
  }
  return out;
}

int display_width(std::uint32_t code_point) {
  if (code_point < 0x300) return 1;
  if (within(zero_width, code_point)) return 0;
  return within(double_width, code_point) ? 2 : 1;
}

}  // namespace faultline
