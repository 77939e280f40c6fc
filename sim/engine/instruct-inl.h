// Instructions of programs along a row: loops that g++ vectorises for the instruction set in force. Included
// once per instruction set by kernels.cpp.

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

template <class Op>
void unary(Coefficient a, double* out, std::size_t n, Op op) {
  if (!a.row) {
    std::fill_n(out, n, op(a.value));
    return;
  }
  for (std::size_t i = 0; i < n; ++i) out[i] = op(a.row[i]);
}

template <class Op>
void binary(Coefficient a, Coefficient b, double* out, std::size_t n, Op op) {
  if (a.row && b.row)
    for (std::size_t i = 0; i < n; ++i) out[i] = op(a.row[i], b.row[i]);
  else if (a.row)
    for (std::size_t i = 0; i < n; ++i) out[i] = op(a.row[i], b.value);
  else if (b.row)
    for (std::size_t i = 0; i < n; ++i) out[i] = op(a.value, b.row[i]);
  else
    std::fill_n(out, n, op(a.value, b.value));
}

/// select: the condition is a row, or one number for all.
void choose(Coefficient condition, Coefficient yes, Coefficient no, double* out, std::size_t n) {
  if (!condition.row) {
    const Coefficient taken = condition.value != 0.0 ? yes : no;
    const bool unknown = condition.value != condition.value;
    return unary(unknown ? Coefficient{nullptr, nan_value} : taken, out, n, [](double x) { return x; });
  }
  const double* row = condition.row;
  const auto known = [row](std::size_t i, double x) { return row[i] != row[i] ? nan_value : x; };
  if (yes.row && no.row)
    for (std::size_t i = 0; i < n; ++i) out[i] = known(i, row[i] != 0.0 ? yes.row[i] : no.row[i]);
  else if (yes.row)
    for (std::size_t i = 0; i < n; ++i) out[i] = known(i, row[i] != 0.0 ? yes.row[i] : no.value);
  else if (no.row)
    for (std::size_t i = 0; i < n; ++i) out[i] = known(i, row[i] != 0.0 ? yes.value : no.row[i]);
  else
    for (std::size_t i = 0; i < n; ++i) out[i] = known(i, row[i] != 0.0 ? yes.value : no.value);
}

inline bool either_nan(double a, double b) {
  return (a != a) || (b != b);
}

inline double compared(double a, double b, bool holds) {
  return either_nan(a, b) ? nan_value : (holds ? 1.0 : 0.0);
}

inline double truth(double a) {
  return a != a ? nan_value : (a != 0.0 ? 1.0 : 0.0);
}

void run_general(Opcode op, Coefficient a, Coefficient b, Coefficient c, double now, double* out,
                 std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    out[i] =
        apply(op, a.row ? a.row[i] : a.value, b.row ? b.row[i] : b.value, c.row ? c.row[i] : c.value, now);
}

void instruct(Opcode op, Coefficient a, Coefficient b, Coefficient c, double now, double* out,
              std::size_t n) {
  switch (op) {
    case Opcode::negate:
      return unary(a, out, n, [](double x) { return -x; });
    case Opcode::add:
      return binary(a, b, out, n, [](double x, double y) { return x + y; });
    case Opcode::subtract:
      return binary(a, b, out, n, [](double x, double y) { return x - y; });
    case Opcode::multiply:
      return binary(a, b, out, n, [](double x, double y) { return x * y; });
    case Opcode::divide:
      return binary(a, b, out, n, [](double x, double y) { return x / y; });
    case Opcode::less:
      return binary(a, b, out, n, [](double x, double y) { return compared(x, y, x < y); });
    case Opcode::less_equal:
      return binary(a, b, out, n, [](double x, double y) { return compared(x, y, x <= y); });
    case Opcode::equal:
      return binary(a, b, out, n, [](double x, double y) { return compared(x, y, x == y); });
    case Opcode::not_equal:
      return binary(a, b, out, n, [](double x, double y) { return compared(x, y, x != y); });
    case Opcode::min:
      return binary(a, b, out, n,
                    [](double x, double y) { return either_nan(x, y) ? nan_value : (y < x ? y : x); });
    case Opcode::max:
      return binary(a, b, out, n,
                    [](double x, double y) { return either_nan(x, y) ? nan_value : (x < y ? y : x); });
    case Opcode::abs:
      return unary(a, out, n, [](double x) { return std::fabs(x); });
    case Opcode::exp:
      return unary(a, out, n, [](double x) { return fast_exp(x); });
    case Opcode::log:
      return unary(a, out, n, [](double x) { return fast_log(x); });
    case Opcode::sqrt:
      return unary(a, out, n, [](double x) { return std::sqrt(x); });
    case Opcode::logical_and:
      return binary(a, b, out, n, [](double x, double y) {
        const double other = truth(y);
        return x != x ? nan_value : (x == 0.0 ? 0.0 : other);
      });
    case Opcode::logical_or:
      return binary(a, b, out, n, [](double x, double y) {
        const double other = truth(y);
        return x != x ? nan_value : (x != 0.0 ? 1.0 : other);
      });
    case Opcode::logical_not:
      return unary(a, out, n, [](double x) { return x != x ? nan_value : (x == 0.0 ? 1.0 : 0.0); });
    case Opcode::select:
      return choose(a, b, c, out, n);
    case Opcode::elapsed:
      return unary(a, out, n, [now](double x) {
        const double since = now - x;
        return std::fabs(x) == infinity ? infinity : since;
      });
    default:
      return run_general(op, a, b, c, now, out, n);
  }
}
