// Clocks that run down over a step. Included once per instruction set by kernels.cpp.

template <class D>
void look_ahead(const Countdown& clock, double* need, double* HWY_RESTRICT late, std::size_t n) {
  const D d;
  const Along<D> rate(d, clock.rate);
  const auto time = hn::Set(d, clock.time), slack = hn::Set(d, clock.slack);
  const auto never = hn::Set(d, infinity), one = hn::Set(d, 1.0);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto budget = hn::Load(d, clock.budget + i);
    const auto by = hn::IfThenElseZero(hn::Lt(budget, never), hn::Mul(rate(i), time));
    const auto runs_out = hn::And(hn::Gt(by, hn::Zero(d)), hn::Le(hn::Sub(budget, by), slack));
    hn::Store(by, d, need + i);
    hn::Store(hn::IfThenElse(runs_out, one, hn::Load(d, late + i)), d, late + i);
  }
}

template <class D>
void run_down(const double* HWY_RESTRICT need, const double* HWY_RESTRICT late, double* HWY_RESTRICT budget,
              double* HWY_RESTRICT used, std::size_t n) {
  const D d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const auto by = hn::IfThenElseZero(hn::Eq(hn::Load(d, late + i), hn::Zero(d)), hn::Load(d, need + i));
    hn::Store(by, d, used + i);
    hn::Store(hn::Sub(hn::Load(d, budget + i), by), d, budget + i);
  }
}
