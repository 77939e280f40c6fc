#pragma once

#include "engine/path_state.h"

namespace faultline {

/// The exact next-event simulator of one path within one step: finds the earliest event, applies it,
/// evaluates anew what reads it, and goes on to the end of the step.
class SlowLane {
 public:
  SlowLane(PathState& state, const PathDraws& draws) : state_(state), draws_(draws) {}

  /// The step whose events come next, with those of it that are foreseen.
  void begin_events(const GridStep& step, std::span<const ForeseenEvents::Event> foreseen);
  /// Runs the events of (step.start, step.end] on a path; those at time 0 belong to the first step.
  void run(std::size_t lane);
  /// A foreseen event on a path on which nothing else happens in the step, and which nobody waits for.
  void pass(const ForeseenEvents::Event& event);
  /// What the events of the last step changed and a step holds from its start: conditions, multipliers,
  /// drifts, targets.
  void begin_step(const GridStep& step);
  /// Arms a clock at the start of all paths.
  void arm_at_start(ClockId clock, const GridStep& first);
  /// Due times of armed clocks and the path's next one, after `arm_at_start`.
  void finish_start(std::size_t lane);

 private:
  struct Candidate {
    enum class Kind : std::uint8_t { clock, foreseen, pending };
    double time;
    std::uint32_t order;
    std::uint32_t rank;
    Kind kind;
    std::size_t index;
  };

  Candidate earliest();
  [[noreturn]] void too_many_events(const Candidate& next) const;
  bool fire(const Candidate& candidate);  ///< false when it was dropped or not admitted
  void settle();
  void keep_touched();
  void refresh(const std::vector<Evaluation>& evaluations, EvaluationSet Touched::*set, double time);
  void finish();

  void consume(std::uint32_t clock, double until);
  void schedule(std::uint32_t clock);
  void schedule_within_step(std::uint32_t clock, double amount);
  void forget_foreseen(std::uint32_t clock);
  bool armed_or_excited(std::uint32_t clock) const;
  void arm(ClockId clock);
  bool draw_budgets(ClockId clock);
  void disarm(ClockId clock);

  bool perform(ActionId action);  ///< false when the event was not admitted
  bool perform(const Action& action);
  bool perform(const Step& step) {
    return std::visit([this](const auto& what) { return perform(what); }, step);
  }
  void note(ActionId action);
  void perform(const ForeseenEvents::Event& event);
  bool perform(const act::Admit& step);
  bool perform(const act::Mark& step);
  bool perform(const act::Count& step);
  bool perform(const act::Set& step);
  bool perform(const act::SetNow& step);
  bool perform(const act::SetNowIfNever& step);
  bool perform(const act::AddElapsed& step);
  bool perform(const act::DrawInto& step);
  bool perform(const act::Jump& step);
  bool perform(const act::Choose& step);
  bool perform(const act::CompensateDate& step);
  bool perform(const act::Arm& step);
  bool perform(const act::Disarm& step);
  bool perform(const act::Excite& step);
  bool perform(const act::Notify& step);

  double& at_lane(RegisterId r) { return state_.row(r)[lane_]; }
  double evaluate(ProgramId program, double time) const;
  double at_event(ProgramId program) const { return evaluate(program, now_); }
  double draw(const Draw& draw, StreamId stream, EventNumber number, CheckId check);
  std::uint32_t number_of(EventNumber number) const;
  void draw_jumps(const act::Jump& step);
  void jump_at_once(const act::Jump& step);
  void jump_as_foreseen(const ForeseenEvents::Event& event);
  void unfold(const act::Jump& step, double share);
  double severity_of(const act::Jump& step) { return step.severity ? at_lane(*step.severity) : 1.0; }
  void compensate(std::uint32_t shock, AssetId asset, double amount);

  PathState& state_;
  const PathDraws& draws_;
  std::size_t lane_ = 0;
  GridStep step_;
  double now_ = 0.0;
  std::uint64_t events_ = 0;
  std::span<const ForeseenEvents::Event> foreseen_;     ///< of the step
  std::size_t next_foreseen_ = 0;                       ///< where to look for the path's next one
  const ForeseenEvents::Event* drawn_event_ = nullptr;  ///< the one in progress, if its draws are known
  EvaluationSet touched_rates_ = 0;                     ///< by the event in progress
  Touched touched_;                                     ///< by the events of the path in the step
  std::vector<std::uint32_t> dirty_;                    ///< clocks to schedule anew
};

/// Events on one path in one step beyond which the run is ended: a rate that explodes.
inline constexpr std::uint64_t most_events_per_step = 1'000'000;

}  // namespace faultline
