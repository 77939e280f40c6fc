#include "compile/jump_variance.h"

#include "model/laws.h"
#include "shocks/start_draws.h"
#include "shocks/start_values.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace faultline {
namespace {

struct Moments {
  double mean = 0.0;
  double square = 0.0;
  bool moves = false;  ///< the asset, on some path
  bool drawn = false;
};

class Rates {
 public:
  explicit Rates(const Model& model) : model_(model), market_(model.market), start_(start_evaluator(model)) {}

  JumpVariance of(std::uint32_t asset) {
    JumpVariance sum;
    for (std::uint32_t i = 0; i < model_.shocks.size(); ++i) {
      const Shock& shock = model_.shocks[i];
      if (!base(shock).enabled) continue;
      if (const auto* arrivals = std::get_if<Arrivals>(&shock)) {
        if (!arrivals->open_at_start()) continue;
        const Moments jump = log_jump(arrivals->jump, asset);
        if (!jump.moves) continue;
        sum.drawn = sum.drawn || jump.drawn || intensity_drawn(i, 0);
        sum.rate += intensity(i, 0) * jump.square;
      }
      if (const auto* phases = std::get_if<Phases>(&shock)) add_phases(*phases, asset, sum);
    }
    return sum;
  }

 private:
  bool drawn(const Quantity& quantity) const { return drawn_at_start(quantity, model_); }
  double value(const Quantity& quantity) const { return start_(quantity.expression()); }

  void add_phases(const Phases& phases, std::uint32_t asset, JumpVariance& sum) {
    for (const Phases::Edge& edge : phases.phases[phases.initial].next) {
      if (edge.kind != Phases::EdgeKind::hazard) continue;
      const Moments first = log_jump(edge.jump, asset);
      double rest = 1.0;
      bool rate_drawn = drawn(edge.clock);
      for (const Phases::Branch& branch : edge.to) {
        if (!branch.probability) continue;
        rest -= value(*branch.probability);
        rate_drawn = rate_drawn || drawn(*branch.probability);
      }
      for (const Phases::Branch& branch : edge.to) {
        const Moments second = log_jump(phases.phases[branch.phase].entry, asset);
        const double square = first.square + 2.0 * first.mean * second.mean + second.square;
        if (!first.moves && !second.moves) continue;
        const double chance = branch.probability ? value(*branch.probability) : rest;
        sum.drawn = sum.drawn || first.drawn || second.drawn || rate_drawn;
        sum.rate += value(edge.clock) * chance * square;
      }
    }
  }

  /// Intensity at time 0 with the arrivals that other arrivals bring at once. `depth` ends circles, which are
  /// errors.
  double intensity(std::uint32_t shock, std::size_t depth) const {
    const auto* arrivals = std::get_if<Arrivals>(&model_.shocks[shock]);
    if (arrivals == nullptr || !arrivals->open_at_start() || depth > model_.shocks.size()) return 0.0;
    double rate = arrivals->rate ? value(*arrivals->rate) : 0.0;
    for (const Arrivals::Upon& cause : arrivals->upon)
      if (!cause.after) rate += value(cause.chance) * intensity(cause.source.shock, depth + 1);
    return rate;
  }

  bool intensity_drawn(std::uint32_t shock, std::size_t depth) const {
    const auto* arrivals = std::get_if<Arrivals>(&model_.shocks[shock]);
    if (arrivals == nullptr || !arrivals->open_at_start() || depth > model_.shocks.size()) return false;
    if (arrivals->rate && drawn(*arrivals->rate)) return true;
    for (const Arrivals::Upon& cause : arrivals->upon)
      if (!cause.after && (drawn(cause.chance) || intensity_drawn(cause.source.shock, depth + 1)))
        return true;
    return false;
  }

  /// Moments of one event's log jump of an asset: own x and factors' x are drawn apart, the severity is
  /// common.
  Moments log_jump(const Jump& jump, std::uint32_t asset) const {
    double mean = 0.0;
    double variance = 0.0;
    Moments out;
    for (const ImpactTarget& target : jump.impact) {
      const double loading = loading_of(target, asset);
      if (loading == 0.0) continue;
      const Distribution law = field_distribution(target.jump, start_);
      const double first = law.expectation([](double x) { return std::log1p(x); });
      const double second = law.expectation([](double x) { return std::log1p(x) * std::log1p(x); });
      mean += loading * first;
      variance += loading * loading * (second - first * first);
      out.moves = true;
      out.drawn = out.drawn || drawn(target.jump);
    }
    if (!out.moves) return out;
    double severity_mean = 1.0;
    double severity_square = 1.0;
    if (jump.severity) {
      const Distribution severity = severity_distribution(*jump.severity, start_);
      severity_mean = severity.mean();
      severity_square = severity.variance() + severity_mean * severity_mean;
      out.drawn = out.drawn || drawn(*jump.severity);
    }
    out.mean = severity_mean * mean;
    out.square = severity_square * (variance + mean * mean);
    return out;
  }

  double loading_of(const ImpactTarget& target, std::uint32_t asset) const {
    if (!target.is_factor) return target.index == asset ? 1.0 : 0.0;
    for (const auto& [factor, beta] : market_.assets[asset].betas)
      if (factor == target.index) return beta;
    return 0.0;
  }

  const Model& model_;
  const Market& market_;
  Evaluator start_;
};

}  // namespace

std::vector<JumpVariance> jump_variance(const Model& model) {
  std::vector<JumpVariance> out(model.market.assets.size());
  Rates rates(model);
  for (std::uint32_t a = 0; a < out.size(); ++a)
    if (model.market.assets[a].volatility_is_total) out[a] = rates.of(a);
  return out;
}

}  // namespace faultline
