#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace faultline {

/// A complaint of the YAML parser in plain words, and what to do about it.
struct YamlComplaint {
  std::string message;
  std::string hint;
};

/// `complaint` is what yaml-cpp says of the text at `offset`.
YamlComplaint in_plain_words(std::string_view complaint, std::string_view text, std::size_t offset);

}  // namespace faultline
