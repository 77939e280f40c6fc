// Levels of processes and the scales on which they are Gaussian. Included once per instruction set by
// kernels.cpp.

inline void scales(const ProcessPlan& of, const double* HWY_RESTRICT level, double* HWY_RESTRICT y,
                   std::size_t n) {
  const double lower = of.lower, upper = of.upper;
  switch (of.scale) {
    case Scale::identity:
      for (std::size_t i = 0; i < n; ++i) y[i] = level[i];
      return;
    case Scale::log:
      for (std::size_t i = 0; i < n; ++i) y[i] = fast_log(level[i] - lower);
      return;
    case Scale::logit:
      for (std::size_t i = 0; i < n; ++i) y[i] = fast_log((level[i] - lower) / (upper - level[i]));
      return;
  }
}

inline void levels(const ProcessPlan& of, const double* HWY_RESTRICT y, double* HWY_RESTRICT level,
                   std::size_t n) {
  const double lower = of.lower, width = of.upper - of.lower;
  switch (of.scale) {
    case Scale::identity:
      for (std::size_t i = 0; i < n; ++i) level[i] = y[i];
      return;
    case Scale::log:
      for (std::size_t i = 0; i < n; ++i) level[i] = lower + fast_exp(y[i]);
      return;
    case Scale::logit:
      for (std::size_t i = 0; i < n; ++i) level[i] = lower + width / (1.0 + fast_exp(-y[i]));
      return;
  }
}
