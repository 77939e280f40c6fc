#include "shocks/arrivals.h"

#include "model/constants.h"
#include "plan/stream_labels.h"
#include "shocks/codes.h"
#include "shocks/fields.h"
#include "shocks/kinds.h"
#include "shocks/lower_jumps.h"
#include "shocks/shock_lowering.h"

#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <string>
#include <utility>

namespace faultline {

namespace {

struct UponFields {
  Located<EventSource> source;
  std::optional<Quantity> chance;
  std::optional<Quantity> after;
};

struct ArrivalsFields : Arrivals {
  std::vector<UponFields> causes;
  std::vector<Quantity> window;
  std::optional<Quantity> most;
};

const FieldTable<UponFields>& upon_fields() {
  static const FieldTable<UponFields> table = [] {
    FieldTable<UponFields> fields;
    fields.field("shock", &UponFields::source, source_field(), "Whose events bring an arrival.",
                 Need::required);
    fields.field("chance", &UponFields::chance, chance_field(), "Probability that an event brings one.",
                 Need::optional, "100%");
    fields.field(
        "after", &UponFields::after,
        maybe(quantity_field(law_rule(Range::non_negative(), false, time_dimension), "law of durations")),
        "Delay.", Need::optional, "at once");
    return fields;
  }();
  return table;
}

const FieldTable<Arrivals::Excitation>& excitation_fields() {
  static const FieldTable<Arrivals::Excitation> table = [] {
    FieldTable<Arrivals::Excitation> fields;
    fields.field("jump", &Arrivals::Excitation::jump,
                 quantity_field(parameter_rule(Range::non_negative(), false, rate_dimension), "1/time"),
                 "Added to the intensity by each arrival.", Need::required);
    fields.field("half_life", &Arrivals::Excitation::half_life,
                 quantity_field(parameter_rule(Range::positive(), false, time_dimension), "duration"),
                 "Half-life of what was added.", Need::required);
    return fields;
  }();
  return table;
}

FieldTable<Arrivals> own_fields() {
  FieldTable<Arrivals> fields;
  fields.field(
      "rate", &Arrivals::rate,
      maybe(quantity_field(state_rule(Range::non_negative(), false, rate_dimension), "1/time, expression")),
      "Intensity of arrivals of its own.");
  add_jump(fields, &Arrivals::jump, "at each arrival");
  fields.field("excitation", &Arrivals::excitation,
               maybe(object_field(excitation_fields(), "mapping with jump, half_life")),
               "Each arrival raises the intensity (Hawkes).");
  fields.field("priced_in", &Arrivals::priced_in, priced_in_field(),
               "Share of the expected effect already discounted.", Need::optional, "0%");
  fields.field("while", &Arrivals::whiles, while_field(true),
               "Multipliers on volatility and additions to drift.");
  return fields;
}

const FieldTable<ArrivalsFields>& arrivals_fields() {
  static const FieldTable<ArrivalsFields> table = [] {
    FieldTable<ArrivalsFields> fields;
    fields.include(shock_fields());
    fields.include(own_fields());
    fields.field("upon", &ArrivalsFields::causes,
                 list_field(object_field(upon_fields(), "mapping with shock, chance, after"), true),
                 "Events of other shocks that bring arrivals.");
    fields.field(
        "window", &ArrivalsFields::window,
        list_field(quantity_field(base_rule(Range::non_negative(), false, time_dimension), "time or date")),
        "[from, to): arrivals happen only inside.");
    fields.field("max", &ArrivalsFields::most,
                 maybe(quantity_field(base_rule(Range::non_negative()), "whole number")),
                 "Most arrivals on a path.");
    return fields;
  }();
  return table;
}

/// `max` where it is a plain number: the bound of .count.
double largest_count(const Node& node) {
  const NodeEntry* most = node.find("max");
  if (most == nullptr || most->value.text.empty() || most->value.text.size() > 9) return unbounded;
  if (most->value.text.find_first_not_of("0123456789") != std::string::npos) return unbounded;
  return std::stod(most->value.text);
}

void describe(const Node& node, Symbol& symbol) {
  symbol.exports = {make_export("count", number_dimension, 0.0, largest_count(node)),
                    make_export("any", number_dimension, 0.0, 1.0),
                    make_export("first", time_dimension, 0.0, unbounded),
                    make_export("last", time_dimension, 0.0, unbounded),
                    make_export("since", time_dimension, 0.0, unbounded),
                    make_export("intensity", rate_dimension, 0.0, unbounded),
                    make_export("severity", number_dimension, 0.0, unbounded)};
}

class ArrivalsReader {
 public:
  ArrivalsReader(const Node& node, const std::string& path, const Market& market, ReadContext& context)
      : node_(node), path_(path), market_(market), context_(context) {}

