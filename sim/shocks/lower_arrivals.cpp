// Lowering of arrivals: registers, clocks and actions.
#include "plan/stream_labels.h"
#include "shocks/arrivals.h"
#include "shocks/lower_jumps.h"
#include "shocks/shock_lowering.h"

#include <limits>
#include <map>
#include <numbers>
#include <string>
#include <utility>

namespace faultline {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

class ArrivalsLowering final : public ShockLowering {
 public:
  ArrivalsLowering(Lowering& lowering, const Arrivals& shock, std::uint32_t position)
      : lowering_(lowering),
        shock_(shock),
        position_(position),
        max_(shock.max ? static_cast<double>(*shock.max) : never) {
    count_ = lowering.add_register(0.0, Tempo::event);
    first_ = lowering.add_register(never, Tempo::event);
    last_ = lowering.add_register(never, Tempo::event);
    severity_ = lowering.add_register(0.0, Tempo::event);
    budgets_ = lowering.add_register(0.0, Tempo::event);
    anchor_ = lowering.add_register(0.0, shock.excitation ? Tempo::grid : Tempo::event);
    if (shock.excitation) excitation_ = lowering.add_register(0.0, Tempo::grid);
    publish();
  }

  void emit() override {
    lowering_.add_whiles(shock_, shock_.whiles, std::nullopt, "shocks." + shock_.name + ".while");
    if (!lowering_.enabled(shock_)) return;
    std::optional<ClockId> clock;
    if (shock_.rate || shock_.excitation) clock = add_clock();
    add_triggers(clock);
  }

  std::vector<ShockFigure> figures() override {
    ProgramBuilder builder;
    const Operand any = builder.emit(Opcode::less, Operand::constant(0.0), Operand::state(count_));
    return {{{"count"}, FigureKind::mean, state_program(count_), false},
            {{"any"}, FigureKind::probability, builder.finish(any), false},
            {{"first"}, FigureKind::time, state_program(first_), false}};
  }

 private:
  void publish() {
    const auto state = [](RegisterId r) { return [r](ProgramBuilder&) { return Operand::state(r); }; };
    lowering_.publish(shock_, "count", {}, state(count_));
    lowering_.publish(shock_, "first", {}, state(first_));
    lowering_.publish(shock_, "last", {}, state(last_));
    lowering_.publish(shock_, "severity", {}, state(severity_));
    lowering_.publish(shock_, "any", {}, [count = count_](ProgramBuilder& b) {
      return b.emit(Opcode::less, Operand::constant(0.0), Operand::state(count));
    });
    lowering_.publish(shock_, "since", {}, [last = last_](ProgramBuilder& b) {
      return b.emit(Opcode::elapsed, Operand::state(last));
    });
    lowering_.publish(shock_, "intensity", {}, [this](ProgramBuilder& b) { return intensity(b); });
  }

  /// rate + decayed excitation inside the window while the count is below max, else 0.
  Operand intensity(ProgramBuilder& b) {
    Operand value = Operand::constant(0.0);
    if (!lowering_.enabled(shock_)) return value;
    const Operand nothing = value, now{OperandKind::now, 0, 0.0};
    if (shock_.rate) value = lowering_.lower_at_midpoint(shock_.rate->expression(), b);
    if (excitation_)
      value =
          b.emit(Opcode::add, value,
                 b.emit(Opcode::decayed, Operand::state(*excitation_), Operand::state(anchor_), half_life()));
    if (shock_.from > 0.0)
      value =
          b.emit(Opcode::select, b.emit(Opcode::less, now, Operand::constant(shock_.from)), nothing, value);
    if (shock_.to)
      value =
          b.emit(Opcode::select, b.emit(Opcode::less, now, Operand::constant(*shock_.to)), value, nothing);
    if (shock_.max)
      value = b.emit(Opcode::select, b.emit(Opcode::less, Operand::state(count_), Operand::constant(max_)),
                     value, nothing);
    return value;
  }

  Operand half_life() {
    if (!half_life_) half_life_ = lowering_.path_value(shock_.excitation->half_life);
    return *half_life_;
  }

  ClockId add_clock() {
    Plan& plan = lowering_.plan();
    Clock clock;
    clock.order = position_;
    clock.budget = lowering_.add_register(never, Tempo::event);
    clock.anchor = anchor_;
    clock.due = lowering_.add_register(never, Tempo::event);
    clock.rate =
        shock_.rate ? lowering_.kept(*shock_.rate, plan.rates, clock.budget) : Operand::constant(0.0);
    clock.from = shock_.from;
    clock.to = shock_.to.value_or(never);
    clock.stream = lowering_.stream(stream::arrival(shock_.name));
    clock.number = {budgets_, 0};
    clock.check = lowering_.add_check(Range::any(), "shocks." + shock_.name + ".rate");
    clock.count = count_;
    clock.max = max_;
    clock.excitation = excitation_;
    if (excitation_) {
      clock.excitation_half_life = half_life();
      require_an_end();
    }
    if (shock_.priced_in) price_in(clock);
    clock.every_step = excitation_ || !clock.compensations.empty() ||
                       (clock.rate.is_state() && plan.tempo[clock.rate.index] == Tempo::grid);
    const auto id = make_id<ClockId>(plan.clocks.size());
    Action action = event(id);
    action.emplace_back(act::Count{budgets_});
    action.emplace_back(act::Arm{id});
    clock.action = lowering_.add_action(std::move(action));
    plan.clocks.push_back(std::move(clock));
    plan.armed_at_start.push_back(id);
    return id;
  }

