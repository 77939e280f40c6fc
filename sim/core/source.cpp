#include "core/source.h"

#include <utility>

namespace faultline {

FileId Sources::add(SourceFile file) {
  files_.push_back(std::move(file));
  return FileId{static_cast<std::uint32_t>(files_.size() - 1)};
}

const SourceFile& Sources::file(FileId id) const {
  return files_.at(static_cast<std::size_t>(id));
}

std::string_view Sources::line(FileId id, std::uint32_t number) const {
  if (id == no_file || number == 0) return {};
  std::string_view text = file(id).text;
  for (std::uint32_t n = 1; n < number; ++n) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace faultline
