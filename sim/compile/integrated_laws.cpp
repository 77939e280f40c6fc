#include "compile/integrated_laws.h"

#include "plan/noise_weights.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace faultline {
namespace {

/// Stands for a volatility that is drawn on every path, where only the mix of assets matters.
constexpr double typical_volatility = 0.3;

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

void add_scaled(std::vector<double>& to, const std::vector<double>& weights, double by) {
  for (std::size_t k = 0; k < to.size(); ++k) to[k] += by * weights[k];
}

bool is_read(const AssetPlan& asset) {
  return asset.simple_return || asset.drawdown || asset.max_drawdown;
}
bool is_read(const PortfolioPlan& portfolio) {
  return portfolio.simple_return || portfolio.drawdown;
}

/// The assets of a series and how much of each it holds.
std::vector<std::pair<AssetId, double>> holdings(const Plan& plan, const SeriesRef& series) {
  if (series.kind == SeriesKind::asset) return {{make_id<AssetId>(series.index), 1.0}};
  return plan.portfolios[series.index].weights.assets;
}

}  // namespace

std::optional<std::string> reason_against_integration(Lowering& lowering) {
  const Plan& plan = lowering.plan();
  const Market& market = lowering.market();
  const std::string because = " is read by an expression, so that what happens depends on prices";
  for (std::size_t a = 0; a < plan.assets.size(); ++a)
    if (is_read(plan.assets[a])) return "a price measure of " + market.assets[a].name + because;
  for (std::size_t p = 0; p < plan.portfolios.size(); ++p)
    if (is_read(plan.portfolios[p])) return "a measure of " + market.portfolios[p].name + because;
  return {};
}

std::optional<std::string> reason_against_integration(const Plan& plan, const Outputs& outputs) {
  if (outputs.attribute) return "report.attribute splits the losses of single paths";
  std::set<std::uint32_t> measures;
  const auto add = [&](const std::optional<RegisterId>& measure) {
    if (measure) measures.insert(static_cast<std::uint32_t>(*measure));
  };
  for (const AssetPlan& asset : plan.assets)
    add(asset.simple_return), add(asset.drawdown), add(asset.max_drawdown);
  for (const PortfolioPlan& portfolio : plan.portfolios)
    add(portfolio.simple_return), add(portfolio.drawdown), add(portfolio.max_drawdown);
  const auto is_measure = [&](const Operand& operand) {
    return operand.is_state() && measures.contains(operand.index);
  };
  for (const ConditionOutput& condition : outputs.given) {
    const auto recorded =
        std::find_if(plan.recordings.begin(), plan.recordings.end(),
                     [&](const Recording& recording) { return recording.column == condition.column; });
    const Program& program = plan.programs[at(recorded->program)];
    const bool reads_price =
        std::any_of(program.code.begin(), program.code.end(), [&](const Instruction& instruction) {
          return is_measure(instruction.a) || is_measure(instruction.b) || is_measure(instruction.c);
        });
    if (reads_price) return "the condition '" + condition.label + "' of report.given depends on prices";
  }
  return {};
}

std::optional<std::string> IntegratedLaws::reason_against(const PortfolioPlan& portfolio) {
  if (portfolio.trades) return "it trades along the way";
  if (portfolio.can_fail) return "its value can reach zero and stay there";
  if (portfolio.cash_rate.is_state()) return "its cash rate changes from path to path";
  const bool shorts = std::any_of(portfolio.weights.assets.begin(), portfolio.weights.assets.end(),
                                  [](const auto& weight) { return weight.second < 0.0; });
  if (shorts) return "it is short of assets";
  return {};
}

/// The noise of an asset before its own multiplier, in pieces that each have one coefficient per path.
std::vector<IntegratedLaws::Part> IntegratedLaws::parts_of(const Plan& plan, const AssetPlan& asset) {
  const NoisePlan& noise = plan.noise;
  const auto loading = [&](const std::pair<std::uint32_t, double>& beta) {
    return beta.second * plan.factors[beta.first].volatility;
  };
  std::vector<Part> parts;
  const Weights own = source_weights(noise, asset.noise);
  if (noise.blend) {
    parts.push_back({own, asset.residual, Exposure::Share::own});
    parts.push_back({blend_weights(noise), asset.residual, Exposure::Share::common});
  } else {
    parts.push_back({own, asset.residual, Exposure::Share::whole});
  }
  for (const auto& beta : asset.betas) {
    const FactorPlan& factor = plan.factors[beta.first];
    Weights weights(noise_inputs(noise));
    add_scaled(weights, source_weights(noise, factor.noise), loading(beta));
    parts.push_back({std::move(weights), factor.multiplier, Exposure::Share::whole});
  }
  // Pieces with constant coefficients become one.
  Part together{Weights(noise_inputs(noise)), Operand::constant(1.0), Exposure::Share::whole};
  bool any = false;
  std::erase_if(parts, [&](const Part& part) {
    if (!part.coefficient.is_constant() || part.share != Exposure::Share::whole) return false;
    add_scaled(together.weights, part.weights, part.coefficient.value);
    return any = true;
  });
  if (any) parts.push_back(std::move(together));
  return parts;
}

