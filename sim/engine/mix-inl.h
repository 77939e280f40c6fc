// Linear combinations of rows of normals. Included once per instruction set by kernels.cpp.

/// Steps of a quad that are mixed together: each weight is loaded once for them. There are registers for four
/// with AVX-512.
template <class D>
constexpr std::size_t steps_together = HWY_MAX_BYTES >= 64 ? 4 : 2;

template <std::size_t rows, std::size_t steps, class D, class Real>
HWY_INLINE void mix_group(const MixGroup<Real>& group, const Real* HWY_RESTRICT in, Real* HWY_RESTRICT out,
                          std::size_t stride, std::size_t n) {
  const D d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    hn::Vec<D> sum[rows][steps];
#pragma GCC unroll 4
    for (std::size_t r = 0; r < rows; ++r)
#pragma GCC unroll 4
      for (std::size_t j = 0; j < steps; ++j) sum[r][j] = hn::Zero(d);
    for (std::size_t k = 0; k < group.count; ++k) {
      const Real* row = in + steps_per_quad * group.inputs[k] * stride + i;
      hn::Vec<D> z[steps];
#pragma GCC unroll 4
      for (std::size_t j = 0; j < steps; ++j) z[j] = hn::Load(d, row + j * stride);
#pragma GCC unroll 4
      for (std::size_t r = 0; r < rows; ++r) {
        const auto weight = hn::Set(d, group.weights[4 * k + r]);
#pragma GCC unroll 4
        for (std::size_t j = 0; j < steps; ++j) sum[r][j] = hn::MulAdd(weight, z[j], sum[r][j]);
      }
    }
#pragma GCC unroll 4
    for (std::size_t r = 0; r < rows; ++r)
#pragma GCC unroll 4
      for (std::size_t j = 0; j < steps; ++j)
        hn::Store(sum[r][j], d, out + (steps_per_quad * r + j) * stride + i);
  }
}

template <std::size_t rows, class D, class Real>
HWY_INLINE void mix_steps(const MixGroup<Real>& group, const Real* HWY_RESTRICT in, Real* HWY_RESTRICT out,
                          std::size_t stride, std::size_t steps, std::size_t n) {
  constexpr std::size_t together = steps_together<D>;
  std::size_t j = 0;
  for (; j + together <= steps; j += together)
    mix_group<rows, together, D>(group, in + j * stride, out + j * stride, stride, n);
  for (; j < steps; ++j) mix_group<rows, 1, D>(group, in + j * stride, out + j * stride, stride, n);
}

template <class D, class Real>
void mix(const MixGroup<Real>* groups, std::size_t count, const Real* HWY_RESTRICT in, Real* HWY_RESTRICT out,
         std::size_t stride, std::size_t steps, std::size_t n) {
  for (std::size_t g = 0; g < count; ++g) {
    Real* to = out + 4 * steps_per_quad * g * stride;
    if (groups[g].rows > 2)
      mix_steps<4, D>(groups[g], in, to, stride, steps, n);
    else
      mix_steps<2, D>(groups[g], in, to, stride, steps, n);
  }
}
