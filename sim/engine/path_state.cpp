#include "engine/path_state.h"

#include "faultline/run_error.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace faultline {
namespace {

std::string allowed_text(const Check& check) {
  const bool below = std::isfinite(check.upper), above = std::isfinite(check.lower);
  if (below && above)
    return fmt::format("{}{:g}, {:g}{}", check.lower_allowed ? '[' : '(', check.lower, check.upper,
                       check.upper_allowed ? ']' : ')');
  if (above) return fmt::format("{} {:g}", check.lower_allowed ? "at least" : "more than", check.lower);
  if (below) return fmt::format("{} {:g}", check.upper_allowed ? "at most" : "less than", check.upper);
  return "a finite number";
}

}  // namespace

PathState::PathState(const PreparedPlan& prepared_plan, std::size_t capacity)
    : prepared(&prepared_plan),
      plan(prepared_plan.plan),
      registers(plan->initial.size(), padded_lanes(capacity)),
      temporaries(prepared_plan.most_instructions, padded_lanes(capacity)),
      scratch(4, padded_lanes(capacity)),
      log_prices(plan->assets.size(), padded_lanes(capacity)),
      prices(plan->assets.size(), padded_lanes(capacity)),
      followed_prices(plan->assets.size(), padded_lanes(capacity)),
      steady(prepared_plan, registers, followed_prices),
      known_targets(plan->processes.size(), padded_lanes(capacity)),
      scaled_targets(plan->processes.size(), padded_lanes(capacity)),
      needs(plan->clocks.size(), padded_lanes(capacity)),
      foreseen(prepared_plan),
      ahead(prepared_plan, capacity),
      found(plan->assets.size()),
      lane_programs(plan->programs, registers),
      next_due(capacity),
      pending(capacity),
      flagged(padded_lanes(capacity)),
      followed_positions(plan->portfolios.size()),
      exact_positions(plan->portfolios.size()),
      event_jumps(prepared_plan.most_targets) {
  for (const WaitingClock& waiting : prepared->waiting_clocks) waiting_dues.push_back(row(waiting.due));
  for (const AssetPlan& asset : plan->assets) {
    auto& parts = beside_x.emplace_back();
    for (const std::uint32_t t : asset.transients)
      parts.push_back({row(plan->transients[t].level), 1.0, nullptr});
    for (const auto& [e, loading] : asset.effects)
      parts.push_back({row(plan->effects[e].current), loading, nullptr});
  }
  eventful.reserve(capacity);
}

double PathState::moved(std::size_t asset, std::size_t lane) const {
  if (prepared->motions[asset].steady && steady.waiting()) return steady.settled(asset, lane);
  return row(plan->assets[asset].x)[lane];
}

const double* PathState::log_price(std::size_t a) {
  const AssetMotion& motion = prepared->motions[a];
  const bool waits = motion.steady && steady.waiting();
  const AssetPlan& asset = plan->assets[a];
  if (motion.alone && !waits) return row(asset.x);
  double* out = log_prices[a];
  if (found[a]) return out;
  found[a] = true;
  if (waits) steady.settled(a, out);
  const std::vector<Position>& parts = beside_x[a];
  prepared->kernels->value(waits ? out : row(asset.x), parts.data(), parts.size(), out, lanes());
  return out;
}

double PathState::log_price(std::size_t a, std::size_t lane) const {
  if (found[a]) return log_prices[a][lane];
  const AssetPlan& asset = plan->assets[a];
  double sum = moved(a, lane);
  for (const std::uint32_t t : asset.transients) sum += row(plan->transients[t].level)[lane];
  for (const auto& [e, loading] : asset.effects)
    sum = std::fma(loading, row(plan->effects[e].current)[lane], sum);
  return sum;
}

void PathState::fail(const std::string& field, double value, std::size_t lane, double time,
                     const std::string& allowed) const {
  throw RunError(paths[lane], time, field, value, allowed);
}

void PathState::require(CheckId id, double value, std::size_t lane, double time) const {
  const Check& check = plan->checks[at(id)];
  if (!check.holds(value)) fail(check.field, value, lane, time, allowed_text(check));
}

void PathState::require(CheckId id, const double* values, double time, const double* armed_budget) const {
  if (prepared->kernels->all_hold(plan->checks[at(id)], values, paths.size())) return;
  for (std::size_t i = 0; i < paths.size(); ++i)
    if (!armed_budget || armed_budget[i] < std::numeric_limits<double>::infinity())
      require(id, values[i], i, time);
}

void PathState::require_number(CheckId id, const double* values, double time) const {
  for (std::size_t i = 0; i < paths.size(); ++i)
    if (std::isnan(values[i])) fail(plan->checks[at(id)].field, values[i], i, time, "a number");
}

void PathState::evaluate(ProgramId program, Instant instant, double* out) {
  evaluate_row(*prepared->kernels, plan->programs[at(program)], registers, paths.size(), instant, temporaries,
               out);
}

void PathState::evaluate(const Evaluation& evaluation, Instant instant) {
  double* out = row(evaluation.target);
  evaluate(evaluation.program, instant, out);
  require(evaluation.check, out, instant.now, evaluation.armed ? row(*evaluation.armed) : nullptr);
}

}  // namespace faultline
