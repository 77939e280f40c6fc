#pragma once

#include "plan/law.h"
#include "random/philox.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace faultline {

enum class ActionId : std::uint32_t {};
enum class ClockId : std::uint32_t {};
enum class SourceId : std::uint32_t {};
enum class AssetId : std::uint32_t {};
enum class CheckId : std::uint32_t {};
enum class LabelId : std::uint32_t {};  ///< of an event, for the story of a path

/// Number of an event draw: a counting register plus an offset.
struct EventNumber {
  RegisterId counter{};
  int offset = 0;
};

/// A register that must hold a value for something to happen, e.g. "the machine is in this phase".
struct Guard {
  RegisterId state{};
  double value = 0.0;
};

/// How much of a target's jump an asset feels: 1 for itself, its beta for a factor.
struct Loading {
  AssetId asset{};
  double weight = 1.0;
};

// What an event does, in order.
namespace act {

/// Ends the action when the instant lies outside [from, to) or the count has reached max.
struct Admit {
  double from = 0.0;
  double to = 0.0;
  RegisterId count{};
  double max = 0.0;
};
struct Count {
  RegisterId counter{};
};
struct Set {
  RegisterId target{};
  double value = 0.0;
};
struct SetNow {
  RegisterId target{};
};
struct SetNowIfNever {
  RegisterId target{};
};
/// Adds the time since `since` to a register.
struct AddElapsed {
  RegisterId target{};
  RegisterId since{};
};
/// Draws a number into a register.
struct DrawInto {
  RegisterId target{};
  Draw draw;
  StreamId stream{};
  EventNumber number;
  CheckId check{};
};
/// Says what happens, to whoever follows the path; changes nothing.
struct Mark {
  LabelId label{};
};
/// Log jumps s log(1 + x) of its targets; what unfolds later goes to transients.
struct Jump {
  struct Target {
    Draw jump;
    StreamId stream{};
    CheckId check{};
    std::vector<Loading> loadings;
  };
  std::uint32_t shock = 0;  ///< file order of the shock it belongs to
  std::vector<Target> targets;
  std::optional<RegisterId> severity;
  EventNumber number;
  /// Share of J that is transient, signed as it decays: permanent part J - part, transient part decays to 0.
  /// For a fade f the transient is f J; for a build it is -(1 - f) J on top of the permanent J.
  enum class Unfolding : std::uint8_t { at_once, fade, build } unfolding = Unfolding::at_once;
  std::optional<ProgramId> share;
  CheckId share_check{};
  std::vector<std::pair<AssetId, std::uint32_t>> transients;  ///< asset -> position in Plan::transients
};
/// Draws one of the branches by their probabilities, cumulative in order.
struct Choose {
  struct Branch {
    std::optional<ProgramId> probability;  ///< none: the rest
    ActionId action{};
  };
  StreamId stream{};
  EventNumber number;
  std::vector<Branch> branches;
  CheckId check{};
};
/// Lowers each asset's log price by share * log(sum of probability * E[exp J | branch]).
struct CompensateDate {
  std::uint32_t shock = 0;  ///< file order of the shock it belongs to
  Operand share;
  std::vector<std::optional<ProgramId>> probabilities;
  struct Entry {
    AssetId asset{};
    std::vector<Operand> expected_factor;  ///< E[exp J] per branch
  };
  std::vector<Entry> entries;
};
/// Draws a clock's budget and starts it, unless its count has reached its max.
struct Arm {
  ClockId clock{};
};
/// Stops a clock; with `spent` only when its count has reached its max.
struct Disarm {
  ClockId clock{};
  bool spent = false;
};
/// Adds to a clock's excitation.
struct Excite {
  ClockId clock{};
  ProgramId jump{};
  CheckId check{};
};
/// Tests the listeners of a source.
struct Notify {
  SourceId source{};
  EventNumber number;
};

}  // namespace act

using Step = std::variant<act::Admit, act::Mark, act::Count, act::Set, act::SetNow, act::SetNowIfNever,
                          act::AddElapsed, act::DrawInto, act::Jump, act::Choose, act::CompensateDate,
                          act::Arm, act::Disarm, act::Excite, act::Notify>;

using Action = std::vector<Step>;

/// A listener of a source: with probability `chance` its action happens, at once or after a delay.
struct Trigger {
  std::optional<Guard> guard;       ///< tested when the source's event happens
  std::optional<RegisterId> stamp;  ///< must not have changed when the action happens
  std::optional<ProgramId> chance;  ///< none: certain
  StreamId chance_stream{};
  CheckId chance_check{};
  std::optional<Draw> delay;
  StreamId delay_stream{};
  CheckId delay_check{};
  ActionId action{};
  std::uint32_t order = 0;  ///< file order of the listening shock
  std::uint32_t rank = 0;   ///< among its listeners at one instant: the position of the edge, 0 for arrivals
};

}  // namespace faultline