  /// Drawn excitations without `max` whose arrivals would never end on a path.
  void require_an_end() {
    const Market& market = lowering_.market();
    const Quantity& jump = shock_.excitation->jump;
    const bool drawn = reads_drawn(jump, market) || reads_drawn(shock_.excitation->half_life, market);
    if (shock_.max || !drawn || reads_state(jump, market)) return;
    ProgramBuilder builder;
    const Operand brought =
        builder.emit(Opcode::multiply, lowering_.lower(jump.expression(), builder), half_life());
    const Operand ratio = builder.emit(Opcode::divide, brought, Operand::constant(std::numbers::ln2));
    lowering_.path_value(
        builder.finish(ratio),
        lowering_.add_check({0.0, 1.0, true, false},
                            "shocks." + shock_.name + ".excitation (jump * half_life / ln 2)"));
  }

  void price_in(Clock& clock) {
    const std::string field = "shocks." + shock_.name + ".priced_in";
    const Operand share = lowering_.path_value(*shock_.priced_in);
    for (const std::uint32_t asset : moved_assets(lowering_, shock_.jump)) {
      ProgramBuilder builder;
      const Operand expected = builder.emit(
          Opcode::subtract, expected_factor(lowering_, {&shock_.jump}, asset, field), Operand::constant(1.0));
      const Operand weight = builder.emit(Opcode::multiply, share, expected);
      clock.compensations.push_back(
          {make_id<AssetId>(asset),
           lowering_.path_value(builder.finish(weight), lowering_.add_check(Range::any(), field))});
    }
  }

  /// What every arrival does, own or triggered.
  Action event(std::optional<ClockId> clock) {
    const EventNumber number{count_, -1};
    Action action{lowering_.mark(EventLabel::Kind::arrival, position_, {}), act::Count{count_},
                  act::SetNow{last_}, act::SetNowIfNever{first_}};
    append_jump(lowering_, {&shock_, &shock_.jump, {}, number, severity_}, action, true);
    if (shock_.excitation && clock)
      action.emplace_back(
          act::Excite{*clock, lowering_.program_id(shock_.excitation->jump.expression()),
                      lowering_.add_check(shock_.excitation->jump.range, shock_.excitation->jump.field)});
    action.emplace_back(act::Notify{lowering_.source(position_, -1), number});
    return action;
  }

  void add_triggers(std::optional<ClockId> clock) {
    if (shock_.upon.empty()) return;
    Action action{act::Admit{shock_.from, shock_.to.value_or(never), count_, max_}};
    for (Step& step : event(clock)) action.push_back(std::move(step));
    if (clock && shock_.max) action.emplace_back(act::Disarm{*clock, true});
    const ActionId child = lowering_.add_action(std::move(action));
    std::map<std::string, int> times;
    for (const Arrivals::Upon& upon : shock_.upon) {
      const std::string part = stream::upon_part(upon.source.text, ++times[upon.source.text]);
      Trigger trigger;
      const Expression& chance = upon.chance.expression();
      if (!(is_constant(chance) && chance.value == 1.0)) trigger.chance = lowering_.program_id(chance);
      trigger.chance_stream = lowering_.stream(stream::chance(shock_.name, part));
      trigger.chance_check = lowering_.add_check(upon.chance.range, upon.chance.field);
      if (upon.after) {
        trigger.delay = lowering_.draw(*upon.after);
        trigger.delay_stream = lowering_.stream(stream::delay(shock_.name, part));
        trigger.delay_check = lowering_.add_check(upon.after->range, upon.after->field);
      }
      trigger.action = child;
      trigger.order = position_;
      const SourceId source = lowering_.source(upon.source.shock, upon.source.part);
      lowering_.plan().sources[at(source)].push_back(std::move(trigger));
    }
  }

  Lowering& lowering_;
  const Arrivals& shock_;
  std::uint32_t position_;
  double max_;
  RegisterId count_{}, first_{}, last_{}, severity_{}, budgets_{}, anchor_{};
  std::optional<RegisterId> excitation_;
  std::optional<Operand> half_life_;
};

}  // namespace

std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Arrivals& shock,
                                           std::uint32_t position) {
  return std::make_unique<ArrivalsLowering>(lowering, shock, position);
}

}  // namespace faultline
