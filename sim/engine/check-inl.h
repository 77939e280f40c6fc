// Checks of a row: loops that g++ vectorises for the instruction set in force. Included once per instruction
// set by kernels.cpp.

template <class Above, class Below>
bool all_within(double lower, double upper, const double* values, std::size_t n, Above above, Below below) {
  std::uint64_t broken = 0;
  for (std::size_t i = 0; i < n; ++i)
    broken |= static_cast<std::uint64_t>(!above(values[i], lower)) |
              static_cast<std::uint64_t>(!below(values[i], upper));
  return broken == 0;
}

bool all_hold(const Check& check, const double* values, std::size_t n) {
  const double lower = check.lower, upper = check.upper;
  const bool from = check.lower_allowed && std::isfinite(lower);
  const bool to = check.upper_allowed && std::isfinite(upper);
  if (from && to) return all_within(lower, upper, values, n, std::greater_equal{}, std::less_equal{});
  if (from) return all_within(lower, upper, values, n, std::greater_equal{}, std::less{});
  if (to) return all_within(lower, upper, values, n, std::greater{}, std::less_equal{});
  return all_within(lower, upper, values, n, std::greater{}, std::less{});
}
