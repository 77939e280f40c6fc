#include "compile/lower_market.h"

#include "compile/jump_variance.h"
#include "core/contract.h"
#include "math/linear.h"
#include "plan/stream_labels.h"
#include "shocks/shock_lowering.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

/// Product of the multipliers in force.
Operand multiplier(Lowering& lowering, const std::vector<Lowering::Clause>& clauses) {
  ProgramBuilder b;
  Operand product = Operand::constant(1.0);
  for (const Lowering::Clause& clause : clauses)
    product = b.emit(
        Opcode::multiply, product,
        b.emit(Opcode::select, clause.condition, lowering.lower(clause.value, b), Operand::constant(1.0)));
  const std::string field = clauses.empty() ? std::string() : clauses.front().field;
  return lowering.kept(b.finish(product), lowering.add_check(Range::non_negative(), field),
                       lowering.plan().step_start);
}

Operand sum_in_force(Lowering& lowering, const std::vector<Lowering::Clause>& clauses, ProgramBuilder& b) {
  Operand sum = Operand::constant(0.0);
  for (const Lowering::Clause& clause : clauses)
    sum = b.emit(
        Opcode::add, sum,
        b.emit(Opcode::select, clause.condition, lowering.lower(clause.value, b), Operand::constant(0.0)));
  return sum;
}

/// drift = base + additions in force + beta times those of its factors.
Operand drift(Lowering& lowering, std::uint32_t a) {
  const Asset& asset = lowering.market().assets[a];
  ProgramBuilder b;
  Operand total = lowering.lower(asset.drift.expression(), b);
  total = b.emit(Opcode::add, total, sum_in_force(lowering, lowering.asset_clauses[a].drift, b));
  for (const auto& [factor, beta] : asset.betas) {
    const Operand addition = sum_in_force(lowering, lowering.factor_clauses[factor].drift, b);
    total = b.emit(Opcode::add, total, b.emit(Opcode::multiply, Operand::constant(beta), addition));
  }
  return lowering.kept(b.finish(total), lowering.add_check(Range::any(), "assets." + asset.name + ".drift"),
                       lowering.plan().step_midpoint);
}

/// Who changes the drift or the noise of an asset, and while what holds.
std::vector<Disturbance> disturbances(const Lowering& lowering, std::uint32_t a) {
  std::vector<Disturbance> out;
  const auto take = [&out](std::uint32_t shock, Operand condition) {
    const Disturbance found{shock, condition};
    if (std::find(out.begin(), out.end(), found) == out.end()) out.push_back(found);
  };
  const auto take_all = [&take](const Lowering::Clauses& clauses) {
    for (const Lowering::Clause& clause : clauses.volatility) take(clause.shock, clause.condition);
    for (const Lowering::Clause& clause : clauses.drift) take(clause.shock, clause.condition);
  };
  take_all(lowering.asset_clauses[a]);
  for (const auto& [factor, beta] : lowering.market().assets[a].betas)
    take_all(lowering.factor_clauses[factor]);
  for (const Lowering::Blend& blend : lowering.blends) take(blend.shock, blend.condition);
  return out;
}

/// sqrt(total^2 - jump variance rate), per path where drawn parameters are in it.
Operand diffusion_volatility(Lowering& lowering, std::uint32_t a, const JumpVariance& jumps,
                             std::vector<std::optional<Program>>& programs) {
  const Asset& asset = lowering.market().assets[a];
  if (!asset.volatility_is_total) return Operand::constant(asset.volatility);
  const double total = asset.volatility * asset.volatility;
  if (!jumps.drawn) return Operand::constant(std::sqrt(std::max(0.0, total - jumps.rate)));
  if (programs.empty()) programs = jump_variance_rates(lowering);
  const CheckId check = lowering.add_check(Range::non_negative(),
                                           "assets." + asset.name + ".volatility.total (less the jumps')");
  const Operand rate = lowering.path_value(*programs[a], lowering.add_check(Range::any(), "jump variance"));
  ProgramBuilder b;
  const Operand rest =
      lowering.path_value(b.finish(b.emit(Opcode::subtract, Operand::constant(total), rate)), check);
  ProgramBuilder root;
  return lowering.path_value(root.finish(root.emit(Opcode::sqrt, rest)), check);
}

