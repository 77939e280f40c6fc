#include "explain/describe.h"
#include "explain/jump_law.h"

#include <cmath>

#include <fmt/format.h>

namespace faultline {
namespace {

using Lines = std::vector<std::string>;

/// The median of a time on the paths that see it.
std::string typical_words(double years, const char* label) {
  return std::isinf(years) ? std::string() : fmt::format(", {} {}", label, duration_words(years));
}

std::string counted(const Estimate& estimate) {
  return estimate.standard_error > 0.0
             ? fmt::format("{:.2f} ± {:.2f}", estimate.value, estimate.standard_error)
             : number_words(estimate.value);
}

Lines expectation_of(const Arrivals&, std::size_t s, const Reader&, const Sample& sample) {
  return {fmt::format("{} arrivals; at least one on {} of the paths{}.", counted(sample.mean(s, {"count"})),
                      percent_words(sample.mean(s, {"any"}).value),
                      typical_words(sample.quantile(s, {"first"}, 0.5), "the first typically after"))};
}

Lines expectation_of(const Scheduled& shock, std::size_t s, const Reader&, const Sample& sample) {
  Lines out;
  for (const Scheduled::Outcome& outcome : shock.outcomes) {
    const double mean = sample.mean(s, {"outcomes", outcome.name}).value;
    out.push_back(shock.every ? fmt::format("{} {:.2f} times", outcome.name, mean)
                              : fmt::format("{} on {} of the paths", outcome.name, percent_words(mean)));
  }
  return {joined(out, ", ") + "."};
}

Lines expectation_of(const Phases& shock, std::size_t s, const Reader&, const Sample& sample) {
  Lines out;
  for (std::size_t p = 0; p < shock.phases.size(); ++p) {
    const std::string& name = shock.phases[p].name;
    const double reached = sample.mean(s, {"reached", name}).value;
    const double last = sample.mean(s, {"final", name}).value;
    if (p == shock.initial)
      out.push_back(fmt::format("{} of the paths end in {}.", percent_words(last), name));
    else
      out.push_back(fmt::format("{} reach {}{}{}.", percent_words(reached), name,
                                typical_words(sample.quantile(s, {"when", name}, 0.5), "typically after"),
                                last == reached ? "" : fmt::format("; {} end in it", percent_words(last))));
  }
  return out;
}

Lines expectation_of(const Process& shock, std::size_t s, const Reader& reader, const Sample& sample) {
  const Quantity& unit = shock.target ? *shock.target : shock.initial;
  const auto told = [&](double x) { return reader.value(x, unit); };
  return {fmt::format("at the end {} on average, 9 in 10 between {} and {}.",
                      told(sample.mean(s, {"level"}).value), told(sample.quantile(s, {"level"}, 0.05)),
                      told(sample.quantile(s, {"level"}, 0.95)))};
}

Lines expectation_of(const Regimes& shock, std::size_t s, const Reader&, const Sample& sample) {
  Lines out;
  for (const Regimes::State& state : shock.states)
    out.push_back(fmt::format("{} of the time in {}",
                              percent_words(sample.mean(s, {"share", state.name}).value), state.name));
  return {joined(out, ", ") + "."};
}

void add_sizes(const Jump& jump, const std::string& when, const Reader& reader,
               std::vector<EventSizes>& out) {
  EventSizes sizes{when, {}};
  for (const ImpactTarget& target : jump.impact)
    if (const auto law = JumpLaw::of_target(jump, target, reader))
      sizes.sizes.push_back({target.name, target.jump.text, law->exponential_moment(1.0) - 1.0,
                             law->return_quantile(0.05), law->return_quantile(0.95)});
  if (!sizes.sizes.empty()) out.push_back(std::move(sizes));
}

}  // namespace

std::vector<std::string> expectation(const Shock& shock, std::size_t position, const Reader& reader,
                                     const Sample& sample) {
  if (!base(shock).enabled) return {};
  return std::visit([&](const auto& kind) { return expectation_of(kind, position, reader, sample); }, shock);
}

std::vector<EventSizes> event_sizes(const Shock& shock, const Reader& reader) {
  std::vector<EventSizes> out;
  if (const auto* arrivals = std::get_if<Arrivals>(&shock))
    add_sizes(arrivals->jump, "each arrival", reader, out);
  if (const auto* scheduled = std::get_if<Scheduled>(&shock))
    for (const Scheduled::Outcome& outcome : scheduled->outcomes)
      add_sizes(outcome.jump, scheduled->outcomes.size() == 1 ? "when due" : "if " + outcome.name, reader,
                out);
  const auto* phases = std::get_if<Phases>(&shock);
  if (phases == nullptr) return out;
  for (const Phases::Phase& phase : phases->phases) {
    add_sizes(phase.entry, "entering " + phase.name, reader, out);
    for (const Phases::Edge& edge : phase.next) {
      Lines to;
      for (const Phases::Branch& branch : edge.to) to.push_back(phases->phases[branch.phase].name);
      add_sizes(edge.jump, fmt::format("from {} to {}", phase.name, joined(to, " or ")), reader, out);
    }
  }
  return out;
}

}  // namespace faultline
