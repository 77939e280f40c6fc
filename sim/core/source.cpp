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

}  // namespace faultline
