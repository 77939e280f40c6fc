#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace faultline::reference {

/// Runs paths of a scenario through the engine and the reference, twin included. Returns "" when every figure
/// that the engine records agrees on every path, otherwise the first that does not, with both values; both
/// refusing the run is agreement.
std::string difference(const std::string& yaml, std::uint64_t seed, std::span<const std::uint64_t> paths,
                       std::size_t block_paths = 128);

}  // namespace faultline::reference
