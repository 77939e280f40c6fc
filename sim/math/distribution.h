#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// The laws of the scenario language, with their arguments in order.
enum class LawFamily : std::uint8_t {
  constant,     ///< value
  normal,       ///< mean, sd >= 0
  lognormal,    ///< median > 0, sigma >= 0 (sd of the logarithm)
  uniform,      ///< lo < hi
  triangular,   ///< lo <= mode <= hi, lo < hi
  pert,         ///< lo <= mode <= hi, lo < hi: beta scaled to [lo, hi] with lambda = 4
  beta,         ///< a > 0, b > 0, on [0, 1]
  gamma,        ///< shape > 0, mean > 0
  exponential,  ///< mean > 0
  student_t,    ///< dof > 0, mean, scale >= 0: mean + scale * T(dof)
  discrete,     ///< values and probabilities
  mixture,      ///< components and probabilities
};

/// The law a scenario file names, e.g. "lognormal"; "constant" is not a name.
std::optional<LawFamily> law_named(std::string_view name);
std::string_view name_of(LawFamily family);
/// Number of plain arguments; 0 for discrete and mixture.
std::size_t argument_count(LawFamily family);

/// What is wrong with the arguments of a law other than discrete and mixture, as text for the user ("sd must
/// not be negative"); nothing when they are fine. To be asked before a Distribution is made.
std::optional<std::string> invalid_arguments(LawFamily family, std::span<const double> arguments);
/// The same for the probabilities of discrete and mixture: each in [0, 1], summing to 1 within 1e-9.
std::optional<std::string> invalid_probabilities(std::span<const double> probabilities);

/// A probability law on the real line; immutable, copied by value.
///
/// Drawn by inversion of one uniform, so that moving an argument moves a draw smoothly. Degenerate arguments
/// (sd = 0) give a constant. Arguments must have passed `invalid_arguments`.
class Distribution {
 public:
  /// The constant 0.
  Distribution() = default;

  static Distribution make(LawFamily family, std::span<const double> arguments);
  static Distribution constant(double value);
  static Distribution normal(double mean, double sd);
  static Distribution lognormal(double median, double sigma);
  static Distribution uniform(double lo, double hi);
  static Distribution triangular(double lo, double mode, double hi);
  static Distribution pert(double lo, double mode, double hi);
  static Distribution beta(double a, double b);
  static Distribution gamma(double shape, double mean);
  static Distribution exponential(double mean);
  static Distribution student_t(double dof, double mean, double scale);
  static Distribution discrete(std::vector<double> values, std::vector<double> probabilities);
  static Distribution mixture(std::vector<Distribution> components, std::vector<double> probabilities);
  /// "A to B": the 5 % and 95 % quantiles of a normal; a < b.
  static Distribution normal_between(double a, double b);
  /// The same for a lognormal; 0 < a < b.
  static Distribution lognormal_between(double a, double b);

  /// This law given that lo <= X <= hi (< where an end is not allowed); needs probability_inside(...) > 0. A
  /// truncated mixture is the mixture of its truncated components, reweighted by the mass each has inside; a
  /// discrete law keeps the points inside.
  Distribution truncated(double lo, double hi, bool lo_allowed = true, bool hi_allowed = true) const;

  /// x with P(X <= x) >= u, u in (0, 1). A mixture takes the component in which u falls (cumulative
  /// probabilities in file order) and rescales u inside it, so its quantile is not monotone in u; a discrete
  /// law takes the first value, in file order, whose cumulative probability reaches u.
  double quantile(double u) const { return inverse(u, 1.0 - u); }

  /// The least x with P(X <= x) >= p, p in (0, 1): what readers mean by a quantile, for every law.
  double ordered_quantile(double p) const;
  /// The quantile at u = Phi(z), exact in both tails.
  double quantile_at_normal(double z) const;
  /// Whether the quantile is found by iteration and smooth in z, so that tabulating it pays
  /// (quantile_table.h).
  bool has_slow_smooth_quantile() const;

  double cdf(double x) const;         ///< P(X <= x)
  double mass_below(double x) const;  ///< P(X < x)
  double mass_above(double x) const;  ///< P(X > x), accurate in the upper tail
  /// P(X outside [lo, hi]); an end that is not allowed counts as outside. Infinite bounds are fine.
  double probability_outside(double lo, double hi, bool lo_allowed = true, bool hi_allowed = true) const;
  /// One minus the former, accurate where it is small.
  double probability_inside(double lo, double hi, bool lo_allowed = true, bool hi_allowed = true) const;

  double mean() const;      ///< NaN where it does not exist (Student-t with dof <= 1)
  double variance() const;  ///< infinite or NaN where it does not exist (Student-t with dof <= 2)
  double lower() const;     ///< infimum of the support, may be -inf
  double upper() const;     ///< supremum of the support, may be +inf
  bool is_constant() const { return law_ == LawFamily::constant; }
  LawFamily family() const { return law_; }

  /// E[f(X)]. Discrete laws are summed; others by composite Gauss-Legendre in z, X = Q(Phi(z)), over |z| <= 9
  /// and on outward as long as the tails still count. Relative error about 1e-9 or better for smooth f of
  /// moderate growth; `kinks` names the x at which f is not smooth.
  double expectation(const std::function<double(double)>& f, std::span<const double> kinks = {}) const;

  /// Nodes with weights summing to 1: E[f(X)] is about sum w f(x). `points` Gauss-Legendre nodes in z on [-8,
  /// 8] per continuous component, one node per discrete value. Cheap: 32 points give about 1e-7 for
  /// smooth f, 3e-4 of a standard deviation for a triangular law, whose density has a kink.
  struct Node {
    double x;
    double weight;
  };
  std::vector<Node> nodes(int points) const;

  /// A normal or lognormal law, truncated or not, as rows are drawn from it: for p = below + u kept and q =
  /// above + (1 - u) kept it is mean + sd z or mean e^(sd z), within [lower, upper].
  struct NormalForm {
    bool logarithmic;
    double mean;
    double sd;
    double below;
    double kept;
    double above;
    double lower;
    double upper;
  };
  std::optional<NormalForm> normal_form() const;

 private:
  double inverse(double p, double q) const;
  double leaf_lower() const;
  double leaf_upper() const;
  double leaf_inverse(double p, double q) const;
  double leaf_cdf(double x) const;
  double leaf_complement(double x) const;
  double leaf_between(double a, double b) const;
  double leaf_mean() const;
  double leaf_variance() const;
  double leaf_expectation(const std::function<double(double)>& f, std::span<const double> kinks) const;
  void append_nodes(double weight, int points, std::vector<Node>& out) const;

  LawFamily law_ = LawFamily::constant;
  bool truncated_ = false;
  std::array<double, 3> argument_{};
  double lower_ = 0.0;  ///< support
  double upper_ = 0.0;
  double cut_below_ =
      0.0;  ///< truncation: probability of the untruncated law below lower_, inside, above upper_
  double kept_ = 1.0;
  double cut_above_ = 0.0;
  std::vector<double> values_;
  std::vector<double> probabilities_;
  std::vector<Distribution> components_;
};

}  // namespace faultline
