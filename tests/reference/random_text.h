#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace faultline::reference {

/// Reads choices one after the other.
class Chooser {
 public:
  explicit Chooser(std::span<const std::uint16_t> choices) : choices_(choices) {}

  /// 0 .. n - 1
  int below(int n) { return next_ < choices_.size() ? choices_[next_++] % n : 0; }
  bool chance(int percent) { return below(100) >= 100 - percent; }
  std::string of(const std::vector<std::string>& texts) {
    return texts[static_cast<std::size_t>(below(static_cast<int>(texts.size())))];
  }

 private:
  std::span<const std::uint16_t> choices_;
  std::size_t next_ = 0;
};

/// A shock as others see it.
struct ShockName {
  std::string name;
  std::string kind;
  std::vector<std::string> parts;  ///< phases, outcomes or states
};

/// All names of a scenario, known before anything that reads them is written.
struct Names {
  std::vector<std::string> assets, factors, portfolios, groups, parameters, rate_parameters, variables;
  std::vector<ShockName> shocks;
};

/// What an expression may read.
struct Scope {
  bool state = true;             ///< otherwise parameters only
  std::size_t intensities = 99;  ///< intensities of shocks before this position
  bool variables = true;
  bool time = true;
  std::string level;  ///< "level" inside an effect
};

/// Random expressions that are numbers (dimensionless), always finite and never NaN.
class ExpressionWriter {
 public:
  ExpressionWriter(Chooser& chooser, const Names& names) : choose_(chooser), names_(names) {}

  std::string number(const Scope& scope, int depth = 2);
  std::string condition(const Scope& scope, int depth = 1);
  /// Between lo and hi, by clamp.
  std::string between(const std::string& lo, const std::string& hi, const Scope& scope);
  /// A rate of at most `most` per year: a constant, a parameter, or an expression.
  std::string rate(int most, const Scope& scope);

 private:
  std::string atom(const Scope& scope);
  std::string of_shock(std::size_t position, const Scope& scope);

  Chooser& choose_;
  const Names& names_;
};

/// Writes the shocks' section.
class ShockWriter {
 public:
  ShockWriter(Chooser& chooser, const Names& names)
      : choose_(chooser), names_(names), expressions_(chooser, names) {}

  std::string write(std::size_t position);

 private:
  std::string arrivals(std::size_t position);
  std::string scheduled(std::size_t position);
  std::string phases(std::size_t position);
  std::string process(std::size_t position);
  std::string regimes(std::size_t position);
  std::string edge(std::size_t position, std::size_t phase, bool hazards_only);
  std::string targets(std::size_t position, std::size_t phase);

  /// "impact: {...}, severity: ..., fade: {...}" or nothing.
  std::string jump(std::size_t position, bool plain, int percent);
  std::string impact_law(std::size_t position, bool plain);
  std::string severity_law(std::size_t position, bool plain);
  std::string duration_law();
  std::string source(std::size_t position, bool earlier_only);
  std::string conditions(std::size_t position, int percent);
  std::string entries(const std::vector<std::string>& values);
  std::string target_name();

  Chooser& choose_;
  const Names& names_;
  ExpressionWriter expressions_;
};

}  // namespace faultline::reference
