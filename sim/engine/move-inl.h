// Log prices and prices over a step. Included once per instruction set by kernels.cpp.

/// (e^d - 1) / d for |d| <= 1/4: Chebyshev interpolant, error 2.4e-11, so that a price follows its log price
/// to 1e-11.
constexpr double short_step = 0.25;
constexpr double expm1_over[] = {1.0,
                                 0.5000000006630791,
                                 0.16666666674032585,
                                 0.04166658179989965,
                                 0.008333323905626992,
                                 0.0013916039184782671,
                                 0.00019871432075438975};

template <class D>
HWY_INLINE hn::Vec<D> as_double(D d, const float* p) {
  const hn::Rebind<float, D> half;
  return hn::PromoteTo(d, hn::Load(half, p));
}

template <class D>
HWY_INLINE hn::Vec<D> as_double(D d, const double* p) {
  return hn::Load(d, p);
}

template <class D>
HWY_INLINE hn::Vec<D> expm1_short(D d, hn::Vec<D> x) {
  auto q = hn::Set(d, expm1_over[6]);
  for (std::size_t k = 6; k-- > 0;) q = hn::MulAdd(q, x, hn::Set(d, expm1_over[k]));
  return hn::Mul(q, x);
}

/// The steps too long for the polynomial, by the full exponential.
template <class D>
HWY_NOINLINE hn::Vec<D> moved_far(D d, hn::Vec<D> price, hn::Vec<D> x) {
  HWY_ALIGN double p[hn::MaxLanes(d)];
  HWY_ALIGN double by[hn::MaxLanes(d)];
  hn::Store(price, d, p);
  hn::Store(x, d, by);
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) p[i] *= fast_exp(by[i]);
  return hn::Load(d, p);
}

template <class D>
HWY_INLINE hn::Vec<D> moved(D d, hn::Vec<D> price, hn::Vec<D> x) {
  const auto is_short = hn::Le(hn::Abs(x), hn::Set(d, short_step));
  const auto next = hn::MulAdd(price, expm1_short(d, x), price);
  if (HWY_LIKELY(hn::AllTrue(d, is_short))) return next;
  return hn::IfThenElse(is_short, next, moved_far(d, price, x));
}

template <class D, class Real>
void move(const Real* HWY_RESTRICT noise, const Motion& motion, double* HWY_RESTRICT x,
          double* HWY_RESTRICT price, std::size_t n) {
  const D d;
  const Along<D> drift(d, motion.drift), multiplier(d, motion.multiplier), variance(d, motion.variance);
  const Along<D> residual(d, motion.residual), mixing(d, motion.mixing);
  const auto half = hn::Set(d, 0.5), dt = hn::Set(d, motion.dt), sqrt_dt = hn::Set(d, motion.sqrt_dt);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto m = multiplier(i);
    const auto half_square = hn::Mul(hn::Mul(half, m), m);
    const auto mean = hn::Mul(hn::Sub(drift(i), hn::Mul(half_square, variance(i))), dt);
    const auto scale = hn::Mul(hn::Mul(hn::Mul(m, sqrt_dt), residual(i)), mixing(i));
    const auto by = hn::MulAdd(scale, as_double(d, noise + i), mean);
    hn::Store(hn::Add(hn::Load(d, x + i), by), d, x + i);
    if (price != nullptr) hn::Store(moved(d, hn::Load(d, price + i), by), d, price + i);
  }
}

/// g++ vectorises the loop for the instruction set in force.
inline void exp_row(const double* HWY_RESTRICT x, double* HWY_RESTRICT out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = fast_exp(x[i]);
}
