#pragma once

#include <string>
#include <string_view>

// Labels of the random streams. A stream's id is a hash of its label, so what a name draws depends on the
// name alone. The labels and the event numbers beside them are part of the draw layout and never change.

namespace faultline::stream {

// ---- grid streams: one draw per step ----

/// Standard normals of an asset's residual, a factor or a process.
inline std::string noise(std::string_view name) {
  return "noise/" + std::string(name);
}
/// Uniforms of the Student-t mixing variable.
inline std::string mixing() {
  return "mixing";
}
/// Normals common to all assets under `blend`.
inline std::string blend() {
  return "blend";
}

// ---- event streams: one draw per (path, event number) ----

/// A drawn parameter; number 0.
inline std::string parameter(std::string_view name) {
  return "parameter/" + std::string(name);
}

/// A shock's own draw; `purpose` is one of the words below.
inline std::string shock(std::string_view name, std::string_view purpose) {
  return "shock/" + std::string(name) + "/" + std::string(purpose);
}

/// Arrivals: Exp(1) budget of the own clock; number = budgets drawn before on the path.
inline std::string arrival(std::string_view name) {
  return shock(name, "arrival");
}
/// Severity of an arrival or dated event (number = events of the shock before), of a phase entry
/// ("phase/PHASE", number = entries of the phase before), of an edge (edge label, number = visit of the phase
/// left).
inline std::string severity(std::string_view name, std::string_view part = {}) {
  return shock(name, part.empty() ? std::string("severity") : std::string(part) + "/severity");
}
/// Simple return of one target; numbers as for the severity.
inline std::string impact(std::string_view name, std::string_view target, std::string_view part = {}) {
  return shock(name, part.empty() ? "impact/" + std::string(target)
                                  : std::string(part) + "/impact/" + std::string(target));
}
/// An outcome's own severity and impacts use this part; number = events of the shock before.
inline std::string outcome_part(std::string_view outcome) {
  return "outcome/" + std::string(outcome);
}
/// The part of a phase's entry jump; number = entries of the phase before.
inline std::string phase_part(std::string_view phase) {
  return "phase/" + std::string(phase);
}
/// The part of an edge: "edge/FROM>TO", TO the targets joined by '|'; the k-th of equal edges (from 1)
/// appends "#k" for k > 1.
inline std::string edge_part(std::string_view from, std::string_view to, int k = 1) {
  std::string part = "edge/" + std::string(from) + ">" + std::string(to);
  if (k > 1) part.append("#").append(std::to_string(k));
  return part;
}
/// Chance and delay of an `upon` entry of arrivals: part "upon/SOURCE" (SOURCE as written, "#k" as above);
/// number = events of the source before this one. Of an edge: part = the edge's; the same numbers.
inline std::string upon_part(std::string_view source, int k = 1) {
  std::string part = "upon/" + std::string(source);
  if (k > 1) part.append("#").append(std::to_string(k));
  return part;
}
inline std::string chance(std::string_view name, std::string_view part) {
  return shock(name, std::string(part) + "/chance");
}
inline std::string delay(std::string_view name, std::string_view part) {
  return shock(name, std::string(part) + "/after");
}
/// Date of a scheduled shock (number 0); which outcome (number = events before).
inline std::string date(std::string_view name) {
  return shock(name, "at");
}
inline std::string outcome(std::string_view name) {
  return shock(name, "outcome");
}
/// An edge's clock: hazard budget Exp(1), sojourn or drawn date; number = visit of the phase it leaves (the
/// first is 0).
inline std::string clock(std::string_view name, std::string_view edge) {
  return shock(name, std::string(edge) + "/clock");
}
/// Which branch of a split; number = visit of the phase left.
inline std::string branch(std::string_view name, std::string_view edge) {
  return shock(name, std::string(edge) + "/branch");
}
/// A process' drawn initial value; number 0.
inline std::string initial(std::string_view name) {
  return shock(name, "initial");
}

}  // namespace faultline::stream
