#pragma once

#include <istream>
#include <string>
#include <string_view>

namespace faultline {

/// SHA-256 of the bytes, hexadecimal.
std::string sha256_hex(std::string_view bytes);
/// Of all that is left in the stream, in pieces: the memory does not grow with it.
std::string sha256_hex(std::istream& bytes);

}  // namespace faultline