bool IntegratedLaws::is_fixed(const Plan& plan, const AssetPlan& asset, const Part& part) {
  return part.coefficient.is_constant() && part.share == Exposure::Share::whole &&
         asset.multiplier.is_constant() && !plan.noise.student_t_dof;
}

const std::optional<IntegratedLaws::Direction>& IntegratedLaws::direction(const SeriesRef& series) {
  const auto [place, added] = directions_.try_emplace({series.kind, series.index});
  if (!added) return place->second;
  Plan& plan = with_.plan();
  Weights weights(noise_inputs(plan.noise));
  for (const auto& [asset, units] : holdings(plan, series)) {
    for (const Part& part : parts_of(plan, plan.assets[at(asset)])) {
      const bool factor = part.coefficient.is_state() && part.coefficient != plan.assets[at(asset)].residual;
      const double usual = part.coefficient.is_constant() ? part.coefficient.value
                           : factor                       ? 1.0
                                                          : typical_volatility;
      if (part.share != Exposure::Share::common) add_scaled(weights, part.weights, units * usual);
    }
  }
  for (std::size_t s = 0; s < plan.noise.sources.size(); ++s)
    if (plan.noise.sources[s].process) weights[s] = 0.0;
  const double length = std::sqrt(dot(weights, weights));
  if (!(length > 0.0)) return place->second;
  for (double& weight : weights) weight /= length;
  const RegisterId total = with_.add_register(0.0, Tempo::grid);
  plan.directions.push_back({weights, total});
  place->second = Direction{std::move(weights), total};
  return place->second;
}

ColumnId IntegratedLaws::scaled(Lowering& side, RegisterId total, std::size_t horizon,
                                const std::string& label) {
  ProgramBuilder b;
  const Operand value =
      b.emit(Opcode::divide, Operand::state(total), Operand::constant(std::sqrt(years(horizon))));
  return recorder_.record_program(side, b.finish(value), horizon, Retain::samples, false,
                                  label + " at " + outputs_.horizons[horizon].text);
}

ColumnId IntegratedLaws::exposure(Lowering& side, std::uint32_t asset, std::uint32_t number, const Part& part,
                                  std::size_t horizon) {
  const bool twin = side.without_shocks();
  const auto [column, column_added] =
      exposures_.try_emplace(std::tuple{twin, asset, number, horizon}, ColumnId{});
  if (!column_added) return column->second;
  const auto [total, total_added] = totals_.try_emplace(std::tuple{twin, asset, number}, RegisterId{});
  if (total_added) {
    total->second = side.add_register(0.0, Tempo::grid);
    side.plan().exposures.push_back({make_id<AssetId>(asset), part.coefficient, part.share, total->second});
  }
  column->second = scaled(side, total->second, horizon, "exposure of " + side.market().assets[asset].name);
  return column->second;
}

TerminalLaw::Term IntegratedLaws::term(Lowering& side, std::uint32_t asset, double units,
                                       const Weights& along, std::size_t horizon) {
  TerminalLaw::Term term;
  term.units = units;
  term.simple_return = recorder_.record_return(side, SeriesKind::asset, asset, horizon);
  const Plan& plan = side.plan();
  const std::vector<Part> parts = parts_of(plan, plan.assets[asset]);
  for (std::uint32_t number = 0; number < parts.size(); ++number) {
    const Part& part = parts[number];
    const double reach = dot(part.weights, along);
    if (reach == 0.0) continue;
    if (is_fixed(plan, plan.assets[asset], part))
      term.slope +=
          reach * part.coefficient.value * plan.assets[asset].multiplier.value * std::sqrt(years(horizon));
    else
      term.exposures.push_back({exposure(side, asset, number, part, horizon), reach});
  }
  return term;
}

std::optional<std::uint32_t> IntegratedLaws::add(Lowering& side, const SeriesRef& series, std::size_t horizon,
                                                 ColumnId simple_return) {
  if (series.kind == SeriesKind::portfolio && reason_against(side.plan().portfolios[series.index])) return {};
  const std::optional<Direction>& along = direction(series);
  if (!along) return {};
  TerminalLaw law;
  law.simple_return = simple_return;
  for (const auto& [asset, units] : holdings(side.plan(), series))
    law.terms.push_back(term(side, static_cast<std::uint32_t>(at(asset)), units, along->weights, horizon));
  const bool moves = std::any_of(law.terms.begin(), law.terms.end(), [](const TerminalLaw::Term& held) {
    return held.slope != 0.0 || !held.exposures.empty();
  });
  if (!moves) return {};
  const auto [position, added] =
      positions_.try_emplace(std::tuple{series.kind, series.index, horizon}, ColumnId{});
  if (added) position->second = scaled(with_, along->total, horizon, "direction of " + series.name);
  law.direction = position->second;
  outputs_.laws.push_back(std::move(law));
  return static_cast<std::uint32_t>(outputs_.laws.size() - 1);
}

}  // namespace faultline
