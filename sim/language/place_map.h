#pragma once

#include "core/source.h"
#include "core/utf8.h"

#include <algorithm>
#include <string_view>

namespace faultline {

/// Places inside a scalar: offsets of its text to columns of the file, as long as the text stands there
/// unescaped on one line; otherwise every place is the whole scalar.
class PlaceMap {
 public:
  PlaceMap(std::string_view text, SourceRange whole, bool quoted) : text_(text), whole_(whole) {
    const std::size_t length = count_characters(text);
    ascii_ = length == text.size();
    const std::size_t quotes = quoted ? 2 : 0;
    linear_ = whole.length == length + quotes;
    first_ = whole.column + (quoted ? 1u : 0u);
  }

  SourceRange range(std::size_t begin, std::size_t end) const {
    if (!linear_) return whole_;
    begin = std::min(begin, text_.size());
    end = std::clamp(end, begin, text_.size());
    SourceRange out = whole_;
    out.column = first_ + static_cast<std::uint32_t>(characters(0, begin));
    out.length = static_cast<std::uint32_t>(std::max<std::size_t>(characters(begin, end), 1));
    return out;
  }

 private:
  std::size_t characters(std::size_t begin, std::size_t end) const {
    return ascii_ ? end - begin : count_characters(text_.substr(begin, end - begin));
  }

  std::string_view text_;
  SourceRange whole_;
  bool ascii_ = true;
  bool linear_ = true;
  std::uint32_t first_ = 1;
};

}  // namespace faultline
