#pragma once

#include <string>
#include <string_view>

namespace faultline {

/// SHA-256 of the bytes, hexadecimal.
std::string sha256_hex(std::string_view bytes);

}  // namespace faultline
