#include "language/sha256.h"

#include "core/contract.h"

#include <array>
#include <memory>
#include <vector>

#include <openssl/evp.h>

namespace faultline {
namespace {

class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
    expect(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
  }
  void add(std::string_view bytes) { expect(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size())); }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    expect(EVP_DigestFinal_ex(context_.get(), digest.data(), &size));
    static constexpr char hexadecimal[] = "0123456789abcdef";
    std::string out;
    for (unsigned int i = 0; i < size; ++i) {
      out.push_back(hexadecimal[digest[i] >> 4]);
      out.push_back(hexadecimal[digest[i] & 15u]);
    }
    return out;
  }

 private:
  static void expect([[maybe_unused]] int done) { FAULTLINE_EXPECT(done == 1); }

  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  Digest digest;
  digest.add(bytes);
  return digest.hex();
}

std::string sha256_hex(std::istream& bytes) {
  Digest digest;
  std::vector<char> piece(std::size_t{1} << 20);
  while (bytes.read(piece.data(), static_cast<std::streamsize>(piece.size())) || bytes.gcount() > 0)
    digest.add({piece.data(), static_cast<std::size_t>(bytes.gcount())});
  return digest.hex();
}

}  // namespace faultline
