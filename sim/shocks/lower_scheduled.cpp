#include <algorithm>
#include <limits>

#include "plan/stream_labels.h"
#include "shocks/shock_lowering.h"
#include "shocks/lower_jumps.h"

namespace faultline {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

class ScheduledLowering final : public ShockLowering {
 public:
  ScheduledLowering(Lowering& lowering, const Scheduled& shock, std::uint32_t position)
      : lowering_(lowering), shock_(shock), position_(position) {
    count_ = lowering.add_register(0.0, Tempo::event);
    latest_ = lowering.add_register(-1.0, Tempo::event);
    time_ = lowering.add_register(never, Tempo::event);
    severity_ = lowering.add_register(0.0, Tempo::event);
    for (std::size_t i = 0; i < shock.outcomes.size(); ++i) counts_.push_back(lowering.add_register(0.0, Tempo::event));
    publish();
  }

  void emit() override {
    lowering_.add_whiles(shock_, shock_.whiles, std::nullopt, "shocks." + shock_.name + ".while");
    if (!lowering_.enabled(shock_)) return;
    Plan& plan = lowering_.plan();
    Clock clock;
    clock.kind = Clock::Kind::date;
    clock.order = position_;
    clock.budget = lowering_.add_register(never, Tempo::event);
    clock.anchor = lowering_.add_register(0.0, Tempo::event);
    clock.due = lowering_.add_register(never, Tempo::event);
    clock.number = {lowering_.add_register(0.0, Tempo::path), 0};
    clock.stream = lowering_.stream(stream::date(shock_.name));
    clock.rate = Operand::constant(0.0);
    if (shock_.at) {
      clock.law = lowering_.draw(*shock_.at);
      clock.check = lowering_.add_check(shock_.at->range, shock_.at->field);
    } else {
      clock.period = std::pair(shock_.every->time.numerator, shock_.every->time.denominator);
      clock.count = count_;
    }
    const auto id = make_id<ClockId>(plan.clocks.size());
    Action action;
    if (shock_.priced_in) action.emplace_back(compensation());
    action.emplace_back(choice());
    if (shock_.every) action.emplace_back(act::Arm{id});
    clock.action = lowering_.add_action(std::move(action));
    plan.clocks.push_back(std::move(clock));
    plan.armed_at_start.push_back(id);
  }

  std::vector<ShockFigure> figures() override {
    std::vector<ShockFigure> out;
    for (std::size_t i = 0; i < shock_.outcomes.size(); ++i) {
      const bool recurring = shock_.every.has_value();
      out.push_back({{"outcomes", shock_.outcomes[i].name},
                     recurring ? FigureKind::mean : FigureKind::probability, state_program(counts_[i]), false});
    }
    return out;
  }

 private:
  void publish() {
    const auto state = [](RegisterId r) { return [r](ProgramBuilder&) { return Operand::state(r); }; };
    lowering_.publish(shock_, "count", {}, state(count_));
    lowering_.publish(shock_, "time", {}, state(time_));
    lowering_.publish(shock_, "done", {}, [count = count_](ProgramBuilder& b) {
      return b.emit(Opcode::less, Operand::constant(0.0), Operand::state(count));
    });
    for (std::size_t i = 0; i < shock_.outcomes.size(); ++i)
      lowering_.publish(shock_, "is", shock_.outcomes[i].name, [latest = latest_, i](ProgramBuilder& b) {
        return b.emit(Opcode::equal, Operand::state(latest), Operand::constant(static_cast<double>(i)));
      });
  }

  std::optional<ProgramId> probability(const Scheduled::Outcome& outcome) {
    if (!outcome.probability) return std::nullopt;
    return lowering_.program_id(outcome.probability->expression());
  }

  act::Choose choice() {
    act::Choose choose;
    choose.stream = lowering_.stream(stream::outcome(shock_.name));
    choose.number = {count_, 0};
    choose.check = lowering_.add_check(Range::probability(), "shocks." + shock_.name + ".outcomes");
    for (std::size_t i = 0; i < shock_.outcomes.size(); ++i) {
      const Scheduled::Outcome& outcome = shock_.outcomes[i];
      const EventNumber number{count_, -1};
      Action action{act::Count{count_}, act::SetNow{time_}, act::Set{latest_, static_cast<double>(i)},
                    act::Count{counts_[i]}};
      append_jump(lowering_, {&shock_, &outcome.jump, stream::outcome_part(outcome.name), number, severity_}, action);
      action.emplace_back(act::Notify{lowering_.source(position_, -1), number});
      action.emplace_back(
          act::Notify{lowering_.source(position_, static_cast<std::int32_t>(i)), {counts_[i], -1}});
      choose.branches.push_back({probability(outcome), lowering_.add_action(std::move(action))});
    }
    return choose;
  }

  act::CompensateDate compensation() {
    const std::string field = "shocks." + shock_.name + ".priced_in";
    act::CompensateDate out;
    out.share = lowering_.path_value(*shock_.priced_in);
    out.check = lowering_.add_check(Range::any(), field);
    std::vector<std::uint32_t> assets;
    for (const Scheduled::Outcome& outcome : shock_.outcomes) {
      out.probabilities.push_back(probability(outcome));
      for (const std::uint32_t asset : moved_assets(lowering_, outcome.jump))
        if (std::find(assets.begin(), assets.end(), asset) == assets.end()) assets.push_back(asset);
    }
    for (const std::uint32_t asset : assets) {
      act::CompensateDate::Entry entry{make_id<AssetId>(asset), {}};
      for (const Scheduled::Outcome& outcome : shock_.outcomes)
        entry.expected_factor.push_back(lowering_.path_function(
            jump_reads_drawn(outcome.jump, lowering_.market()), field,
            [jump = asset_jump(lowering_, outcome.jump, asset)](const Evaluator& e) { return expected_factor({jump}, e); }));
      out.entries.push_back(std::move(entry));
    }
    return out;
  }

  Lowering& lowering_;
  const Scheduled& shock_;
  std::uint32_t position_;
  RegisterId count_{}, latest_{}, time_{}, severity_{};
  std::vector<RegisterId> counts_;
};

}  // namespace

std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Scheduled& shock, std::uint32_t position) {
  return std::make_unique<ScheduledLowering>(lowering, shock, position);
}

}  // namespace faultline
