#include "engine/prepared_plan.h"

#include "core/same_time.h"
#include "engine/step_registers.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

EvaluationLists sorted_by_tempo(const Plan& plan, const std::vector<Evaluation>& evaluations,
                                const std::vector<Evaluation>& earlier = {}) {
  EvaluationLists lists;
  lists.all = evaluations;
  for (const Evaluation& e : evaluations) {
    const Tempo tempo = tempo_of(plan.programs[at(e.program)], plan.tempo);
    if (tempo == Tempo::event) lists.at_events.push_back(e);
    if (tempo == Tempo::grid) lists.each_step.push_back(e);
  }
  lists.touched = touched_by_actions(plan, lists.at_events, earlier);
  return lists;
}

bool reads_measures(const AssetPlan& a) {
  return a.simple_return || a.drawdown || a.max_drawdown;
}
bool reads_measures(const PortfolioPlan& p) {
  return p.simple_return || p.drawdown || p.max_drawdown;
}

}  // namespace

PreparedPlan::PreparedPlan(const Plan& source, const NoisePlan& noise, NoiseRows& rows,
                           const Kernels& kernel_set, NormalPrecision normal_precision)
    : plan(&source), kernels(&kernel_set), precision(normal_precision) {
  plan_steps();
  rates = sorted_by_tempo(source, source.rates);
  step_start = sorted_by_tempo(source, source.step_start, source.rates);
  std::vector<Evaluation> before_midpoint = source.rates;
  before_midpoint.insert(before_midpoint.end(), source.step_start.begin(), source.step_start.end());
  step_midpoint = sorted_by_tempo(source, source.step_midpoint, before_midpoint);
  plan_switches();
  is_read = read_registers(source);
  lean_actions = faultline::lean_actions(source, is_read);
  for (const Program& program : source.programs)
    most_instructions = std::max(most_instructions, program.code.size());
  for (const Action& action : source.actions)
    for (const Step& step : action)
      if (const auto* jump = std::get_if<act::Jump>(&step))
        most_targets = std::max(most_targets, jump->targets.size());
  motions = asset_motions(source, noise, rows);
  for (std::uint32_t a = 0; a < motions.size(); ++a)
    if (!motions[a].steady) unsteady_assets.push_back(a);
  for (const ProcessPlan& process : source.processes) rows.add(source_weights(noise, process.noise), true);
  for (const Direction& direction : source.directions)
    direction_rows.push_back(rows.add(direction.weights, true));
  tabulate_laws();
  sort_clocks();
  plan_prices();
  plan_moves();
  plan_grid_points();
}

void PreparedPlan::plan_steps() {
  for (std::uint32_t k = 0; k < plan->steps(); ++k) {
    const double start = plan->times[k], end = plan->times[k + 1];
    const double dt = end - start, sqrt_dt = std::sqrt(dt);
    const std::size_t within = k % steps_per_quad;
    QuadSoFar quad = within == 0 ? QuadSoFar{0, 0.0, sqrt_dt, {}} : steps.back().quad;
    quad.weights[quad.steps++] = sqrt_dt / quad.sqrt_dt;
    quad.time = end - plan->times[k - within];
    steps.push_back({k, start, end, dt, sqrt_dt, 0.5 * (start + end), quad});
  }
}

double PreparedPlan::on_grid(double time) const {
  if (time > plan->times.back() + same_time) return time;
  const double near = *std::lower_bound(plan->times.begin(), plan->times.end(), time - same_time);
  return near <= time + same_time ? near : time;
}

void PreparedPlan::plan_switches() {
  std::vector<Evaluation> conditions;
  for (const PortfolioPlan& portfolio : plan->portfolios) {
    auto& bits = switch_bits.emplace_back();
    for (const PortfolioPlan::Switch& rule : portfolio.switches) {
      const Tempo tempo = tempo_of(plan->programs[at(rule.when)], plan->tempo);
      bits.push_back(tempo == Tempo::grid ? std::nullopt : std::optional<EvaluationSet>(0));
      if (tempo != Tempo::event) continue;
      bits.back() = bit_of(conditions.size());
      conditions.push_back({rule.when, rule.fired, rule.check, {}});
    }
  }
  switches = sorted_by_tempo(*plan, conditions, plan->rates);
}

