// Values of portfolios, running maxima and falls from them. Included once per instruction set by kernels.cpp.

/// Calls take(first path, values) for each vector of values. Four vectors of paths at a time: each position
/// is looked at once for them.
template <class D, class Take>
HWY_INLINE void add_up(const double* cash, const Position* positions, std::size_t count, std::size_t n,
                       Take take) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < n; i += 4 * lanes) {
    auto a = hn::Load(d, cash + i), b = hn::Load(d, cash + i + lanes);
    auto c = hn::Load(d, cash + i + 2 * lanes), e = hn::Load(d, cash + i + 3 * lanes);
    for (std::size_t k = 0; k < count; ++k) {
      const Position& p = positions[k];
      const double* price = p.price + i;
      auto ua = hn::Set(d, p.units), ub = ua, uc = ua, ue = ua;
      if (p.unit_row != nullptr) {
        const double* units = p.unit_row + i;
        ua = hn::Load(d, units), ub = hn::Load(d, units + lanes);
        uc = hn::Load(d, units + 2 * lanes), ue = hn::Load(d, units + 3 * lanes);
      }
      a = hn::MulAdd(ua, hn::Load(d, price), a);
      b = hn::MulAdd(ub, hn::Load(d, price + lanes), b);
      c = hn::MulAdd(uc, hn::Load(d, price + 2 * lanes), c);
      e = hn::MulAdd(ue, hn::Load(d, price + 3 * lanes), e);
    }
    take(i, a), take(i + lanes, b), take(i + 2 * lanes, c), take(i + 3 * lanes, e);
  }
}

template <class D>
void value(const double* cash, const Position* positions, std::size_t count, double* value, std::size_t n) {
  const D d;
  add_up<D>(cash, positions, count, n, [&](std::size_t i, auto v) { hn::Store(v, d, value + i); });
}

/// 1 / x for normal x > 0, to one unit in the last place: Newton's steps from a first guess by the exponent.
/// A division would be the longest wait of a step.
template <class D>
HWY_INLINE hn::Vec<D> reciprocal(D d, hn::Vec<D> x) {
  const hn::RebindToUnsigned<D> bits;
  auto r = hn::BitCast(d, hn::Sub(hn::Set(bits, 0x7fde623822fc16e6u), hn::BitCast(bits, x)));
#pragma GCC unroll 4
  for (int k = 0; k < 4; ++k) r = hn::MulAdd(r, hn::NegMulAdd(x, r, hn::Set(d, 1.0)), r);
  return r;
}

/// Peak and drawdown of a vector of values.
template <class D>
HWY_INLINE void follow(D d, hn::Vec<D> v, double* HWY_RESTRICT peak, double* HWY_RESTRICT deepest) {
  const auto low = hn::Load(d, deepest);
  const auto high = hn::Max(hn::Load(d, peak), v);
  hn::Store(high, d, peak);
  const auto fall = hn::NegMulAdd(v, reciprocal(d, high), hn::Set(d, 1.0));
  const auto deeper = hn::And(hn::Lt(v, high), hn::Lt(low, fall));  // at the peak itself the fall is zero
  hn::Store(hn::IfThenElse(deeper, fall, low), d, deepest);
}

template <class D>
void follow_value(const double* value, double* peak, double* deepest, std::size_t n) {
  const D d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) follow(d, hn::Load(d, value + i), peak + i, deepest + i);
}

template <class D>
void value_followed(const double* cash, const Position* positions, std::size_t count, double* value,
                    double* peak, double* deepest, std::size_t n) {
  const D d;
  add_up<D>(cash, positions, count, n, [&](std::size_t i, auto v) {
    hn::Store(v, d, value + i);
    follow(d, v, peak + i, deepest + i);
  });
}

template <class D>
void follow_log(const double* HWY_RESTRICT x, double* HWY_RESTRICT peak, double* HWY_RESTRICT deepest,
                std::size_t n) {
  const D d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto now = hn::Load(d, x + i);
    const auto high = hn::Max(hn::Load(d, peak + i), now);
    hn::Store(high, d, peak + i);
    hn::Store(hn::Max(hn::Load(d, deepest + i), hn::Sub(high, now)), d, deepest + i);
  }
}
