#include "shocks/regimes.h"

#include "plan/stream_labels.h"
#include "shocks/codes.h"
#include "shocks/fields.h"
#include "shocks/kinds.h"
#include "shocks/parts.h"
#include "shocks/shock_lowering.h"

#include <limits>
#include <map>
#include <string>
#include <utility>

namespace faultline {

namespace {

struct RegimeEdgeFields {
  Located<std::string> to;
  Quantity hazard;
};

struct StateFields : Regimes::State {
  std::vector<RegimeEdgeFields> edges;
};

struct RegimesFields : Regimes {
  Located<std::string> initial_name;
  NamedList<StateFields> named;
};

struct CorrelationFields {
  std::optional<Quantity> blend;
};

const FieldTable<RegimeEdgeFields>& edge_fields() {
  static const FieldTable<RegimeEdgeFields> table = [] {
    FieldTable<RegimeEdgeFields> fields;
    fields.field("to", &RegimeEdgeFields::to, located(name_field()), "The next state.", Need::required);
    fields.field(
        "hazard", &RegimeEdgeFields::hazard,
        quantity_field(state_rule(Range::non_negative(), false, rate_dimension), "1/time, expression"),
        "Intensity of the change.", Need::required);
    return fields;
  }();
  return table;
}

const FieldTable<CorrelationFields>& correlation_fields() {
  static const FieldTable<CorrelationFields> table = [] {
    FieldTable<CorrelationFields> fields;
    fields.field("blend", &CorrelationFields::blend, chance_field(),
                 "Moves the correlations of the assets' residuals toward 1 by this share.", Need::required);
    return fields;
  }();
  return table;
}

FieldType<std::optional<Quantity>> correlation_field() {
  const FieldType<CorrelationFields> object = object_field(correlation_fields(), "{blend: number}");
  return {object.type, object.schema,
          [object](const Node& node, const std::string& path, std::optional<Quantity>& out,
                   ReadContext& context) {
            CorrelationFields fields;
            if (!object.read(node, path, fields, context)) return false;
            out = std::move(fields.blend);
            return true;
          }};
}

const FieldTable<StateFields>& state_fields() {
  static const FieldTable<StateFields> table = [] {
    FieldTable<Regimes::State> own;
    own.field("volatility", &Regimes::State::volatility, multiplier_field(), "Multipliers on volatility.");
    own.field("drift", &Regimes::State::drift, drift_field(), "Additions to drift per year.");
    own.field("correlation", &Regimes::State::blend, correlation_field(), "Tightening of the correlations.");
    FieldTable<StateFields> fields;
    fields.include(own);
    fields.field("next", &StateFields::edges,
                 list_field(object_field(edge_fields(), "mapping with to, hazard")),
                 "Changes to other states.");
    fields.include(annotation_fields());
    return fields;
  }();
  return table;
}

const FieldTable<RegimesFields>& regimes_fields() {
  static const FieldTable<RegimesFields> table = [] {
    FieldTable<Regimes> own;
    own.field("while", &Regimes::whiles, while_field(true),
              "Multipliers on volatility and additions to drift.");
    FieldTable<RegimesFields> fields;
    fields.include(shock_fields());
    fields.field("initial", &RegimesFields::initial_name, located(name_field()), "The state at the start.",
                 Need::required);
    fields.field("states", &RegimesFields::named,
                 map_field(object_field(state_fields(), "mapping with volatility, drift, correlation, next"),
                           {}, "map of state to mapping"),
                 "The states.", Need::required);
    fields.include(own);
    return fields;
  }();
  return table;
}

void describe(const Node& node, Symbol& symbol) {
  symbol.parts = keys_of(node, "states");
  symbol.exports = {make_export("is", number_dimension, 0.0, 1.0, symbol.parts)};
}

std::vector<Refusal> refusals() {
  return {{"impact", "regimes do not jump", "use a shock of kind phases for states with impact"},
          {"severity", "regimes do not jump", ""},
          {"priced_in", "regimes have no impact that could be priced in", ""}};
}

Shock read(const Node& given, const std::string& path, const Market&, ReadContext& context) {
  const Node node = refuse(given, path, refusals(), context.diagnostics);
  RegimesFields fields;
  const bool ok = regimes_fields().read(node, path, fields, context);
  const PartNames names(keys_of(node, "states"), "state", context.diagnostics);
  for (auto& [name, state] : fields.named) {
    state.name = name.value;
    for (RegimeEdgeFields& edge : state.edges)
      if (const auto to = names.find(edge.to, path + ".states." + name.value + ".next"))
        state.next.push_back({*to, std::move(edge.hazard), edge.to.where});
    fields.states.push_back(std::move(state));
  }
  if (!fields.states.empty() && (ok || !fields.initial_name.value.empty()))
    fields.initial = names.find(fields.initial_name, path + ".initial").value_or(0);
  if (ok && fields.states.empty())
    context.diagnostics.error(codes::no_parts, node.where, path + ".states", "there is no state");
  return Regimes(fields);
}

std::vector<FieldPage> pages() {
  return {{"regimes", "Market-wide Markov states.", regimes_fields().docs()},
          {"regimes: states", "One state.", state_fields().docs()},
          {"regimes: states: next", "A change to another state.", edge_fields().docs()},
          {"regimes: states: correlation", "Tightening of the correlations.", correlation_fields().docs()}};
}

}  // namespace

const ShockKind& regimes_kind() {
  static const ShockKind kind{"regimes", "Market-wide states that come and go.", &describe, &read, &pages};
  return kind;
}

// ---- lowering ----

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

class RegimesLowering final : public ShockLowering {
 public:
  RegimesLowering(Lowering& lowering, const Regimes& shock, std::uint32_t position)
      : lowering_(lowering), shock_(shock), position_(position) {
    const double initial = static_cast<double>(shock.initial);
    state_ = lowering.add_register(initial, Tempo::event);
    acting_ = lowering.add_register(initial, Tempo::grid);
    entered_ = lowering.add_register(0.0, Tempo::event);
    changes_ = lowering.add_register(0.0, Tempo::event);
    for (std::size_t s = 0; s < shock.states.size(); ++s) {
      visits_.push_back(lowering.add_register(s == shock.initial ? 1.0 : 0.0, Tempo::event));
      spent_.push_back(lowering.add_register(0.0, Tempo::event));
      lowering.publish(shock, "is", shock.states[s].name, [state = state_, s](ProgramBuilder& b) {
        return b.emit(Opcode::equal, Operand::state(state), Operand::constant(static_cast<double>(s)));
      });
    }
    clocks_.resize(shock.states.size());
  }

