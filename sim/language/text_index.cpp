#include "language/text_index.h"

#include "core/utf8.h"

#include <algorithm>

namespace faultline {

TextIndex::TextIndex(std::string_view text, FileId file) : text_(text), file_(file), starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n') starts_.push_back(i + 1);
}

std::size_t TextIndex::line_end(std::size_t offset) const {
  return std::min(text_.find('\n', offset), text_.size());
}

SourceRange TextIndex::at(std::size_t offset, std::size_t length) {
  offset = std::min(offset, text_.size());
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto line = static_cast<std::size_t>(after - starts_.begin() - 1);
  std::size_t from = starts_[line];
  std::size_t column = 0;
  if (line == known_line_ && known_offset_ <= offset && known_offset_ >= from) {
    from = known_offset_;
    column = known_column_;
  }
  column += count_characters(text_.substr(from, offset - from));
  known_offset_ = offset;
  known_line_ = line;
  known_column_ = column;
  return {file_, static_cast<std::uint32_t>(line + 1), static_cast<std::uint32_t>(column + 1),
          static_cast<std::uint32_t>(length)};
}

SourceRange TextIndex::between(std::size_t begin, std::size_t end) {
  std::string_view stretch = text_.substr(begin, end > begin ? end - begin : 0);
  stretch = stretch.substr(0, stretch.find('\n'));
  while (stretch.ends_with('\r') || stretch.ends_with(' ')) stretch.remove_suffix(1);
  return at(begin, std::max<std::size_t>(count_characters(stretch), 1));
}

}  // namespace faultline
