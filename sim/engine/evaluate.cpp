#include "engine/evaluate.h"

#include "math/elementary.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// An operand along a row: a pointer with step 1, or one number with step 0.
struct Source {
  const double* row;
  double value;
};

template <class Op>
void unary(Source a, double* out, std::size_t n, Op op) {
  if (!a.row) {
    std::fill_n(out, n, op(a.value));
    return;
  }
  for (std::size_t i = 0; i < n; ++i) out[i] = op(a.row[i]);
}

template <class Op>
void binary(Source a, Source b, double* out, std::size_t n, Op op) {
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
void choose(Source condition, Source yes, Source no, double* out, std::size_t n) {
  if (!condition.row) {
    const Source taken = condition.value != 0.0 ? yes : no;
    const bool unknown = condition.value != condition.value;
    return unary(unknown ? Source{nullptr, nan_value} : taken, out, n, [](double x) { return x; });
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

void run_general(Opcode op, Source a, Source b, Source c, double now, double* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    out[i] =
        apply(op, a.row ? a.row[i] : a.value, b.row ? b.row[i] : b.value, c.row ? c.row[i] : c.value, now);
}

void run(Opcode op, Source a, Source b, Source c, double now, double* out, std::size_t n) {
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

}  // namespace

void evaluate_row(const Program& program, const Rows<double>& registers, std::size_t n, Instant instant,
                  Rows<double>& temporaries, double* out) {
  const auto source = [&](const Operand& o) -> Source {
    switch (o.kind) {
      case OperandKind::constant:
        return {nullptr, o.value};
      case OperandKind::state:
        return {registers[o.index], 0.0};
      case OperandKind::temporary:
        return {temporaries[o.index], 0.0};
      case OperandKind::now:
        return {nullptr, instant.now};
      case OperandKind::time:
        return {nullptr, instant.time};
    }
    return {nullptr, 0.0};
  };
  const bool last_is_result =
      program.result.kind == OperandKind::temporary && program.result.index + 1 == program.code.size();
  for (std::size_t i = 0; i < program.code.size(); ++i) {
    const Instruction& instruction = program.code[i];
    double* target = last_is_result && i + 1 == program.code.size() ? out : temporaries[i];
    run(instruction.op, source(instruction.a), source(instruction.b), source(instruction.c), instant.now,
        target, n);
  }
  if (last_is_result) return;
  const Source result = source(program.result);
  if (result.row)
    std::copy_n(result.row, n, out);
  else
    std::fill_n(out, n, result.value);
}

LanePrograms::LanePrograms(const std::vector<Program>& programs, const Rows<double>& registers) {
  const auto for_each_operand = [&](auto see) {
    for (const Program& program : programs) {
      for (const Instruction& instruction : program.code)
        see(instruction.a), see(instruction.b), see(instruction.c);
      see(program.result);
    }
  };
  std::size_t steps = 0, most = 0, constants = 0;
  for (const Program& program : programs)
    steps += program.code.size(), most = std::max(most, program.code.size());
  for_each_operand([&](const Operand& operand) { constants += operand.is_constant() ? 1 : 0; });
  values_.resize(first_constant + constants + most);
  steps_.reserve(steps);
  double* const temporaries = values_.data() + first_constant + constants;
  double* next_constant = values_.data() + first_constant;
  const auto source = [&](const Operand& operand) -> Source {
    switch (operand.kind) {
      case OperandKind::constant:
        *next_constant = operand.value;
        return {next_constant++, 0};
      case OperandKind::state:
        return {registers[operand.index], ~std::size_t{0}};
      case OperandKind::temporary:
        return {temporaries + operand.index, 0};
      case OperandKind::now:
        return {values_.data() + now, 0};
      case OperandKind::time:
        break;
    }
    return {values_.data() + time, 0};
  };
  for (const Program& program : programs) {
    const Step* first = steps_.data() + steps_.size();
    for (const Instruction& i : program.code)
      steps_.push_back(
          {i.op, source(i.a), source(i.b), source(i.c), temporaries + (&i - program.code.data())});
    programs_.push_back({first, steps_.data() + steps_.size(), source(program.result)});
  }
}

}  // namespace faultline
