#include "core/same_time.h"
#include "reference/path.h"

#include <algorithm>
#include <cmath>

namespace faultline::reference {
namespace {

constexpr std::uint64_t most_events = 1'000'000;

}  // namespace

void Path::run_events(double end) {
  evaluate_speeds();
  for (;;) {
    std::uint32_t first = 0;
    double time = never;
    for (std::uint32_t i = 0; i < shocks_.size(); ++i) {
      const double candidate = enabled(i) ? on_grid(next_event(i, end)) : never;
      if (candidate < time) {
        time = candidate;
        first = i;
      }
    }
    if (time > end) break;
    if (++events_ > most_events) fail("shocks", "have more events than can be");
    advance(time);
    fire(first);
    evaluate_speeds();
  }
  advance(end);
}

// A time as close to a grid point as no duration is written is that point.
double Path::on_grid(double time) const {
  for (const ExactTime& point : market_.grid.times)
    if (std::abs(point.years() - time) <= same_time) return point.years();
  return time;
}

// Every rate, hazard and speed, from this instant on.
void Path::evaluate_speeds() {
  for (std::uint32_t i = 0; i < shocks_.size(); ++i) {
    if (!enabled(i)) continue;
    if (const auto* arrivals = std::get_if<Arrivals>(&model_.shocks[i]))
      std::get<ArrivalsState>(shocks_[i]).rate = value_or(arrivals->rate, middle_, 0.0);
    if (const auto* phases = std::get_if<Phases>(&model_.shocks[i])) {
      auto& s = std::get<MachineState>(shocks_[i]);
      const auto& edges = phases->phases[s.current].next;
      for (std::size_t e = 0; e < edges.size(); ++e) {
        if (edges[e].kind == Phases::EdgeKind::hazard) s.clocks[e].speed = value(edges[e].clock, middle_);
        if (edges[e].kind == Phases::EdgeKind::after)
          s.clocks[e].speed = value_or(edges[e].speed, middle_, 1.0);
        if (edges[e].kind == Phases::EdgeKind::hazard && phases->priced_in)
          s.clocks[e].to = branch_probabilities(edges[e], middle_);
      }
    }
    if (const auto* regimes = std::get_if<Regimes>(&model_.shocks[i])) {
      auto& s = std::get<MachineState>(shocks_[i]);
      const auto& edges = regimes->states[s.current].next;
      for (std::size_t e = 0; e < edges.size(); ++e) s.clocks[e].speed = value(edges[e].hazard, middle_);
    }
  }
}

// The rate at this very instant, `t` being the step's midpoint.
double Path::intensity(std::uint32_t shock) {
  const auto& arrivals = std::get<Arrivals>(model_.shocks[shock]);
  const auto& s = std::get<ArrivalsState>(shocks_[shock]);
  if (!enabled(shock) || now_ < arrivals.from || (arrivals.to && now_ >= *arrivals.to)) return 0.0;
  if (arrivals.max && s.count >= static_cast<double>(*arrivals.max)) return 0.0;
  return value_or(arrivals.rate, middle_, 0.0) + s.excitation;
}

double Path::next_event(std::uint32_t shock, double end) {
  if (const auto* arrivals = std::get_if<Arrivals>(&model_.shocks[shock]))
    return next_event(shock, *arrivals, end);
  if (const auto* s = std::get_if<ScheduledState>(&shocks_[shock])) return s->due;
  if (const auto* phases = std::get_if<Phases>(&model_.shocks[shock]))
    return next_event(*phases, std::get<MachineState>(shocks_[shock]));
  if (const auto* regimes = std::get_if<Regimes>(&model_.shocks[shock]))
    return next_event(*regimes, std::get<MachineState>(shocks_[shock]));
  return never;
}

void Path::advance(double to) {
  for (std::uint32_t i = 0; i < shocks_.size(); ++i) {
    const auto* arrivals = std::get_if<Arrivals>(&model_.shocks[i]);
    if (arrivals && enabled(i)) advance(*arrivals, std::get<ArrivalsState>(shocks_[i]), to);
    if (auto* s = std::get_if<MachineState>(&shocks_[i])) {
      const auto* phases = std::get_if<Phases>(&model_.shocks[i]);
      if (phases && phases->priced_in && enabled(i)) compensate(*phases, *s, to - now_);
      advance(*s, to);
    }
  }
  now_ = to;
}

void Path::fire(std::uint32_t shock) {
  tell(base(model_.shocks[shock]).name);
  if (const auto* arrivals = std::get_if<Arrivals>(&model_.shocks[shock])) fire(shock, *arrivals);
  if (const auto* scheduled = std::get_if<Scheduled>(&model_.shocks[shock])) fire(shock, *scheduled);
  if (const auto* phases = std::get_if<Phases>(&model_.shocks[shock])) fire(shock, *phases);
  if (const auto* regimes = std::get_if<Regimes>(&model_.shocks[shock])) fire(shock, *regimes);
}

void Path::announce(const Happening& happening) {
  for (std::uint32_t i = 0; i < shocks_.size(); ++i) {
    if (!enabled(i)) continue;
    if (const auto* arrivals = std::get_if<Arrivals>(&model_.shocks[i])) listen(i, *arrivals, happening);
    if (const auto* phases = std::get_if<Phases>(&model_.shocks[i])) listen(i, *phases, happening);
  }
}

}  // namespace faultline::reference
