// Values of portfolios, running maxima and falls from them. Included once per instruction set by kernels.cpp.

inline bool all_numbers(const Position* positions, std::size_t count) {
  for (std::size_t k = 0; k < count; ++k)
    if (positions[k].unit_row != nullptr) return false;
  return true;
}

/// Calls take(first path, values) for each vector of values. Each position is looked at once for several
/// vectors of paths; where all units are numbers, without asking which.
template <bool numbers, class D, class Take>
HWY_INLINE void add_up(const double* cash, const Position* positions, std::size_t count, std::size_t n,
                       Take take) {
  const D d;
  constexpr std::size_t vectors = HWY_MIN(8, lane_group / hn::MaxLanes(D()));
  const std::size_t lanes = hn::Lanes(d);
  for (std::size_t i = 0; i < n; i += vectors * lanes) {
    hn::Vec<D> sum[vectors];
#pragma GCC unroll 8
    for (std::size_t v = 0; v < vectors; ++v) sum[v] = hn::Load(d, cash + i + v * lanes);
    for (std::size_t k = 0; k < count; ++k) {
      const Position& p = positions[k];
      const double* price = p.price + i;
      const double* row = numbers || p.unit_row == nullptr ? nullptr : p.unit_row + i;
      const auto units = hn::Set(d, p.units);
#pragma GCC unroll 8
      for (std::size_t v = 0; v < vectors; ++v)
        sum[v] = hn::MulAdd(row == nullptr ? units : hn::Load(d, row + v * lanes),
                            hn::Load(d, price + v * lanes), sum[v]);
    }
#pragma GCC unroll 8
    for (std::size_t v = 0; v < vectors; ++v) take(i + v * lanes, sum[v]);
  }
}

template <class D, class Take>
HWY_INLINE void add_up(const double* cash, const Position* positions, std::size_t count, std::size_t n,
                       Take take) {
  if (all_numbers(positions, count))
    add_up<true, D>(cash, positions, count, n, take);
  else
    add_up<false, D>(cash, positions, count, n, take);
}

template <class D>
void value(const double* cash, const Position* positions, std::size_t count, double* value, std::size_t n) {
  const D d;
  add_up<D>(cash, positions, count, n, [&](std::size_t i, auto v) { hn::Store(v, d, value + i); });
}

/// Peak and drawdown of a vector of values.
template <class D>
HWY_INLINE void follow(D d, hn::Vec<D> v, double* HWY_RESTRICT peak, double* HWY_RESTRICT deepest) {
  const auto high = hn::Max(hn::Load(d, peak), v);
  hn::Store(high, d, peak);
  const auto fall = hn::Div(hn::Sub(high, v), high);
  // In this order a fall that is not a number is left out.
  hn::Store(hn::Max(fall, hn::Load(d, deepest)), d, deepest);
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
