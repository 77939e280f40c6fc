// Linear combinations of rows of normals. Included once per instruction set by kernels.cpp.

/// Two vectors of paths by `rows` rows at a time: each weight is loaded once for both.
template <std::size_t rows, class D, class Real>
HWY_INLINE void mix_group(const MixGroup<Real>& group, const Real* HWY_RESTRICT in, std::size_t in_stride,
                          Real* HWY_RESTRICT out, std::size_t out_stride, std::size_t n) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < n; i += 2 * lanes) {
    auto a0 = hn::Zero(d), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    for (std::size_t k = 0; k < group.count; ++k) {
      const Real* w = group.weights + 4 * k;
      const Real* row = in + group.inputs[k] * in_stride + i;
      const auto a = hn::Load(d, row), b = hn::Load(d, row + lanes);
      const auto w0 = hn::Set(d, w[0]), w1 = hn::Set(d, w[1]);
      a0 = hn::MulAdd(w0, a, a0), b0 = hn::MulAdd(w0, b, b0);
      a1 = hn::MulAdd(w1, a, a1), b1 = hn::MulAdd(w1, b, b1);
      if constexpr (rows > 2) {
        const auto w2 = hn::Set(d, w[2]), w3 = hn::Set(d, w[3]);
        a2 = hn::MulAdd(w2, a, a2), b2 = hn::MulAdd(w2, b, b2);
        a3 = hn::MulAdd(w3, a, a3), b3 = hn::MulAdd(w3, b, b3);
      }
    }
    Real* to = out + i;
    hn::Store(a0, d, to), hn::Store(b0, d, to + lanes);
    hn::Store(a1, d, to + out_stride), hn::Store(b1, d, to + out_stride + lanes);
    if constexpr (rows > 2) {
      hn::Store(a2, d, to + 2 * out_stride), hn::Store(b2, d, to + 2 * out_stride + lanes);
      hn::Store(a3, d, to + 3 * out_stride), hn::Store(b3, d, to + 3 * out_stride + lanes);
    }
  }
}

template <class D, class Real>
void mix(const MixGroup<Real>* groups, std::size_t count, const Real* HWY_RESTRICT in, std::size_t in_stride,
         Real* HWY_RESTRICT out, std::size_t out_stride, std::size_t n) {
  for (std::size_t g = 0; g < count; ++g) {
    Real* to = out + 4 * g * out_stride;
    if (groups[g].rows > 2)
      mix_group<4, D>(groups[g], in, in_stride, to, out_stride, n);
    else
      mix_group<2, D>(groups[g], in, in_stride, to, out_stride, n);
  }
}
