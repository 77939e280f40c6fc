// Steps of assets whose drift and volatility are numbers. Included once per instruction set by kernels.cpp.

/// (e^d - 1 - d) / d^2 for |d| <= 1/8 (near) and 1/4 (far), in rising powers: Chebyshev interpolants. With
/// them e^d - 1 is good, but for rounding, to 5e-9 of itself in single precision, 5e-11 in double.
template <class Real>
struct Growth;
template <>
struct Growth<float> {
  static constexpr std::array near{0.49999997f, 0.16666666f, 0.041688375f, 0.008336434f};
  static constexpr std::array far{0.5f, 0.16666642f, 0.04166664f, 0.008348848f, 0.0013908278f};
};
template <>
struct Growth<double> {
  static constexpr std::array near{0.5, 0.16666665152487217, 0.041666664774045035, 0.00833720942244385,
                                   0.0013893733789984706};
  static constexpr std::array far{0.5000000001894183,   0.16666666668770916,  0.041666612116298817,
                                  0.008333327273286653, 0.001391215855097237, 0.00019867121348623903};
};
constexpr double near_reach = 0.125, far_reach = 0.25;

/// mean + scale * noise, over a step.
struct SteadyMove {
  double mean;
  double scale;
};

/// A group of paths of which some go further than the polynomial reaches: path by path.
template <class Real>
HWY_NOINLINE void grow_apart(const Real* HWY_RESTRICT noise, const SteadyMove& by, Real reach,
                             const Real* HWY_RESTRICT growth, double* HWY_RESTRICT price) {
  for (std::size_t i = 0; i < lane_group; ++i) {
    const Real d = std::fma(static_cast<Real>(by.scale), noise[i], static_cast<Real>(by.mean));
    if (d * d <= reach * reach)
      price[i] = std::fma(price[i], static_cast<double>(growth[i]), price[i]);
    else
      price[i] *= fast_exp(std::fma(by.scale, static_cast<double>(noise[i]), by.mean));
  }
}

/// The growth of a group of paths is found in the precision of the noise, then applied in double.
template <class DR, class D, std::size_t terms, class Real = hn::TFromD<DR>>
HWY_INLINE void grow_near(const std::array<Real, terms>& c, double reach, const Real* HWY_RESTRICT noise,
                          const SteadyMove& by, double* HWY_RESTRICT price, std::size_t n) {
  const DR r;
  const D d;
  const auto scale = hn::Set(r, static_cast<Real>(by.scale)), mean = hn::Set(r, static_cast<Real>(by.mean));
  const auto most = hn::Set(r, static_cast<Real>(reach) * static_cast<Real>(reach));
  HWY_ALIGN Real growth[lane_group];
  for (std::size_t first = 0; first < n; first += lane_group) {
    auto largest = hn::Zero(r);
    for (std::size_t k = 0; k < lane_group; k += hn::Lanes(r)) {
      const auto x = hn::MulAdd(scale, hn::Load(r, noise + first + k), mean);
      const auto square = hn::Mul(x, x);
      largest = hn::Max(largest, square);
      auto q = hn::Set(r, c[terms - 1]);
#pragma GCC unroll 8
      for (std::size_t j = 2; j <= terms; ++j) q = hn::MulAdd(q, x, hn::Set(r, c[terms - j]));
      hn::Store(hn::MulAdd(square, q, x), r, growth + k);
    }
    double* at = price + first;
    if (HWY_UNLIKELY(!hn::AllTrue(r, hn::Le(largest, most)))) {
      grow_apart<Real>(noise + first, by, static_cast<Real>(reach), growth, at);
      continue;
    }
    for (std::size_t k = 0; k < lane_group; k += hn::Lanes(d)) {
      const auto before = hn::Load(d, at + k);
      hn::Store(hn::MulAdd(before, as_double(d, growth + k), before), d, at + k);
    }
  }
}

template <class D, class Real>
void grow_far(const Real* HWY_RESTRICT noise, const SteadyMove& by, double* HWY_RESTRICT price,
              std::size_t n) {
  const D d;
  const auto scale = hn::Set(d, by.scale), mean = hn::Set(d, by.mean);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto x = hn::MulAdd(scale, as_double(d, noise + i), mean);
    hn::Store(moved(d, hn::Load(d, price + i), x), d, price + i);
  }
}

/// Standard deviations of a step that a polynomial must reach: beyond lie 7 steps in a million.
constexpr double usual_reach = 4.5;

template <class DR, class D, class Real = hn::TFromD<DR>>
void grow(const Real* noise, std::size_t stride, const SteadyAsset* assets, std::size_t count, double dt,
          std::size_t n) {
  const double sqrt_dt = std::sqrt(dt);
  for (const SteadyAsset* a = assets; a != assets + count; ++a) {
    const Real* row = noise + a->row * stride;
    const SteadyMove by{a->mean * dt, a->scale * sqrt_dt};
    const double usual = usual_reach * a->deviation * sqrt_dt + std::fabs(by.mean);
    if (a->deviation > 0.0 && usual <= near_reach)
      grow_near<DR, D>(Growth<Real>::near, near_reach, row, by, a->price, n);
    else if (a->deviation > 0.0 && usual <= far_reach)
      grow_near<DR, D>(Growth<Real>::far, far_reach, row, by, a->price, n);
    else
      grow_far<D>(row, by, a->price, n);
  }
}

/// The weighted sum is made in the precision of the noise.
template <class DR, class D, class Real = hn::TFromD<DR>>
void settled(const Real* HWY_RESTRICT noise, std::size_t stride, const SteadyAsset& asset,
             const QuadSoFar& quad, double* out, std::size_t n) {
  const DR r;
  const D d;
  const auto mean = hn::Set(d, asset.mean * quad.time), scale = hn::Set(d, asset.scale * quad.sqrt_dt);
  hn::Vec<DR> weights[steps_per_quad];
  for (std::size_t j = 0; j < steps_per_quad; ++j)
    weights[j] = hn::Set(r, static_cast<Real>(quad.weights[j]));
  HWY_ALIGN Real sums[lane_group];
  for (std::size_t first = 0; first < n; first += lane_group) {
    for (std::size_t k = 0; k < lane_group; k += hn::Lanes(r)) {
      const Real* from = noise + first + k;
      auto sum = hn::Mul(weights[0], hn::Load(r, from));
#pragma GCC unroll 4
      for (std::size_t j = 1; j < steps_per_quad; ++j)
        sum = hn::MulAdd(weights[j], hn::Load(r, from + j * stride), sum);
      hn::Store(sum, r, sums + k);
    }
    for (std::size_t k = 0; k < lane_group; k += hn::Lanes(d)) {
      const auto by = hn::MulAdd(scale, as_double(d, sums + k), mean);
      hn::Store(hn::Add(hn::Load(d, asset.x + first + k), by), d, out + first + k);
    }
  }
}
