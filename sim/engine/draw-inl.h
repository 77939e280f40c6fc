// Rows of event draws: laws, log jumps, due times. Included once per instruction set by kernels.cpp. The bits
// are those of Distribution::quantile, fast_log, fast_log1p, fast_exp and firing_time_at, one by one.

constexpr std::size_t law_chunk = 256;

/// The elements of a chunk that lie in the tails.
struct Tails {
  alignas(64) double probability[law_chunk];  ///< of the tail; negative in the upper one
  alignas(64) std::uint32_t where[law_chunk];
};

/// Normal quantiles as if all lay in the centre; `tail` gets the smaller of p and 1 - p, negative where that
/// is the latter.
inline void centre_row(const Distribution::NormalForm& law, const double* HWY_RESTRICT u,
                       double* HWY_RESTRICT z, double* HWY_RESTRICT tail, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const double p = law.below + u[i] * law.kept, q = law.above + (1.0 - u[i]) * law.kept;
    const double smaller = elementary::select(p <= q, p, q);
    const as241::Quotient centre = as241::centre(smaller - 0.5);
    const double quantile = centre.top / centre.bottom;
    z[i] = elementary::select(p <= q, quantile, -quantile);
    tail[i] = elementary::select(p <= q, smaller, -smaller);
  }
}

/// Puts the quantiles of the tails in their places; true when some lie beyond the near polynomials.
inline bool tail_row(const double* HWY_RESTRICT tail, double* HWY_RESTRICT z, std::size_t n) {
  Tails tails;
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    tails.where[count] = i;
    count += std::fabs(tail[i]) < as241::tail_below;
  }
  for (std::size_t j = 0; j < count; ++j) tails.probability[j] = tail[tails.where[j]];
  const std::size_t padded = (count + 7) / 8 * 8;  // whole vectors
  for (std::size_t j = count; j < padded; ++j) tails.probability[j] = as241::tail_below;
  std::uint64_t far = 0;
  for (std::size_t j = 0; j < padded; ++j) {
    const double r = as241::reach_of(std::fabs(tails.probability[j]));
    const as241::Quotient near = as241::near_tail(r);
    far |= static_cast<std::uint64_t>(r > as241::near_reach);
    const double quantile = -near.top / near.bottom;
    tails.probability[j] = elementary::select(tails.probability[j] > 0.0, quantile, -quantile);
  }
  for (std::size_t j = 0; j < count; ++j) z[tails.where[j]] = tails.probability[j];
  return far != 0;
}

/// A law's values at normal quantiles, in their place.
template <bool logarithmic>
inline void law_row(const Distribution::NormalForm& law, double* HWY_RESTRICT z, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    const double x = logarithmic ? law.mean * fast_exp(law.sd * z[i]) : std::fma(law.sd, z[i], law.mean);
    z[i] = elementary::clamped(x, law.lower, law.upper);
  }
}

inline bool draw_normal(const Distribution::NormalForm& law, const double* u, double* out, std::size_t n) {
  alignas(64) double tail[law_chunk];
  bool far = false;
  for (std::size_t first = 0; first < n; first += law_chunk) {
    const std::size_t count = n - first < law_chunk ? n - first : law_chunk;
    double* z = out + first;
    centre_row(law, u + first, z, tail, count);
    far = tail_row(tail, z, count) || far;
    if (law.logarithmic)
      law_row<true>(law, z, count);
    else
      law_row<false>(law, z, count);
  }
  return far;
}

/// fast_log1p where 1 + x lies in [sqrt(1/2), sqrt(2)): its exponent is 0.
inline double near_log1p(double x) {
  const double sum = 1.0 + x;
  const double f = sum - 1.0;
  return elementary::log_of(f, 0.0) + (x - f) / sum;
}

/// s log(1 + x) and e to it where neither is far from 0; true where some is.
template <bool severe>
inline bool near_jumps(const double* HWY_RESTRICT x, const double* HWY_RESTRICT severity,
                       double* HWY_RESTRICT jumps, double* HWY_RESTRICT factors, std::size_t n) {
  std::uint64_t far = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double sum = 1.0 + x[i];
    const double jump = severe ? severity[i] * near_log1p(x[i]) : near_log1p(x[i]);
    far |= static_cast<std::uint64_t>(!(sum > 0.708)) | static_cast<std::uint64_t>(!(sum < 1.414)) |
           static_cast<std::uint64_t>(!(std::fabs(jump) < 0.34));
    jumps[i] = jump;
    factors[i] = elementary::exp_near_zero(jump);
  }
  return far != 0;
}

inline void any_jumps(const double* HWY_RESTRICT x, const double* HWY_RESTRICT severity,
                      double* HWY_RESTRICT jumps, double* HWY_RESTRICT factors, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) jumps[i] = fast_log1p(x[i]);
  if (severity != nullptr)
    for (std::size_t i = 0; i < n; ++i) jumps[i] *= severity[i];
  for (std::size_t i = 0; i < n; ++i) factors[i] = fast_exp(jumps[i]);
}

/// Chunk by chunk, so that one large jump slows down its neighbours alone.
inline void log_jumps(const double* x, const double* severity, double* jumps, double* factors,
                      std::size_t n) {
  constexpr std::size_t chunk = 64;
  for (std::size_t first = 0; first < n; first += chunk) {
    const std::size_t count = n - first < chunk ? n - first : chunk;
    const double* severe = severity != nullptr ? severity + first : nullptr;
    const bool far = severe != nullptr
                         ? near_jumps<true>(x + first, severe, jumps + first, factors + first, count)
                         : near_jumps<false>(x + first, severe, jumps + first, factors + first, count);
    if (far) any_jumps(x + first, severe, jumps + first, factors + first, count);
  }
}

inline std::size_t fire(const Firing& firing, double* HWY_RESTRICT u, const ClockRows& armed, std::size_t n,
                        const ClockRows& fired) {
  const std::size_t padded = padded_lanes(n);
  for (std::size_t i = n; i < padded; ++i) u[i] = 0.5;
  const double* HWY_RESTRICT start = armed.times;
  for (std::size_t i = 0; i < padded; ++i)
    u[i] = elementary::select(start[i] < firing.from, firing.from, start[i]) - fast_log(u[i]) / firing.rate;
  std::size_t count = 0;
  for (std::size_t i = 0; i < n; ++i) {
    fired.times[count] = u[i];
    fired.paths[count] = armed.paths[i];
    fired.lanes[count] = armed.lanes[i];
    count += (u[i] < firing.to) & (u[i] <= firing.horizon);
  }
  return count;
}
