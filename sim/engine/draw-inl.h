// Laws drawn along rows of uniforms, and the logarithms and exponentials that go with them. Included once per
// instruction set by kernels.cpp; g++ vectorises the loops. The bits are those of Distribution::quantile,
// fast_log1p and fast_exp.

/// z at probability p = 1 - q, short of the far tails; `far` becomes other than 0 where those are met.
inline double row_quantile(double p, double q, std::uint64_t& far) {
  const double smaller = elementary::select(p <= q, p, q);
  const double r = as241::reach_of(smaller);
  const as241::Quotient centre = as241::centre(smaller - 0.5), near = as241::near_tail(r);
  const bool in_tail = smaller < as241::tail_below;
  far |= static_cast<std::uint64_t>(r > as241::near_reach);
  const double z = elementary::select(in_tail, -near.top, centre.top) /
                   elementary::select(in_tail, near.bottom, centre.bottom);
  return elementary::select(p <= q, z, -z);
}

template <bool logarithmic>
inline bool draw_normal_form(const Distribution::NormalForm& law, const double* HWY_RESTRICT u,
                             double* HWY_RESTRICT out, std::size_t n) {
  std::uint64_t far = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double z = row_quantile(law.below + u[i] * law.kept, law.above + (1.0 - u[i]) * law.kept, far);
    const double x = logarithmic ? law.mean * fast_exp(law.sd * z) : std::fma(law.sd, z, law.mean);
    out[i] = elementary::clamped(x, law.lower, law.upper);
  }
  return far != 0;
}

inline bool draw_normal(const Distribution::NormalForm& law, const double* u, double* out, std::size_t n) {
  return law.logarithmic ? draw_normal_form<true>(law, u, out, n) : draw_normal_form<false>(law, u, out, n);
}

inline void log_jump_row(double* HWY_RESTRICT x, const double* HWY_RESTRICT severity, std::size_t n) {
  if (severity == nullptr) {
    for (std::size_t i = 0; i < n; ++i) x[i] = fast_log1p(x[i]);
    return;
  }
  for (std::size_t i = 0; i < n; ++i) x[i] = severity[i] * fast_log1p(x[i]);
}

inline void budget_row(double* u, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) u[i] = -fast_log(u[i]);
}
