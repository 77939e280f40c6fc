#pragma once

#include "core/source.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace faultline {

/// Byte offsets of a text as lines and columns in characters. Offsets asked for in rising order cost one
/// pass.
class TextIndex {
 public:
  TextIndex(std::string_view text, FileId file);

  std::string_view text() const { return text_; }
  /// `length` in characters.
  SourceRange at(std::size_t offset, std::size_t length = 1);
  /// The stretch [begin, end), cut at the end of its first line.
  SourceRange between(std::size_t begin, std::size_t end);
  std::size_t line_end(std::size_t offset) const;

 private:
  std::string_view text_;
  FileId file_;
  std::vector<std::size_t> starts_;
  std::size_t known_offset_ = 0;  // the last place asked for, and its column
  std::size_t known_line_ = 0;
  std::size_t known_column_ = 0;
};

}  // namespace faultline
