#include "engine/foresight.h"

#include "engine/evaluate.h"
#include "engine/step_registers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <variant>

namespace faultline {
namespace {

/// Clocks of a higher rate [1/year] are left to the slow lane, which bounds the events of a step. Not by the
/// horizon: a shorter one must not change how a path rounds.
constexpr double highest_rate = 60.0;

bool contains(const std::vector<RegisterId>& registers, RegisterId r) {
  return std::find(registers.begin(), registers.end(), r) != registers.end();
}

/// Whether one clock can be foreseen, and how.
class Look {
 public:
  Look(const Plan& plan, std::uint32_t index)
      : plan_(plan),
        clock_(plan.clocks[index]),
        id_(make_id<ClockId>(index)),
        action_(plan.actions[at(clock_.action)]) {
    out_.clock = index;
    out_.provisional = clock_.rate.is_state();
    for (const Step& step : action_) for_each_written(step, [&](RegisterId r) { written_.push_back(r); });
  }

  std::optional<ForeseenClock> look() {
    const std::optional<double> rate = rate_at_start();
    if (!rate || *rate > highest_rate) return std::nullopt;
    out_.rate = *rate;
    if (!plain_clock() || !action_is_its_own() || !sees_itself_alone() || !plain_steps()) return std::nullopt;
    // Once it is armed on a path, a provisional one numbers its draws there.
    const std::vector<bool> read = read_registers(plan_, out_.provisional ? nullptr : &clock_);
    for (const Step& step : action_)
      if (!std::holds_alternative<act::Arm>(step) && matters(plan_, step, read)) out_.steps.push_back(step);
    out_.settles = out_.settles || any_reads(plan_.rates) || some_rate_reads_the_instant();
    out_.stays = !out_.settles && moves_what_others_compensate();
    out_.light = !out_.settles && std::all_of(out_.steps.begin(), out_.steps.end(), [&](const Step& step) {
      return std::visit([&](const auto& what) { return lighten(what); }, step);
    });
    if (out_.light && out_.provisional) write(Write::Kind::now, clock_.anchor);
    return std::move(out_);
  }

 private:
  using Write = ForeseenClock::Write;

  bool plain_clock() const {
    const bool once = std::count(plan_.armed_at_start.begin(), plan_.armed_at_start.end(), id_) == 1;
    const bool bounded = clock_.count && std::isfinite(clock_.max);
    const bool priced_in = !clock_.compensations.empty();
    return clock_.kind == Clock::Kind::budget && !clock_.law && !clock_.period && !clock_.excitation &&
           once && !(bounded && priced_in) && !(out_.provisional && priced_in);
  }

  /// The same on all paths; none where paths differ, or where the rate changes with the grid.
  std::optional<double> rate_at_start() const {
    if (clock_.rate.is_constant()) return clock_.rate.value;
    const auto found = std::find_if(plan_.rates.begin(), plan_.rates.end(),
                                    [&](const Evaluation& e) { return at(e.target) == clock_.rate.index; });
    if (found == plan_.rates.end() || clock_.every_step) return std::nullopt;
    const Program& program = plan_.programs[at(found->program)];
    if (tempo_of(program, plan_.tempo) != Tempo::event || reads_what_is_found(program)) return std::nullopt;
    Rows<double> start(plan_.initial.size(), 1);
    for (std::size_t r = 0; r < plan_.initial.size(); ++r) start[r][0] = plan_.initial[r];
    const double rate = LanePrograms({program}, start).evaluate(ProgramId{0}, 0, {});
    return plan_.checks[at(found->check)].holds(rate) ? std::optional(rate) : std::nullopt;
  }

  /// Whether a program reads a register that is drawn or evaluated when a path starts.
  bool reads_what_is_found(const Program& program) const {
    const auto reads_target = [&](const auto& found) { return reads(program, found.target); };
    return std::any_of(plan_.path_start.begin(), plan_.path_start.end(),
                       [&](const PathStart& start) { return std::visit(reads_target, start); }) ||
           std::any_of(plan_.rates.begin(), plan_.rates.end(), reads_target) ||
           std::any_of(plan_.step_start.begin(), plan_.step_start.end(), reads_target) ||
           std::any_of(plan_.step_midpoint.begin(), plan_.step_midpoint.end(), reads_target);
  }

  bool action_is_its_own() const {
    for (const auto& listeners : plan_.sources)
      for (const Trigger& trigger : listeners)
        if (trigger.action == clock_.action) return false;
    for (std::size_t c = 0; c < plan_.clocks.size(); ++c)
      if (c != out_.clock && plan_.clocks[c].action == clock_.action) return false;
    for (const Action& action : plan_.actions)
      for (const Step& step : action)
        if (const auto* choice = std::get_if<act::Choose>(&step))
          for (const auto& branch : choice->branches)
            if (branch.action == clock_.action) return false;
    return true;
  }

  /// Nobody else arms, stops or excites the clock, writes what its events write, or reads its due time.
  bool sees_itself_alone() const {
    for (const Action& action : plan_.actions) {
      if (&action == &action_) continue;
      for (const Step& step : action) {
        bool alone = true;
        std::visit(Overloaded{[&](const act::Arm& s) { alone = s.clock != id_; },
                              [&](const act::Disarm& s) { alone = s.clock != id_; },
                              [&](const act::Excite& s) { alone = s.clock != id_; }, [](const auto&) {}},
                   step);
        for_each_written(step, [&](RegisterId r) { alone = alone && !contains(written_, r); });
        if (!alone) return false;
      }
    }
    const std::array own{clock_.budget, clock_.anchor, clock_.due};
    return std::none_of(plan_.programs.begin(), plan_.programs.end(), [&](const Program& program) {
      return std::any_of(own.begin(), own.end(), [&](RegisterId r) { return reads(program, r); });
    });
  }

