#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace faultline::cli {

/// The word that was probably meant: the nearest within a third of its length; empty when none is near.
std::string nearest_word(std::string_view word, const std::vector<std::string>& words);

/// " (did you mean 'run'?)" or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& words);

}  // namespace faultline::cli