  Arrivals read() {
    ArrivalsFields fields;
    if (!arrivals_fields().read(node_, path_, fields, context_)) return fields;
    for (UponFields& cause : fields.causes)
      fields.upon.push_back({std::move(cause.source.value), cause.chance.value_or(constant_quantity(1.0)),
                             std::move(cause.after)});
    take_window(fields);
    take_most(fields);
    if (!fields.rate && fields.upon.empty())
      context_.diagnostics.error(codes::no_cause, node_.where, path_, "nothing brings an arrival",
                                 "give a `rate`, or `upon` another shock");
    check_branching(fields);
    check_pricing(fields);
    return fields;
  }

 private:
  SourceRange place(std::string_view key) const {
    const NodeEntry* found = node_.find(key);
    return found != nullptr ? found->value.where : node_.where;
  }

  void take_window(ArrivalsFields& fields) {
    if (node_.find("window") == nullptr) return;
    const std::string field = path_ + ".window";
    if (fields.window.size() != 2) {
      context_.diagnostics.error(codes::window, place("window"), field, "a window is [from, to)");
      return;
    }
    const auto from = base_value(fields.window[0], market_, context_.diagnostics);
    const auto to = base_value(fields.window[1], market_, context_.diagnostics);
    if (!from || !to) return;
    if (!(*from < *to))
      context_.diagnostics.error(codes::window, place("window"), field, "a window must begin before it ends");
    fields.from = *from;
    fields.to = *to;
  }

  void take_most(ArrivalsFields& fields) {
    if (!fields.most) return;
    const auto value = base_value(*fields.most, market_, context_.diagnostics);
    if (!value) return;
    if (*value != std::floor(*value) || *value > 1e9) {
      context_.diagnostics.error(codes::most, fields.most->where, path_ + ".max",
                                 "'" + fields.most->text + "' is not a whole number of arrivals");
      return;
    }
    fields.max = static_cast<std::uint64_t>(*value);
  }

  /// Every arrival brings jump * half_life / ln 2 further ones on average: with one or more they never end.
  void check_branching(const ArrivalsFields& fields) {
    if (!fields.excitation || fields.max) return;
    const Quantity& jump = fields.excitation->jump;
    const Quantity& half_life = fields.excitation->half_life;
    if (reads_drawn(jump, market_) || reads_drawn(half_life, market_)) return;
    const double ratio = constant_value(jump.expression(), market_) *
                         constant_value(half_life.expression(), market_) / std::numbers::ln2;
    if (!(ratio >= 1.0)) return;
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", ratio);
    context_.diagnostics.error(
        codes::branching, place("excitation"), path_ + ".excitation",
        std::string("each arrival brings ") + text + " more on average, so they never end",
        "lower jump * half_life / ln 2 below 1, or give `max`");
  }

  void check_pricing(const ArrivalsFields& fields) {
    if (!fields.priced_in) return;
    check_priced_in(*fields.priced_in, {&fields.jump}, market_, context_.diagnostics);
    if (!fields.upon.empty())
      context_.diagnostics.error(codes::priced_in_source, fields.priced_in->where, fields.priced_in->field,
                                 "priced_in needs an intensity, but arrivals come `upon` other shocks too");
  }

  const Node& node_;
  const std::string& path_;
  const Market& market_;
  ReadContext& context_;
};

Shock read(const Node& node, const std::string& path, const Market& market, ReadContext& context) {
  return ArrivalsReader(node, path, market, context).read();
}

std::vector<FieldPage> pages() {
  return {{"arrivals", "Recurring events.", arrivals_fields().docs()},
          {"arrivals: upon", "An event of another shock that brings an arrival.", upon_fields().docs()},
          {"arrivals: excitation", "Self-excitation.", excitation_fields().docs()}};
}

}  // namespace

const ShockKind& arrivals_kind() {
  static const ShockKind kind{"arrivals", "Recurring events, of their own rate or upon other shocks.",
                              &describe, &read, &pages};
  return kind;
}

// ---- lowering ----

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
    if (excitation_) clock.excitation_half_life = half_life();
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