  /// The value of a counter before the step at `position`, on the first event.
  std::optional<std::uint32_t> first_number(EventNumber number, std::size_t position) const {
    int before = 0, all = 0;
    for (std::size_t i = 0; i < action_.size(); ++i) {
      const auto* count = std::get_if<act::Count>(&action_[i]);
      if (count == nullptr || count->counter != number.counter) continue;
      ++all;
      if (i < position) ++before;
    }
    const double first = plan_.initial[at(number.counter)] + before + number.offset;
    if (all != 1 || first < 0.0) return std::nullopt;
    return static_cast<std::uint32_t>(first);
  }

  bool is_fixed(const Draw& draw) const {
    return draw.law ? plan_.laws[at(*draw.law)].fixed.has_value()
                    : plan_.programs[at(*draw.program)].is_constant();
  }

  bool plain_steps() {
    const auto budgets = first_number(clock_.number, action_.size());
    if (!budgets || *budgets != 1) return false;
    out_.first_budget = 0;
    if (clock_.count && !first_number({*clock_.count, 0}, 0)) return false;
    int arms = 0;
    for (std::size_t i = 0; i < action_.size(); ++i)
      if (!std::visit([&](const auto& step) { return plain(step, i, arms); }, action_[i])) return false;
    return arms == 1;
  }

  template <class Other>
  bool plain(const Other&, std::size_t, int&) {
    return std::is_same_v<Other, act::Mark> || std::is_same_v<Other, act::Count> ||
           std::is_same_v<Other, act::Set> || std::is_same_v<Other, act::SetNow> ||
           std::is_same_v<Other, act::SetNowIfNever>;
  }
  bool plain(const act::Arm& step, std::size_t position, int& arms) {
    ++arms;
    return step.clock == id_ && position + 1 == action_.size();
  }
  bool plain(const act::Notify& step, std::size_t, int&) {
    out_.settles = out_.settles || !plan_.sources[at(step.source)].empty();
    return true;
  }
  bool plain(const act::DrawInto& step, std::size_t position, int&) {
    const auto number = first_number(step.number, position);
    if (!number || !is_fixed(step.draw) || out_.severity != nullptr || out_.jump != nullptr) return false;
    out_.first_severity = *number;
    out_.severity = &step;
    return true;
  }
  bool plain(const act::Jump& step, std::size_t position, int&) {
    const auto number = first_number(step.number, position);
    if (!number || out_.jump != nullptr) return false;
    if (step.severity && (out_.severity == nullptr || out_.severity->target != *step.severity)) return false;
    out_.first_jump = *number;
    out_.jump = &step;
    return std::all_of(step.targets.begin(), step.targets.end(),
                       [&](const auto& target) { return is_fixed(target.jump); });
  }

  /// Notes what a step writes, if that is all it does.
  template <class Other>
  bool lighten(const Other&) {
    return std::is_same_v<Other, act::Mark>;
  }
  bool lighten(const act::Jump& step) { return step.unfolding == act::Jump::Unfolding::at_once; }
  bool lighten(const act::Count& step) { return write(Write::Kind::count, step.counter); }
  bool lighten(const act::Set& step) { return write(Write::Kind::value, step.target, step.value); }
  bool lighten(const act::SetNow& step) { return write(Write::Kind::now, step.target); }
  bool lighten(const act::SetNowIfNever& step) { return write(Write::Kind::first_time, step.target); }
  bool lighten(const act::DrawInto& step) { return write(Write::Kind::severity, step.target); }
  bool write(Write::Kind kind, RegisterId target, double value = 0.0) {
    out_.writes.push_back({kind, target, value});
    return true;
  }

  bool any_reads(const std::vector<Evaluation>& evaluations) const {
    return std::any_of(evaluations.begin(), evaluations.end(), [&](const Evaluation& e) {
      return std::any_of(written_.begin(), written_.end(),
                         [&](RegisterId r) { return reads(plan_.programs[at(e.program)], r); });
    });
  }

  /// Compensations of a step come before events that are passed, but after those of the slow lane: then it
  /// shows in the last digit of a sum which way an event took.
  bool moves_what_others_compensate() const {
    if (out_.jump == nullptr) return false;
    const auto moves = [&](const Compensation& compensation) {
      for (const act::Jump::Target& target : out_.jump->targets)
        for (const Loading& loading : target.loadings)
          if (loading.asset == compensation.asset) return true;
      return false;
    };
    return std::any_of(plan_.clocks.begin(), plan_.clocks.end(), [&](const Clock& other) {
      return std::any_of(other.compensations.begin(), other.compensations.end(), moves);
    });
  }

  /// Such a rate is evaluated anew at every event of the path, whatever the event is.
  bool some_rate_reads_the_instant() const {
    return std::any_of(plan_.rates.begin(), plan_.rates.end(), [&](const Evaluation& e) {
      const Program& program = plan_.programs[at(e.program)];
      return reads(program, OperandKind::now) ||
             std::any_of(program.code.begin(), program.code.end(), [](const Instruction& i) {
               return i.op == Opcode::elapsed || i.op == Opcode::decayed;
             });
    });
  }

  const Plan& plan_;
  const Clock& clock_;
  ClockId id_;
  const Action& action_;
  std::vector<RegisterId> written_;
  ForeseenClock out_;
};

}  // namespace

std::vector<ForeseenClock> foreseen_clocks(const Plan& plan) {
  std::vector<ForeseenClock> clocks;
  for (std::uint32_t c = 0; c < plan.clocks.size(); ++c)
    if (auto clock = Look(plan, c).look()) clocks.push_back(std::move(*clock));
  return clocks;
}

}  // namespace faultline
