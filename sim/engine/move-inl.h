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

/// As expm1_over, on shorter steps: |d| <= 1/8 by degree 5, error 2.4e-11, and |d| <= 1/16 by degree 4, error
/// 8.4e-11, both times d.
struct Degree5 {
  static constexpr double reach = 0.125;
  static constexpr std::array<double, 6> c = {1.0000000000236604,  0.5000000000029573,
                                              0.16666663941028648, 0.04166666325983273,
                                              0.00833798476644322, 0.0013894702896376156};
};
struct Degree4 {
  static constexpr double reach = 0.0625;
  static constexpr std::array<double, 5> c = {1.0, 0.4999999933766842, 0.16666666572049704,
                                              0.04167344882376643, 0.008334302197900467};
};

template <class Short, class D>
HWY_INLINE hn::Vec<D> moved_shortly(D d, hn::Vec<D> price, hn::Vec<D> x) {
  auto q = hn::Set(d, Short::c.back());
#pragma GCC unroll 8
  for (std::size_t k = 2; k <= Short::c.size(); ++k)
    q = hn::MulAdd(q, x, hn::Set(d, Short::c[Short::c.size() - k]));
  return hn::MulAdd(q, hn::Mul(price, x), price);
}

/// Whether all the noise of a row is within `most`.
template <class Real>
HWY_INLINE bool row_within(const Real* HWY_RESTRICT noise, double most, std::size_t n) {
  const hn::ScalableTag<Real> d;
  auto largest = hn::Zero(d);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d))
    largest = hn::Max(largest, hn::Abs(hn::Load(d, noise + i)));
  return hn::AllTrue(d, hn::Le(largest, hn::Set(d, static_cast<Real>(most))));
}

/// Where some path of the row goes further than the short polynomial reaches: the same choice, path by path.
template <class Short, class D, class Real>
HWY_NOINLINE void move_mixed(const Real* HWY_RESTRICT noise, double most, double mean, double scale,
                             double* HWY_RESTRICT x, double* HWY_RESTRICT price, std::size_t n) {
  const D d;
  const auto most_here = hn::Set(d, static_cast<double>(static_cast<Real>(most)));
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto z = as_double(d, noise + i);
    const auto by = hn::MulAdd(hn::Set(d, scale), z, hn::Set(d, mean));
    const auto before = hn::Load(d, price + i);
    const auto within = hn::Le(hn::Abs(z), most_here);
    hn::Store(hn::Add(hn::Load(d, x + i), by), d, x + i);
    auto after = moved_shortly<Short>(d, before, by);
    if (HWY_UNLIKELY(!hn::AllTrue(d, within))) after = hn::IfThenElse(within, after, moved(d, before, by));
    hn::Store(after, d, price + i);
  }
}

/// `most` is how much noise keeps a step within the reach of the short polynomial.
template <class Short, class D, class Real>
void move_shortly(const Real* HWY_RESTRICT noise, double mean, double scale, double* HWY_RESTRICT x,
                  double* HWY_RESTRICT price, std::size_t n) {
  const double most = (Short::reach - std::fabs(mean)) / scale;
  if (!row_within(noise, most, n)) return move_mixed<Short, D>(noise, most, mean, scale, x, price, n);
  const D d;
  const auto means = hn::Set(d, mean), scales = hn::Set(d, scale);
#pragma GCC unroll 2
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto by = hn::MulAdd(scales, as_double(d, noise + i), means);
    hn::Store(hn::Add(hn::Load(d, x + i), by), d, x + i);
    hn::Store(moved_shortly<Short>(d, hn::Load(d, price + i), by), d, price + i);
  }
}

/// Standard deviations of a step that a short polynomial must reach to be worth its exceptions.
constexpr double usual_reach = 3.5;

template <class D, class Real>
void move_by_numbers(const Real* HWY_RESTRICT noise, double mean, double scale, double* HWY_RESTRICT x,
                     double* HWY_RESTRICT price, std::size_t n) {
  const D d;
  const auto means = hn::Set(d, mean), scales = hn::Set(d, scale);
  if (price == nullptr) {
    for (std::size_t i = 0; i < n; i += hn::Lanes(d))
      hn::Store(hn::Add(hn::Load(d, x + i), hn::MulAdd(scales, as_double(d, noise + i), means)), d, x + i);
    return;
  }
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto by = hn::MulAdd(scales, as_double(d, noise + i), means);
    hn::Store(hn::Add(hn::Load(d, x + i), by), d, x + i);
    hn::Store(moved(d, hn::Load(d, price + i), by), d, price + i);
  }
}

template <class D, class Real>
void move_by_rows(const Real* HWY_RESTRICT noise, const double* HWY_RESTRICT means,
                  const double* HWY_RESTRICT scales, double* HWY_RESTRICT x, double* HWY_RESTRICT price,
                  std::size_t n) {
  const D d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto by = hn::MulAdd(hn::Load(d, scales + i), as_double(d, noise + i), hn::Load(d, means + i));
    hn::Store(hn::Add(hn::Load(d, x + i), by), d, x + i);
    if (price != nullptr) hn::Store(moved(d, hn::Load(d, price + i), by), d, price + i);
  }
}

template <class D, class Real>
void move(const Real* noise, const Motion& motion, double* x, double* price, std::size_t n) {
  const double usual = usual_reach * motion.spread + std::fabs(motion.mean);
  if (motion.means != nullptr)
    move_by_rows<D>(noise, motion.means, motion.scales, x, price, n);
  else if (price != nullptr && motion.spread > 0.0 && usual <= Degree4::reach)
    move_shortly<Degree4, D>(noise, motion.mean, motion.scale, x, price, n);
  else if (price != nullptr && motion.spread > 0.0 && usual <= Degree5::reach)
    move_shortly<Degree5, D>(noise, motion.mean, motion.scale, x, price, n);
  else
    move_by_numbers<D>(noise, motion.mean, motion.scale, x, price, n);
}

/// g++ vectorises the loop for the instruction set in force.
inline void exp_row(const double* HWY_RESTRICT x, double* HWY_RESTRICT out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = fast_exp(x[i]);
}
