#include "explain/describe.h"

#include "language/parse.h"
#include "model/noise.h"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace faultline {
namespace {

using Lines = std::vector<std::string>;

/// "2026-06-30 (5.9 months after the start)", "6 weeks"
std::string instant(const std::string& text, double years) {
  return parse_date(text) ? fmt::format("{} ({} after the start)", text, duration_words(years))
                          : duration_words(years);
}

void add_jump(const Jump& jump, const std::string& event, const Reader& reader, Lines& out) {
  if (jump.impact.empty()) return;
  if (jump.severity)
    out.push_back(
        fmt::format("{}: its severity, common to all it hits, is {}.", event, reader.words(*jump.severity)));
  if (jump.unfold.kind == Unfolding::fade)
    out.push_back(fmt::format("{}: {} of the jump decays back, with a half-life of {}.", event,
                              reader.words(jump.unfold.share), reader.words(jump.unfold.half_life)));
  if (jump.unfold.kind == Unfolding::build)
    out.push_back(
        fmt::format("{}: {} of the jump is felt at once, the rest builds up with a half-life of {}.", event,
                    reader.words(jump.unfold.share), reader.words(jump.unfold.half_life)));
}

/// Probabilities of outcomes or branches; the rest as a number where it is one.
std::string chance_words(const std::optional<Quantity>& own, const std::vector<const Quantity*>& all,
                         const Reader& reader) {
  if (own) return reader.words(*own);
  double rest = 1.0;
  for (const Quantity* other : all) {
    if (!reader.is_fixed(*other)) return "the rest";
    rest -= reader.start_value(other->expression());
  }
  return "the rest, " + percent_words(rest);
}
template <class Parts>
std::string chance_words(const std::optional<Quantity>& own, const Parts& parts, const Reader& reader) {
  std::vector<const Quantity*> given;
  for (const auto& part : parts)
    if (part.probability) given.push_back(&*part.probability);
  return chance_words(own, given, reader);
}

void add_whiles(const std::vector<While>& rules, const std::string& otherwise, const Reader& reader,
                Lines& out) {
  for (const While& rule : rules)
    out.push_back(fmt::format("{}: {}.", rule.when ? "While `" + rule.when->text + "`" : otherwise,
                              in_force(rule.volatility, rule.drift, reader)));
}

void add_priced(const std::optional<Quantity>& priced_in, const Reader& reader, Lines& out) {
  if (priced_in)
    out.push_back(fmt::format("{} of the expected effect is in the prices already: drifts make up for it.",
                              reader.words(*priced_in)));
}

Lines mechanism_of(const Arrivals& shock, const Reader& reader) {
  Lines out;
  if (shock.rate) {
    const bool state = reads_state(*shock.rate, reader.market());
    out.push_back(fmt::format("{} {}.", state ? "Its rate is" : "Happens", reader.words(*shock.rate)));
  }
  for (const Arrivals::Upon& cause : shock.upon)
    out.push_back(fmt::format("Each event of {} brings one with probability {}, {}.", cause.source.text,
                              reader.words(cause.chance),
                              cause.after ? "after " + reader.words(*cause.after) : "at once"));
  if (shock.excitation) {
    const double jump = reader.start_value(shock.excitation->jump.expression());
    const double half_life = reader.start_value(shock.excitation->half_life.expression());
    out.push_back(
        fmt::format("Each arrival raises the rate by {:.3g} a year, decaying with a half-life of {}: {:.2g} "
                    "further arrivals on "
                    "average.",
                    jump, duration_words(half_life), jump * half_life / std::numbers::ln2));
  }
  if (shock.to)
    out.push_back(fmt::format("Only between {} and {}.", instant(shock.from_text, shock.from),
                              instant(shock.to_text, *shock.to)));
  if (shock.max) out.push_back(fmt::format("At most {} times.", *shock.max));
  add_jump(shock.jump, "Each arrival", reader, out);
  add_priced(shock.priced_in, reader, out);
  add_whiles(shock.whiles, "Always", reader, out);
  return out;
}

Lines mechanism_of(const Scheduled& shock, const Reader& reader) {
  Lines out;
  if (shock.at) {
    out.push_back(parse_date(shock.at->text)
                      ? fmt::format("Falls due on {}.",
                                    instant(shock.at->text, reader.start_value(shock.at->expression())))
                      : fmt::format("Falls due after {}.", reader.words(*shock.at)));
  }
  if (shock.every)
    out.push_back(fmt::format("Falls due every {}.", duration_words(shock.every->time.years())));
  if (shock.outcomes.size() > 1) {
    Lines chances;
    for (const Scheduled::Outcome& outcome : shock.outcomes)
      chances.push_back(
          fmt::format("{} ({})", outcome.label.empty() ? outcome.name : outcome.name + ", " + outcome.label,
                      chance_words(outcome.probability, shock.outcomes, reader)));
    out.push_back("Outcomes: " + joined(chances, "; ") + ".");
  }
  for (const Scheduled::Outcome& outcome : shock.outcomes) {
    add_jump(outcome.jump, shock.outcomes.size() > 1 ? "If " + outcome.name : "When due", reader, out);
    if (!outcome.note.empty()) out.push_back(fmt::format("{}: {}", outcome.name, outcome.note));
  }
  add_priced(shock.priced_in, reader, out);
  add_whiles(shock.whiles, "Always", reader, out);
  return out;
}

std::string destination(const Phases& shock, const Phases::Edge& edge, const Reader& reader) {
  Lines split;
  for (const Phases::Branch& branch : edge.to) {
    const std::string& name = shock.phases[branch.phase].name;
    if (edge.to.size() == 1)
      split.push_back(name);
    else
      split.push_back(fmt::format("{} ({})", name, chance_words(branch.probability, edge.to, reader)));
  }
  return joined(split, " or ");
}

std::string passage(const Phases& shock, const Phases::Edge& edge, const Reader& reader) {
  std::string text = "to " + destination(shock, edge, reader);
  switch (edge.kind) {
    case Phases::EdgeKind::hazard:
      text += ", at a rate of " + reader.words(edge.clock);
      break;
    case Phases::EdgeKind::after:
      text += " after " + reader.words(edge.clock);
      if (edge.speed) text += ", the clock running at speed " + reader.words(*edge.speed);
      break;
    case Phases::EdgeKind::at:
      text += " at " + (parse_date(edge.clock.text) ? edge.clock.text : reader.words(edge.clock));
      break;
    case Phases::EdgeKind::upon:
      text += " upon an event of " + edge.upon->text;
      if (edge.chance) text += " with probability " + reader.words(*edge.chance);
      break;
  }
  return text;
}

Lines mechanism_of(const Phases& shock, const Reader& reader) {
  Lines out{fmt::format("Starts in {}.", shock.phases[shock.initial].name)};
  for (const Phases::Phase& phase : shock.phases) {
    const std::string name =
        phase.label.empty() ? phase.name : fmt::format("{} ({})", phase.name, phase.label);
    Lines ways;
    for (const Phases::Edge& edge : phase.next) ways.push_back(passage(shock, edge, reader));
    out.push_back(ways.empty() ? fmt::format("{} is final.", name)
                               : fmt::format("From {}: {}.", name, joined(ways, "; ")));
    if (!phase.note.empty()) out.push_back(fmt::format("{}: {}", phase.name, phase.note));
    add_jump(phase.entry, "On entering " + phase.name, reader, out);
    for (const Phases::Edge& edge : phase.next)
      add_jump(edge.jump,
               fmt::format("On the way from {} to {}", phase.name, destination(shock, edge, reader)), reader,
               out);
    add_whiles(phase.whiles, "While in " + phase.name, reader, out);
  }
  add_priced(shock.priced_in, reader, out);
  add_whiles(shock.whiles, "Always", reader, out);
  return out;
}

Lines mechanism_of(const Process& shock, const Reader& reader) {
  Lines out{fmt::format("Starts at {}.", reader.words(shock.initial))};
  if (shock.half_life && shock.target)
    out.push_back(fmt::format("Is drawn toward {}, with a half-life of {}.", reader.words(*shock.target),
                              reader.words(*shock.half_life)));
  else
    out.push_back("Wanders without a target.");
  const Quantity& unit = shock.target ? *shock.target : shock.initial;
  std::string noise =
      fmt::format("Moves by {} in a year (its volatility)", reader.value(shock.volatility, unit));
  if (shock.scale == ProcessScale::logit)
    noise +=
        fmt::format(", between {} and {}", reader.value(shock.lower, unit), reader.value(shock.upper, unit));
  if (shock.scale == ProcessScale::log) noise += fmt::format(", above {}", reader.value(shock.lower, unit));
  out.push_back(noise + ".");
  for (const Process::Effect& effect : shock.effects)
    out.push_back(fmt::format("Moves the log price of {} by `{}`, relative to the start.", effect.name,
                              effect.value.text));
  for (const CorrelationEntry& entry : reader.market().dependence.entries) {
    const NoiseOrder order(reader.market());
    if (order.name(entry.a) == shock.name || order.name(entry.b) == shock.name)
      out.push_back(fmt::format("Its noise is correlated with {}: {:.2f}.",
                                order.name(order.name(entry.a) == shock.name ? entry.b : entry.a),
                                entry.value));
  }
  add_whiles(shock.whiles, "Always", reader, out);
  return out;
}

Lines mechanism_of(const Regimes& shock, const Reader& reader) {
  Lines out{fmt::format("Starts in {}.", shock.states[shock.initial].name)};
  for (const Regimes::State& state : shock.states) {
    Lines ways;
    for (const Regimes::Edge& edge : state.next)
      ways.push_back(
          fmt::format("to {} at a rate of {}", shock.states[edge.to].name, reader.words(edge.hazard)));
    std::string text =
        fmt::format("In {}", state.label.empty() ? state.name : state.name + " (" + state.label + ")");
    const std::string acts = in_force(state.volatility, state.drift, reader);
    text += acts.empty() ? ": nothing changes" : ": " + acts;
    if (state.blend)
      text += fmt::format("; correlations of residuals {} of the way to 1", reader.words(*state.blend));
    out.push_back(text + ". " + (ways.empty() ? "It is final." : "Leaves " + joined(ways, ", ") + "."));
    if (!state.note.empty()) out.push_back(fmt::format("{}: {}", state.name, state.note));
  }
  add_whiles(shock.whiles, "Always", reader, out);
  return out;
}

}  // namespace

std::string joined(const std::vector<std::string>& words, const std::string& separator) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : separator) + word;
  return out;
}

std::string in_force(const std::vector<While::Entry>& volatility, const std::vector<While::Entry>& drift,
                     const Reader& reader) {
  Lines out;
  for (const While::Entry& entry : volatility)
    out.push_back(fmt::format("volatility of {} times {}", entry.name, reader.words(entry.value)));
  for (const While::Entry& entry : drift)
    out.push_back(fmt::format("drift of {} {} a year", entry.name, reader.words(entry.value)));
  return joined(out, ", ");
}

std::vector<std::string> mechanism(const Shock& shock, const Reader& reader) {
  return std::visit([&](const auto& kind) { return mechanism_of(kind, reader); }, shock);
}

}  // namespace faultline