void lower_noise(Lowering& lowering) {
  const Market& market = lowering.market();
  NoisePlan& noise = lowering.plan().noise;
  const auto add = [&](const std::string& name, bool process, bool used) {
    noise.sources.push_back({lowering.stream(stream::noise(name)), process, false, used});
  };
  for (std::uint32_t p = 0; p < market.processes.size(); ++p) {
    const bool used = std::any_of(lowering.plan().processes.begin(), lowering.plan().processes.end(),
                                  [p](const ProcessPlan& process) { return process.noise == p; });
    add(market.symbols[market.processes[p]].name, true, used);
  }
  for (std::uint32_t f = 0; f < market.factors.size(); ++f)
    add(market.factors[f].name, false, !lowering.loadings(true, f).empty());
  for (const Asset& asset : market.assets) add(asset.name, false, true);

  const std::size_t n = noise.sources.size();
  const auto lower = cholesky_lower(SquareMatrix(n, market.dependence.residual_correlation));
  FAULTLINE_EXPECT(lower.has_value());
  noise.lower.assign(lower->values().begin(), lower->values().end());
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      if (noise.sources[i].used && noise.lower[i * n + j] != 0.0) noise.sources[j].needed = true;
  noise.student_t_dof = market.dependence.student_t_dof;
  noise.mixing_stream = lowering.stream(stream::mixing());
  if (lowering.blends.empty()) return;
  noise.blend_stream = lowering.stream(stream::blend());
  ProgramBuilder b;
  Operand apart = Operand::constant(1.0);
  for (const auto& [shock, condition, share] : lowering.blends) {
    const Operand in_force =
        b.emit(Opcode::select, condition, lowering.lower(share.expression(), b), Operand::constant(0.0));
    apart = b.emit(Opcode::multiply, apart, b.emit(Opcode::subtract, Operand::constant(1.0), in_force));
  }
  const Operand blend = b.emit(Opcode::subtract, Operand::constant(1.0), apart);
  const Operand kept = lowering.kept(
      b.finish(blend), lowering.add_check(Range::probability(), lowering.blends.front().share.field),
      lowering.plan().step_start);
  if (kept.is_state()) {
    noise.blend = make_id<RegisterId>(kept.index);
  } else if (kept.value != 0.0) {
    noise.blend = lowering.add_register(kept.value, Tempo::path);
  }
}

/// Correlations between the factors, out of the residual matrix.
std::vector<double> factor_correlation(const Market& market) {
  const std::size_t processes = market.processes.size(), factors = market.factors.size();
  const std::size_t n = processes + factors + market.assets.size();
  std::vector<double> out;
  for (std::size_t f = 0; f < factors; ++f)
    for (std::size_t g = 0; g < factors; ++g)
      out.push_back(market.dependence.residual_correlation[(processes + f) * n + processes + g]);
  return out;
}

}  // namespace

void lower_market(Lowering& lowering) {
  const Market& market = lowering.market();
  Plan& plan = lowering.plan();
  for (const ExactTime& time : market.grid.times) plan.times.push_back(time.years());
  const auto processes = static_cast<std::uint32_t>(market.processes.size());
  const auto factors = static_cast<std::uint32_t>(market.factors.size());
  for (std::uint32_t f = 0; f < factors; ++f)
    plan.factors.push_back({processes + f, market.factors[f].volatility,
                            multiplier(lowering, lowering.factor_clauses[f].volatility)});
  plan.factor_correlation = factor_correlation(market);

  const std::vector<JumpVariance> jumps = jump_variance(lowering.model());
  std::vector<std::optional<Program>> programs;
  for (std::uint32_t a = 0; a < market.assets.size(); ++a) {
    AssetPlan& asset = plan.assets[a];
    asset.noise = processes + factors + a;
    asset.betas = market.assets[a].betas;
    asset.volatility = diffusion_volatility(lowering, a, jumps[a], programs);
    asset.residual = asset.volatility.is_state() || asset.betas.empty()
                         ? asset.volatility
                         : Operand::constant(market.dependence.residual_volatility[a]);
    asset.drift = drift(lowering, a);
    asset.multiplier = multiplier(lowering, lowering.asset_clauses[a].volatility);
    asset.disturbances = disturbances(lowering, a);
  }
  lower_noise(lowering);
}

}  // namespace faultline
