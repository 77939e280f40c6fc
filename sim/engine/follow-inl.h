// Values of portfolios, running maxima and falls from them. Included once per instruction set by kernels.cpp.

template <class D>
void value(const double* HWY_RESTRICT cash, const Position* positions, std::size_t count,
           double* HWY_RESTRICT value, std::size_t n) {
  const D d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    auto sum = hn::Load(d, cash + i);
    for (std::size_t k = 0; k < count; ++k) {
      const Position& p = positions[k];
      const auto units = p.unit_row != nullptr ? hn::Load(d, p.unit_row + i) : hn::Set(d, p.units);
      sum = hn::MulAdd(units, hn::Load(d, p.price + i), sum);
    }
    hn::Store(sum, d, value + i);
  }
}

/// Divides only where some path of the vector falls deeper than ever.
template <class D>
void follow_value(const double* HWY_RESTRICT value, double* HWY_RESTRICT peak, double* HWY_RESTRICT deepest,
                  std::size_t n) {
  const D d;
  const auto one = hn::Set(d, 1.0);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto v = hn::Load(d, value + i), low = hn::Load(d, deepest + i);
    const auto high = hn::Max(hn::Load(d, peak + i), v);
    hn::Store(high, d, peak + i);
    const auto deeper = hn::Lt(v, hn::NegMulAdd(high, low, high));
    if (HWY_LIKELY(hn::AllFalse(d, deeper))) continue;
    hn::Store(hn::IfThenElse(deeper, hn::Sub(one, hn::Div(v, high)), low), d, deepest + i);
  }
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
