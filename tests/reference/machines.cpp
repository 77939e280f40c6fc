#include "plan/stream_labels.h"
#include "reference/path.h"

#include <algorithm>
#include <cmath>

namespace faultline::reference {
namespace {

std::vector<std::string> label_edges(const std::string& from, const std::vector<std::string>& targets) {
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto end = targets.begin() + static_cast<std::ptrdiff_t>(i);
    labels.push_back(stream::edge_part(from, targets[i],
                                       static_cast<int>(std::count(targets.begin(), end, targets[i])) + 1));
  }
  return labels;
}

double time_of(const MachineState::Clock& clock, double now) {
  if (clock.speed > 0.0 && clock.remaining < never) return now + clock.remaining / clock.speed;
  return clock.remaining <= 0.0 ? now : clock.time;
}

double first_clock(MachineState& s, double now) {
  double first = never;
  for (std::size_t e = 0; e < s.clocks.size(); ++e) {
    const double time = time_of(s.clocks[e], now);
    if (time >= first) continue;
    first = time;
    s.due_edge = e;
  }
  return first;
}

}  // namespace

std::vector<std::string> edge_labels(const Phases& phases, std::uint32_t phase) {
  std::vector<std::string> targets;
  for (const Phases::Edge& edge : phases.phases[phase].next) {
    std::string joined;
    for (const Phases::Branch& branch : edge.to)
      joined += (joined.empty() ? "" : "|") + phases.phases[branch.phase].name;
    targets.push_back(joined);
  }
  return label_edges(phases.phases[phase].name, targets);
}

std::vector<std::string> edge_labels(const Regimes& regimes, std::uint32_t state) {
  std::vector<std::string> targets;
  for (const Regimes::Edge& edge : regimes.states[state].next)
    targets.push_back(regimes.states[edge.to].name);
  return label_edges(regimes.states[state].name, targets);
}

void Path::enter(std::uint32_t shock, std::uint32_t state, bool start) {
  auto& s = std::get<MachineState>(shocks_[shock]);
  s.current = state;
  s.entered = now_;
  s.visit = s.entries[state]++;
  if (!start) {
    ++s.events[state];
    ++s.changes;
  }
  s.first_entry[state] = std::min(s.first_entry[state], now_);
}

// The clocks of all edges that lead out of the current state.
void Path::arm(std::uint32_t shock) {
  auto& s = std::get<MachineState>(shocks_[shock]);
  s.clocks.clear();
  const std::string& name = base(model_.shocks[shock]).name;
  if (const auto* regimes = std::get_if<Regimes>(&model_.shocks[shock])) {
    for (const std::string& edge : edge_labels(*regimes, s.current)) {
      s.clocks.emplace_back();
      s.clocks.back().remaining = draws_.exponential(stream::clock(name, edge), s.visit);
    }
    return;
  }
  const auto& phases = std::get<Phases>(model_.shocks[shock]);
  const std::vector<std::string> labels = edge_labels(phases, s.current);
  for (std::size_t e = 0; e < labels.size(); ++e) {
    const Phases::Edge& edge = phases.phases[s.current].next[e];
    const std::string label = stream::clock(name, labels[e]);
    MachineState::Clock clock;
    if (edge.kind == Phases::EdgeKind::hazard) clock.remaining = draws_.exponential(label, s.visit);
    if (edge.kind == Phases::EdgeKind::after) clock.remaining = draw(edge.clock, now_, label, s.visit);
    if (edge.kind == Phases::EdgeKind::at) {
      clock.time = draw(edge.clock, now_, label, s.visit);
      if (clock.time < now_) clock.time = never;
    }
    s.clocks.push_back(clock);
  }
}

double Path::next_event(const Phases&, MachineState& s) const {
  return first_clock(s, now_);
}
double Path::next_event(const Regimes&, MachineState& s) const {
  return first_clock(s, now_);
}

void Path::advance(MachineState& s, double to) const {
  s.time_spent[s.current] += to - now_;
  for (MachineState::Clock& clock : s.clocks)
    if (clock.remaining < never) clock.remaining = std::max(0.0, clock.remaining - clock.speed * (to - now_));
}

// The market discounts each hazard of the current phase along its integral.
void Path::compensate(const Phases& phases, const MachineState& s, double dt) {
  const auto& edges = phases.phases[s.current].next;
  for (std::size_t e = 0; e < edges.size(); ++e) {
    if (edges[e].kind != Phases::EdgeKind::hazard || s.clocks[e].speed * dt == 0.0) continue;
    for (std::uint32_t a = 0; a < assets_.size(); ++a) {
      double expected = 0.0;
      for (std::size_t b = 0; b < edges[e].to.size(); ++b)
        expected += s.clocks[e].to[b] * (expected_growth(edges[e].jump, a) *
                                             expected_growth(phases.phases[edges[e].to[b].phase].entry, a) -
                                         1.0);
      compensate(a, value(*phases.priced_in, middle_) * expected * s.clocks[e].speed * dt);
    }
  }
}

std::vector<double> Path::branch_probabilities(const Phases::Edge& edge, double t) {
  if (edge.to.size() == 1) return {1.0};
  std::vector<const std::optional<Quantity>*> given;
  for (const Phases::Branch& branch : edge.to) given.push_back(&branch.probability);
  return probabilities(given, t);
}

void Path::fire(std::uint32_t shock, const Phases& phases) {
  auto& s = std::get<MachineState>(shocks_[shock]);
  const std::uint32_t from = s.current;
  const std::uint64_t visit = s.visit;
  const Phases::Edge& edge = phases.phases[from].next[s.due_edge];
  const std::string label = edge_labels(phases, from)[s.due_edge];

  const std::vector<double> chances = branch_probabilities(edge, now_);
  const std::uint32_t to = edge.to[choose(chances, stream::branch(phases.name, label), visit)].phase;
  tell("  " + label + " to " + phases.phases[to].name);
  apply(edge.jump, phases.name, label, visit, std::nullopt);

  const Happening happening{shock, static_cast<std::int32_t>(to), s.changes, s.events[to]};
  enter(shock, to, false);
  apply(phases.phases[to].entry, phases.name, stream::phase_part(phases.phases[to].name), s.visit,
        std::nullopt);
  arm(shock);
  announce(happening);
}

void Path::fire(std::uint32_t shock, const Regimes& regimes) {
  auto& s = std::get<MachineState>(shocks_[shock]);
  const std::uint32_t to = regimes.states[s.current].next[s.due_edge].to;
  tell("  to " + regimes.states[to].name);
  const Happening happening{shock, static_cast<std::int32_t>(to), s.changes, s.events[to]};
  enter(shock, to, false);
  arm(shock);
  announce(happening);
}

void Path::listen(std::uint32_t shock, const Phases& phases, const Happening& happening) {
  auto& s = std::get<MachineState>(shocks_[shock]);
  const auto& edges = phases.phases[s.current].next;
  const std::vector<std::string> labels = edge_labels(phases, s.current);
  for (std::size_t e = 0; e < edges.size(); ++e) {
    if (edges[e].kind != Phases::EdgeKind::upon || edges[e].upon->shock != happening.shock) continue;
    const std::int32_t part = edges[e].upon->part;
    if (part >= 0 && part != happening.part) continue;
    const std::uint64_t number = part >= 0 ? happening.part_number : happening.number;
    if (draws_.uniform(stream::chance(phases.name, labels[e]), number) < value_or(edges[e].chance, now_, 1.0))
      s.clocks[e].time = now_;
  }
}

}  // namespace faultline::reference
