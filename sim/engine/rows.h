#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace faultline {

/// `count` rows of `stride` elements, every row aligned to 64 bytes (stride a multiple of 16 elements).
template <class Real>
class Rows {
 public:
  Rows() = default;
  Rows(std::size_t count, std::size_t stride) : stride_(stride), count_(count) {
    const std::size_t bytes = (count * stride * sizeof(Real) + 63) / 64 * 64;
    if (bytes == 0) return;
    data_.reset(static_cast<Real*>(std::aligned_alloc(64, bytes)));
    if (!data_) throw std::bad_alloc();
    for (std::size_t i = 0; i < count * stride; ++i) data_[i] = Real{};
  }

  Real* operator[](std::size_t row) { return data_.get() + row * stride_; }
  const Real* operator[](std::size_t row) const { return data_.get() + row * stride_; }
  std::size_t stride() const { return stride_; }
  std::size_t size() const { return count_; }

 private:
  struct Free {
    void operator()(Real* p) const { std::free(p); }
  };
  std::unique_ptr<Real[], Free> data_;
  std::size_t stride_ = 0;
  std::size_t count_ = 0;
};

}  // namespace faultline