void PreparedPlan::sort_clocks() {
  foreseen = foreseen_clocks(*plan);
  foreseen_as.resize(plan->clocks.size());
  for (std::uint32_t k = 0; k < foreseen.size(); ++k) {
    foreseen_as[foreseen[k].clock] = k;
    someone_waits = someone_waits || foreseen[k].settles;
  }
  clocks_reading.resize(plan->initial.size());
  const auto reads_register = [&](const Operand& operand, std::uint32_t clock) {
    if (!operand.is_state()) return;
    auto& readers = clocks_reading[operand.index];
    if (std::find(readers.begin(), readers.end(), clock) == readers.end()) readers.push_back(clock);
  };
  for (std::uint32_t c = 0; c < plan->clocks.size(); ++c) {
    const Clock& clock = plan->clocks[c];
    if (foreseen_as[c] && !foreseen[*foreseen_as[c]].provisional) continue;
    waiting_clocks.push_back({c, clock.order, clock.rank, clock.due});
    if (clock.every_step)
      stepped_clocks.push_back(c);
    else
      absolute_dues.push_back(clock.due);
    reads_register(clock.rate, c);
    for (const Compensation& compensation : clock.compensations) reads_register(compensation.weight, c);
  }
  std::stable_sort(waiting_clocks.begin(), waiting_clocks.end(),
                   [](const WaitingClock& a, const WaitingClock& b) { return a.order < b.order; });
  someone_waits = someone_waits || !waiting_clocks.empty();
}

void PreparedPlan::plan_prices() {
  bool any_fails = false;
  for (std::uint32_t k = 0; k < plan->portfolios.size(); ++k) {
    const PortfolioPlan& p = plan->portfolios[k];
    any_fails = any_fails || p.can_fail;
    if (reads_measures(p) || p.peak || p.can_fail) followed_portfolios.push_back(k);
  }
  for (std::uint32_t a = 0; a < plan->assets.size(); ++a)
    if (plan->assets[a].simple_return || plan->asset_max_drawdown[a]) followed_assets.push_back(a);
  std::vector<bool> compensated(plan->assets.size());
  for (const Clock& clock : plan->clocks)
    for (const Compensation& compensation : clock.compensations) compensated[at(compensation.asset)] = true;
  prices_run.resize(plan->assets.size());
  for (const std::uint32_t p : followed_portfolios) {
    for (const AssetId asset : plan->portfolios[p].assets) {
      const auto a = static_cast<std::uint32_t>(at(asset));
      prices_run[a] = motions[a].alone && !compensated[a] && !any_fails;
      if (!prices_run[a] && std::find(prices_by_log.begin(), prices_by_log.end(), a) == prices_by_log.end())
        prices_by_log.push_back(a);
    }
  }
}

void PreparedPlan::plan_moves() {
  for (ForeseenClock& clock : foreseen) {
    if (clock.jump == nullptr || clock.jump->unfolding != act::Jump::Unfolding::at_once) continue;
    for (std::uint32_t k = 0; k < clock.jump->targets.size(); ++k)
      for (const Loading& loading : clock.jump->targets[k].loadings) {
        const auto asset = static_cast<std::uint32_t>(at(loading.asset));
        clock.moves.push_back({k, asset, plan->assets[asset].x, loading.weight, prices_run[asset]});
      }
  }
}

void PreparedPlan::tabulate_laws() {
  tables.resize(plan->laws.size());
  normal_forms.resize(plan->laws.size());
  for (std::size_t l = 0; l < tables.size(); ++l)
    if (plan->laws[l].fixed) normal_forms[l] = plan->laws[l].fixed->normal_form();
  for (std::size_t l = 0; l < tables.size(); ++l)
    if (const auto& law = plan->laws[l].fixed; law && law->has_slow_smooth_quantile())
      tables[l].emplace(*law);
}

void PreparedPlan::plan_grid_points() {
  const auto yes = [](bool b) { return b; };
  const bool always = std::any_of(plan->assets.begin(), plan->assets.end(),
                                  [](const AssetPlan& a) { return reads_measures(a); }) ||
                      std::any_of(plan->asset_max_drawdown.begin(), plan->asset_max_drawdown.end(), yes) ||
                      !followed_portfolios.empty() ||
                      std::any_of(plan->portfolios.begin(), plan->portfolios.end(),
                                  [](const auto& p) { return !p.switches.empty(); });
  recordings_at.resize(plan->times.size());
  prices_needed.assign(plan->times.size(), always);
  for (std::uint32_t r = 0; r < plan->recordings.size(); ++r) {
    recordings_at[plan->recordings[r].grid_point].push_back(r);
    prices_needed[plan->recordings[r].grid_point] = true;
  }
  for (const PortfolioPlan& portfolio : plan->portfolios)
    for (std::size_t k = 0; k < portfolio.rebalance_at.size(); ++k)
      if (portfolio.rebalance_at[k]) prices_needed[k] = true;
}

}  // namespace faultline