  void emit() override {
    lowering_.add_whiles(shock_, shock_.whiles, std::nullopt, "shocks." + shock_.name + ".while");
    if (!lowering_.enabled(shock_)) return;
    lowering_.plan().acting.push_back({state_, acting_});
    for (std::size_t s = 0; s < shock_.states.size(); ++s) {
      const Regimes::State& state = shock_.states[s];
      const Operand condition = lowering_.condition_of({acting_, static_cast<double>(s)});
      lowering_.add_entries(shock_, state.volatility, condition, true);
      lowering_.add_entries(shock_, state.drift, condition, false);
      if (state.blend) lowering_.blends.push_back({position_, condition, *state.blend});
      add_clocks(s);
    }
    for (std::size_t s = 0; s < shock_.states.size(); ++s)
      for (std::size_t i = 0; i < state_edges(s).size(); ++i)
        lowering_.plan().clocks[at(clocks_[s][i])].action =
            lowering_.add_action(change(s, state_edges(s)[i].to));
    for (const ClockId clock : clocks_[shock_.initial]) lowering_.plan().armed_at_start.push_back(clock);
  }

  std::vector<ShockFigure> figures() override {
    const double horizon = lowering_.market().grid.times.back().years();
    std::vector<ShockFigure> out;
    for (std::size_t s = 0; s < shock_.states.size(); ++s) {
      ProgramBuilder b;
      const Operand here =
          b.emit(Opcode::equal, Operand::state(state_), Operand::constant(static_cast<double>(s)));
      const Operand since = b.emit(Opcode::elapsed, Operand::state(entered_));
      const Operand open = b.emit(Opcode::select, here, since, Operand::constant(0.0));
      const Operand share = b.emit(Opcode::divide, b.emit(Opcode::add, Operand::state(spent_[s]), open),
                                   Operand::constant(horizon));
      out.push_back({{"share", shock_.states[s].name}, FigureKind::mean, b.finish(share), false});
    }
    return out;
  }

 private:
  const std::vector<Regimes::Edge>& state_edges(std::size_t s) const { return shock_.states[s].next; }

  void add_clocks(std::size_t s) {
    Plan& plan = lowering_.plan();
    std::map<std::uint32_t, int> times;
    for (const Regimes::Edge& edge : state_edges(s)) {
      Clock clock;
      clock.order = position_;
      clock.budget = lowering_.add_register(never, Tempo::event);
      clock.anchor = lowering_.add_register(0.0, Tempo::event);
      clock.due = lowering_.add_register(never, Tempo::event);
      clock.rate = lowering_.kept(edge.hazard, plan.rates, clock.budget);
      clock.every_step = clock.rate.is_state() && plan.tempo[clock.rate.index] == Tempo::grid;
      clock.stream = lowering_.stream(stream::clock(
          shock_.name,
          stream::edge_part(shock_.states[s].name, shock_.states[edge.to].name, ++times[edge.to])));
      clock.number = {visits_[s], -1};
      clock.check = lowering_.add_check(edge.hazard.range, edge.hazard.field);
      clocks_[s].push_back(make_id<ClockId>(plan.clocks.size()));
      plan.clocks.push_back(std::move(clock));
    }
  }

  Action change(std::size_t from, std::uint32_t to) {
    Action action{lowering_.mark(EventLabel::Kind::regime, position_, shock_.states[to].name),
                  act::AddElapsed{spent_[from], entered_}};
    for (const ClockId clock : clocks_[from]) action.emplace_back(act::Disarm{clock});
    action.emplace_back(act::Set{state_, static_cast<double>(to)});
    action.emplace_back(act::SetNow{entered_});
    action.emplace_back(act::Count{visits_[to]});
    action.emplace_back(act::Count{changes_});
    for (const ClockId clock : clocks_[to]) action.emplace_back(act::Arm{clock});
    action.emplace_back(act::Notify{lowering_.source(position_, -1), {changes_, -1}});
    action.emplace_back(act::Notify{lowering_.source(position_, static_cast<std::int32_t>(to)),
                                    {visits_[to], to == shock_.initial ? -2 : -1}});
    return action;
  }

  Lowering& lowering_;
  const Regimes& shock_;
  std::uint32_t position_;
  RegisterId state_{}, acting_{}, entered_{}, changes_{};
  std::vector<RegisterId> visits_, spent_;
  std::vector<std::vector<ClockId>> clocks_;
};

}  // namespace

std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Regimes& shock, std::uint32_t position) {
  return std::make_unique<RegimesLowering>(lowering, shock, position);
}

}  // namespace faultline
