#include "language/sha256.h"

#include "core/contract.h"

#include <array>

#include <openssl/evp.h>

namespace faultline {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  [[maybe_unused]] const int done =
      EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  FAULTLINE_EXPECT(done == 1);
  static constexpr char hexadecimal[] = "0123456789abcdef";
  std::string out;
  for (unsigned int i = 0; i < size; ++i) {
    out.push_back(hexadecimal[digest[i] >> 4]);
    out.push_back(hexadecimal[digest[i] & 15u]);
  }
  return out;
}

}  // namespace faultline
