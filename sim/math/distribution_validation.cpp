#include "math/distribution.h"

#include <array>
#include <cmath>
#include <utility>

namespace faultline {
namespace {

struct FamilyEntry {
  LawFamily family;
  std::string_view name;
  std::size_t arguments;
};

constexpr std::array<FamilyEntry, 12> families = {{
    {LawFamily::constant, "constant", 1},
    {LawFamily::normal, "normal", 2},
    {LawFamily::lognormal, "lognormal", 2},
    {LawFamily::uniform, "uniform", 2},
    {LawFamily::triangular, "triangular", 3},
    {LawFamily::pert, "pert", 3},
    {LawFamily::beta, "beta", 2},
    {LawFamily::gamma, "gamma", 2},
    {LawFamily::exponential, "exponential", 1},
    {LawFamily::student_t, "student_t", 3},
    {LawFamily::discrete, "discrete", 0},
    {LawFamily::mixture, "mixture", 0},
}};

const FamilyEntry& entry(LawFamily family) {
  return families[static_cast<std::size_t>(family)];
}

using Problem = std::optional<std::string>;

Problem not_positive(double value, const char* name) {
  if (value > 0.0) return std::nullopt;
  return std::string(name) + " must be positive";
}

Problem negative(double value, const char* name) {
  if (value >= 0.0) return std::nullopt;
  return std::string(name) + " must not be negative";
}

Problem not_ordered(double lo, double mode, double hi) {
  if (!(lo < hi)) return "lo must be less than hi";
  if (mode < lo || mode > hi) return "mode must lie between lo and hi";
  return std::nullopt;
}

Problem both(Problem a, Problem b) {
  return a ? std::move(a) : std::move(b);
}

}  // namespace

std::optional<LawFamily> law_named(std::string_view name) {
  for (const FamilyEntry& family : families) {
    if (family.name == name && family.family != LawFamily::constant) return family.family;
  }
  return std::nullopt;
}

std::string_view name_of(LawFamily family) {
  return entry(family).name;
}

std::size_t argument_count(LawFamily family) {
  return entry(family).arguments;
}

std::optional<std::string> invalid_arguments(LawFamily family, std::span<const double> a) {
  if (a.size() != argument_count(family)) {
    return std::string(name_of(family)) + " takes " + std::to_string(argument_count(family)) + " arguments";
  }
  for (const double value : a) {
    if (!std::isfinite(value)) return "arguments must be finite numbers";
  }
  switch (family) {
    case LawFamily::normal:
      return negative(a[1], "sd");
    case LawFamily::lognormal:
      return both(not_positive(a[0], "median"), negative(a[1], "sigma"));
    case LawFamily::uniform:
      return not_ordered(a[0], a[0], a[1]);
    case LawFamily::triangular:
    case LawFamily::pert:
      return not_ordered(a[0], a[1], a[2]);
    case LawFamily::beta:
      return both(not_positive(a[0], "a"), not_positive(a[1], "b"));
    case LawFamily::gamma:
      return both(not_positive(a[0], "shape"), not_positive(a[1], "mean"));
    case LawFamily::exponential:
      return not_positive(a[0], "mean");
    case LawFamily::student_t:
      return both(not_positive(a[0], "dof"), negative(a[2], "scale"));
    case LawFamily::constant:
    case LawFamily::discrete:
    case LawFamily::mixture:
      break;
  }
  return std::nullopt;
}

std::optional<std::string> invalid_probabilities(std::span<const double> probabilities) {
  double sum = 0.0;
  for (const double p : probabilities) {
    if (!(p >= 0.0 && p <= 1.0)) return "probabilities must lie between 0 and 1";
    sum += p;
  }
  if (std::abs(sum - 1.0) > 1e-9) return "probabilities must sum to 1";
  return std::nullopt;
}

}  // namespace faultline
