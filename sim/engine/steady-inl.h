// Steps of assets whose drift and volatility are numbers. Included once per instruction set by kernels.cpp.

/// (e^d - 1 - d) / d^2 for |d| <= 0.2 (near), 0.4 (middle) and 1 (far), in rising powers: Chebyshev
/// interpolants. With them e^d - 1 is good, but for rounding, to 7e-8 of itself in single precision, 5.3e-11
/// in double.
template <class Real>
struct Growth;
template <>
struct Growth<float> {
  static constexpr std::array near{0.49999973f, 0.16666663f, 0.041722257f, 0.0083412733f};
  static constexpr std::array middle{0.5f, 0.16666508f, 0.041666467f, 0.0083731040f, 0.0013938580f};
  static constexpr std::array far{0.5f,          0.16666697f,    0.041666698f,  0.0083308863f,
                                  0.0013886448f, 0.00020329042f, 2.5288435e-05f};
};
template <>
struct Growth<double> {
  static constexpr std::array near{0.5000000001894183,   0.16666666668770916,  0.041666612116298817,
                                   0.008333327273286653, 0.001391215855097237, 0.00019867121348623903};
  static constexpr std::array middle{0.49999999999155825,    0.16666666666589969,   0.041666667747145766,
                                     0.008333333431502386,   0.0013888672862062655, 0.00019841073556216572,
                                     2.4939733300130981e-05, 2.7682856169452262e-06};
  static constexpr std::array far{0.50000000000413392,    0.16666666666698407,   0.041666666459995207,
                                  0.0083333333174643621,  0.0013888905413098637, 0.0001984128253011599,
                                  2.4796966404404219e-05, 2.755377026364149e-06, 2.8083924380881532e-07,
                                  2.5456706571523821e-08};
};
constexpr double near_reach = 0.2, middle_reach = 0.4, far_reach = 1.0;

/// mean + scale * noise, over a step.
struct SteadyMove {
  double mean;
  double scale;
};

/// The growth of a group of paths is found in the precision of the noise, then applied in double.
template <class DR, class D, std::size_t terms, class Real = hn::TFromD<DR>>
HWY_INLINE void grow_by(const std::array<Real, terms>& c, const Real* HWY_RESTRICT noise,
                        const SteadyMove& by, double* HWY_RESTRICT price, std::size_t n) {
  const DR r;
  const D d;
  const auto scale = hn::Set(r, static_cast<Real>(by.scale)), mean = hn::Set(r, static_cast<Real>(by.mean));
  HWY_ALIGN Real growth[lane_group];
  for (std::size_t first = 0; first < n; first += lane_group) {
    for (std::size_t k = 0; k < lane_group; k += hn::Lanes(r)) {
      const auto x = hn::MulAdd(scale, hn::Load(r, noise + first + k), mean);
      auto q = hn::Set(r, c[terms - 1]);
#pragma GCC unroll 16
      for (std::size_t j = 2; j <= terms; ++j) q = hn::MulAdd(q, x, hn::Set(r, c[terms - j]));
      hn::Store(hn::MulAdd(hn::Mul(x, x), q, x), r, growth + k);
    }
    double* at = price + first;
    for (std::size_t k = 0; k < lane_group; k += hn::Lanes(d)) {
      const auto before = hn::Load(d, at + k);
      hn::Store(hn::MulAdd(before, as_double(d, growth + k), before), d, at + k);
    }
  }
}

template <class D, class Real>
void grow_by_exponential(const Real* HWY_RESTRICT noise, const SteadyMove& by, double* HWY_RESTRICT price,
                         std::size_t n) {
  const D d;
  const auto scale = hn::Set(d, by.scale), mean = hn::Set(d, by.mean);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto x = hn::MulAdd(scale, as_double(d, noise + i), mean);
    hn::Store(moved(d, hn::Load(d, price + i), x), d, price + i);
  }
}

template <class DR, class D, class Real = hn::TFromD<DR>>
void grow(const Real* noise, std::size_t stride, const SteadyAsset* assets, std::size_t count, double dt,
          double largest, std::size_t n) {
  const double sqrt_dt = std::sqrt(dt);
  for (const SteadyAsset* a = assets; a != assets + count; ++a) {
    const Real* row = noise + a->row * stride;
    const SteadyMove by{a->mean * dt, a->scale * sqrt_dt};
    const double farthest = std::fabs(by.mean) + a->spread * sqrt_dt * largest;
    if (a->spread == 0.0 || !(farthest <= far_reach))
      grow_by_exponential<D>(row, by, a->price, n);
    else if (farthest > middle_reach)
      grow_by<DR, D>(Growth<Real>::far, row, by, a->price, n);
    else if (farthest > near_reach)
      grow_by<DR, D>(Growth<Real>::middle, row, by, a->price, n);
    else
      grow_by<DR, D>(Growth<Real>::near, row, by, a->price, n);
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
