#include "engine/prepared_plan.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

EvaluationLists sorted_by_tempo(const Plan& plan, const std::vector<Evaluation>& evaluations) {
  EvaluationLists lists;
  lists.all = evaluations;
  for (const Evaluation& e : evaluations) {
    const Tempo tempo = tempo_of(plan.programs[at(e.program)], plan.tempo);
    if (tempo == Tempo::event) lists.at_events.push_back(e);
    if (tempo == Tempo::grid) lists.each_step.push_back(e);
  }
  return lists;
}

bool reads_measures(const AssetPlan& a) { return a.simple_return || a.drawdown || a.max_drawdown; }
bool reads_measures(const PortfolioPlan& p) { return p.simple_return || p.drawdown || p.max_drawdown; }

}  // namespace

PreparedPlan::PreparedPlan(const Plan& source) : plan(&source) {
  for (std::uint32_t k = 0; k < source.steps(); ++k) {
    const double start = source.times[k], end = source.times[k + 1];
    steps.push_back({k, start, end, end - start, std::sqrt(end - start), 0.5 * (start + end)});
  }
  step_start = sorted_by_tempo(source, source.step_start);
  step_midpoint = sorted_by_tempo(source, source.step_midpoint);
  rates = sorted_by_tempo(source, source.rates);

  clocks_reading.resize(source.initial.size());
  const auto reads_register = [&](const Operand& operand, std::uint32_t clock) {
    if (!operand.is_state()) return;
    auto& readers = clocks_reading[operand.index];
    if (std::find(readers.begin(), readers.end(), clock) == readers.end()) readers.push_back(clock);
  };
  for (std::uint32_t c = 0; c < source.clocks.size(); ++c) {
    const Clock& clock = source.clocks[c];
    (clock.every_step ? stepped_clocks : absolute_clocks).push_back(c);
    reads_register(clock.rate, c);
    for (const Compensation& compensation : clock.compensations) reads_register(compensation.weight, c);
  }

  follows_measures =
      std::any_of(source.assets.begin(), source.assets.end(), [](const AssetPlan& a) { return reads_measures(a); }) ||
      std::any_of(source.portfolios.begin(), source.portfolios.end(),
                  [](const PortfolioPlan& p) { return reads_measures(p) || p.peak || p.can_fail || !p.switches.empty(); }) ||
      std::find(source.asset_max_drawdown.begin(), source.asset_max_drawdown.end(), true) !=
          source.asset_max_drawdown.end();

  recordings_at.resize(source.times.size());
  prices_needed.assign(source.times.size(), follows_measures);
  for (std::uint32_t r = 0; r < source.recordings.size(); ++r) {
    recordings_at[source.recordings[r].grid_point].push_back(r);
    prices_needed[source.recordings[r].grid_point] = true;
  }
  for (const PortfolioPlan& portfolio : source.portfolios)
    for (std::size_t k = 0; k < portfolio.rebalance_at.size(); ++k)
      if (portfolio.rebalance_at[k]) prices_needed[k] = true;
  for (const Program& program : source.programs)
    most_instructions = std::max(most_instructions, program.code.size());
}

}  // namespace faultline
