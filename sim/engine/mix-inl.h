// Linear combinations of rows of normals. Included once per instruction set by kernels.cpp.

/// The inputs that rows from `first_row` on read, but none before.
template <std::size_t first_row, std::size_t rows, std::size_t parts, class D, class Real>
HWY_INLINE void add_inputs(const MixGroup<Real>& group, const std::size_t (&part)[parts], std::size_t i,
                           hn::Vec<D> (&sum)[rows][parts]) {
  const D d;
  for (std::size_t k = first_row == 0 ? 0 : group.ends[first_row - 1]; k < group.ends[first_row]; ++k) {
    const Real* HWY_RESTRICT row = group.inputs[k] + i;
    hn::Vec<D> z[parts];
#pragma GCC unroll 4
    for (std::size_t p = 0; p < parts; ++p) z[p] = hn::Load(d, row + part[p]);
#pragma GCC unroll 4
    for (std::size_t r = first_row; r < rows; ++r) {
      const auto weight = hn::Set(d, group.weights[4 * k + r]);
#pragma GCC unroll 4
      for (std::size_t p = 0; p < parts; ++p) sum[r][p] = hn::MulAdd(weight, z[p], sum[r][p]);
    }
  }
}

/// Each weight is loaded once for `steps` steps of a quad and `vectors` vectors of paths.
template <std::size_t rows, std::size_t steps, std::size_t vectors, class D, class Real>
HWY_INLINE void mix_group(const MixGroup<Real>& group, std::size_t first_step, Real* HWY_RESTRICT out,
                          std::size_t stride, std::size_t n) {
  const D d;
  constexpr std::size_t parts = steps * vectors;
  std::size_t part[parts];
  for (std::size_t p = 0; p < parts; ++p) part[p] = p / vectors * stride + p % vectors * hn::Lanes(d);
  const std::size_t from = first_step * stride;
  for (std::size_t i = from; i < from + n; i += vectors * hn::Lanes(d)) {
    hn::Vec<D> sum[rows][parts];
#pragma GCC unroll 4
    for (std::size_t r = 0; r < rows; ++r)
#pragma GCC unroll 4
      for (std::size_t p = 0; p < parts; ++p) sum[r][p] = hn::Zero(d);
    add_inputs<0, rows, parts, D>(group, part, i, sum);
    add_inputs<1, rows, parts, D>(group, part, i, sum);
    if constexpr (rows > 2) {
      add_inputs<2, rows, parts, D>(group, part, i, sum);
      add_inputs<3, rows, parts, D>(group, part, i, sum);
    }
#pragma GCC unroll 4
    for (std::size_t r = 0; r < rows; ++r)
#pragma GCC unroll 4
      for (std::size_t p = 0; p < parts; ++p)
        hn::Store(sum[r][p], d, out + steps_per_quad * r * stride + i + part[p]);
  }
}

template <std::size_t rows, class D, class Real>
HWY_INLINE void mix_steps(const MixGroup<Real>& group, Real* out, std::size_t stride, std::size_t steps,
                          std::size_t n) {
  // As many sums at a time as hide the latency of an addition; AVX-512 has registers for twice as many.
  constexpr std::size_t vectors = HWY_MAX_BYTES >= 64 ? 1 : 2;
  constexpr std::size_t together = HWY_MAX_BYTES >= 64 ? 4 : 4 / rows;
  std::size_t j = 0;
  for (; together > 1 && j + together <= steps; j += together)
    mix_group<rows, together, vectors, D>(group, j, out, stride, n);
  for (; j < steps; ++j) mix_group<rows, 1, 2, D>(group, j, out, stride, n);
}

template <class D, class Real>
void mix(const MixGroup<Real>* groups, std::size_t count, Real* out, std::size_t stride, std::size_t steps,
         std::size_t n) {
  for (std::size_t g = 0; g < count; ++g) {
    Real* to = out + 4 * steps_per_quad * g * stride;
    if (groups[g].rows > 2)
      mix_steps<4, D>(groups[g], to, stride, steps, n);
    else
      mix_steps<2, D>(groups[g], to, stride, steps, n);
  }
}
