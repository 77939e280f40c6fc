#include "shocks/lower_jumps.h"

#include "model/laws.h"
#include "plan/stream_labels.h"
#include "shocks/start_draws.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {
namespace {

constexpr int fine_points = 64, quick_points = 32;

/// One draw that moves an asset, with how much of it the asset feels.
struct Loaded {
  Distribution law;
  double weight;
  std::vector<Distribution::Node> nodes;  ///< for quick expectations
};

std::vector<Loaded> loads(const AssetJump& jump, const Evaluator& evaluate) {
  std::vector<Loaded> out;
  for (const auto& [quantity, weight] : jump.loads)
    out.push_back({field_distribution(quantity, evaluate), weight, {}});
  return out;
}

Distribution severity_of(const AssetJump& jump, const Evaluator& evaluate) {
  return jump.severity ? severity_distribution(*jump.severity, evaluate) : Distribution::constant(1.0);
}

/// E[f(X)]: to about 1e-9 once for all paths, by a few nodes (about 1e-6) where every path has its own law.
template <class F>
double expectation(const Distribution& law, Quadrature quadrature, const F& f) {
  if (quadrature == Quadrature::fine) return law.expectation(f);
  double sum = 0.0;
  for (const Distribution::Node& node : law.nodes(quick_points)) sum += node.weight * f(node.x);
  return sum;
}

struct Moments {
  double mean = 0.0;
  double square = 0.0;
};

/// E[J] and E[J^2] of one jump: J = s sum_i w_i log(1 + x_i).
Moments moments_of(const AssetJump& jump, const Evaluator& evaluate, Quadrature quadrature) {
  double mean = 0.0, variance = 0.0;
  for (const Loaded& load : loads(jump, evaluate)) {
    const double first = expectation(load.law, quadrature, [](double x) { return std::log1p(x); });
    const double second =
        expectation(load.law, quadrature, [](double x) { return std::log1p(x) * std::log1p(x); });
    mean += load.weight * first;
    variance += load.weight * load.weight * (second - first * first);
  }
  const Distribution s = severity_of(jump, evaluate);
  const double s1 = expectation(s, quadrature, [](double x) { return x; });
  const double s2 = expectation(s, quadrature, [](double x) { return x * x; });
  return {s1 * mean, s2 * (variance + mean * mean)};
}

}  // namespace

std::vector<std::uint32_t> moved_assets(const Lowering& lowering, const Jump& jump) {
  std::vector<std::uint32_t> out;
  for (const ImpactTarget& target : jump.impact)
    for (const Loading& loading : lowering.loadings(target.is_factor, target.index))
      out.push_back(static_cast<std::uint32_t>(at(loading.asset)));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

AssetJump asset_jump(const Lowering& lowering, const Jump& jump, std::uint32_t asset) {
  AssetJump out{{}, jump.severity};
  for (const ImpactTarget& target : jump.impact)
    for (const Loading& loading : lowering.loadings(target.is_factor, target.index))
      if (at(loading.asset) == asset) out.loads.emplace_back(target.jump, loading.weight);
  return out;
}

namespace {

/// E[(1 + x)^exponent], exact for the exponents 0 and 1.
double expected_power(const Loaded& load, double exponent) {
  if (exponent == 0.0) return 1.0;
  if (exponent == 1.0) return 1.0 + load.law.mean();
  const auto power = [exponent](double x) { return std::exp(exponent * std::log1p(x)); };
  if (load.nodes.empty()) return load.law.expectation(power);
  double sum = 0.0;
  for (const Distribution::Node& node : load.nodes) sum += node.weight * power(node.x);
  return sum;
}

}  // namespace

double expected_factor(const std::vector<AssetJump>& jumps, const Evaluator& evaluate,
                       Quadrature quadrature) {
  const int nodes = quadrature == Quadrature::fine ? fine_points : quick_points;
  double product = 1.0;
  for (const AssetJump& jump : jumps) {
    const double largest = severity_of(jump, evaluate).upper();
    for (const auto& [quantity, weight] : jump.loads)
      if (!has_expected_power(quantity, largest * weight, evaluate))
        return std::numeric_limits<double>::infinity();
    std::vector<Loaded> loaded = loads(jump, evaluate);
    if (quadrature == Quadrature::quick)
      for (Loaded& load : loaded) load.nodes = load.law.nodes(quick_points);
    double expected = 0.0;
    for (const Distribution::Node& s : severity_of(jump, evaluate).nodes(nodes)) {
      double at_severity = s.weight;
      for (const Loaded& load : loaded) at_severity *= expected_power(load, s.x * load.weight);
      expected += at_severity;
    }
    product *= expected;
  }
  return product;
}

Operand expected_factor(Lowering& lowering, const std::vector<const Jump*>& jumps, std::uint32_t asset,
                        const std::string& field) {
  std::vector<AssetJump> parts;
  bool drawn = false;
  for (const Jump* jump : jumps) {
    parts.push_back(asset_jump(lowering, *jump, asset));
    drawn = drawn || drawn_at_start(*jump, lowering.model());
  }
  const Quadrature quadrature = drawn ? Quadrature::quick : Quadrature::fine;
  return lowering.path_function(drawn, field, [parts, quadrature](const Evaluator& e) {
    return expected_factor(parts, e, quadrature);
  });
}

double expected_square(const std::vector<AssetJump>& jumps, const Evaluator& evaluate,
                       Quadrature quadrature) {
  double mean = 0.0, square = 0.0;
  for (const AssetJump& jump : jumps) {
    const Moments m = moments_of(jump, evaluate, quadrature);
    square += m.square + 2.0 * mean * m.mean;
    mean += m.mean;
  }
  return square;
}

void append_jump(Lowering& lowering, const JumpSite& site, Action& action, bool severity_always) {
  const Jump& jump = *site.jump;
  if (jump.severity) {
    action.emplace_back(act::DrawInto{site.severity, lowering.draw(*jump.severity, true),
                                      lowering.stream(stream::severity(site.shock->name, site.part)),
                                      site.number,
                                      lowering.add_check(jump.severity->range, jump.severity->field)});
  } else if (severity_always) {
    action.emplace_back(act::Set{site.severity, 1.0});
  }
  if (jump.impact.empty()) return;
  act::Jump step;
  step.shock = lowering.position_of(*site.shock);
  if (jump.severity) step.severity = site.severity;
  step.number = site.number;
  for (const ImpactTarget& target : jump.impact)
    step.targets.push_back({lowering.draw(target.jump),
                            lowering.stream(stream::impact(site.shock->name, target.name, site.part)),
                            lowering.add_check(target.jump.range, target.jump.field),
                            lowering.loadings(target.is_factor, target.index)});
  if (jump.unfold.kind != Unfolding::at_once) {
    step.unfolding =
        jump.unfold.kind == Unfolding::fade ? act::Jump::Unfolding::fade : act::Jump::Unfolding::build;
    step.share = lowering.program_id(jump.unfold.share.expression());
    step.share_check = lowering.add_check(jump.unfold.share.range, jump.unfold.share.field);
    const Operand half_life = lowering.path_value(jump.unfold.half_life);
    for (const std::uint32_t asset : moved_assets(lowering, jump)) {
      Plan& plan = lowering.plan();
      const auto transient = static_cast<std::uint32_t>(plan.transients.size());
      plan.transients.push_back(
          {step.shock, make_id<AssetId>(asset), lowering.add_register(0.0, Tempo::grid), half_life});
      plan.assets[asset].transients.push_back(transient);
      step.transients.emplace_back(make_id<AssetId>(asset), transient);
    }
  }
  action.emplace_back(std::move(step));
}

}  // namespace faultline
