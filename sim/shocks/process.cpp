#include "shocks/process.h"

#include "model/constants.h"
#include "model/names.h"
#include "plan/stream_labels.h"
#include "shocks/codes.h"
#include "shocks/fields.h"
#include "shocks/kinds.h"
#include "shocks/shock_lowering.h"

#include <algorithm>
#include <string>
#include <utility>

namespace faultline {

namespace {

struct ProcessFields : Process {
  Quantity volatility_text;
  std::vector<Quantity> bounds;
  std::optional<Quantity> floor;
};

QuantityRule effect_rule() {
  QuantityRule rule = state_rule(Range::any());
  rule.level_allowed = true;
  return rule;
}

FieldType<std::vector<Process::Effect>> effect_field() {
  const FieldType<std::vector<Target>> map = target_map(effect_rule(), "expression in `level`");
  return {
      map.type, map.schema,
      [map](const Node& node, const std::string& path, std::vector<Process::Effect>& out,
            ReadContext& context) {
        std::vector<Target> targets;
        const bool ok = map.read(node, path, targets, context);
        for (Target& target : targets)
          out.push_back({target.is_factor, target.index, std::move(target.name), std::move(target.value)});
        return ok;
      }};
}

FieldTable<Process> own_fields() {
  FieldTable<Process> fields;
  fields.field("initial", &Process::initial,
               quantity_field(
                   [] {
                     QuantityRule rule = parameter_rule(Range::any());
                     rule.law_allowed = true;
                     return rule;
                   }(),
                   "number or law"),
               "Level at the start; a law is drawn once per path.", Need::required);
  fields.field("target", &Process::target,
               maybe(quantity_field(state_rule(Range::any()), "number, expression")),
               "Where the level is drawn to; with bounds a median, not a mean.");
  fields.field("half_life", &Process::half_life,
               or_none(quantity_field(parameter_rule(Range::positive(), false, time_dimension), "duration")),
               "Half-life of the distance to the target; `none` is a random walk.", Need::required);
  fields.field("effect", &Process::effects, effect_field(),
               "Running contribution to the log price, relative to time 0.");
  fields.field("while", &Process::whiles, while_field(true),
               "Multipliers on volatility and additions to drift.");
  return fields;
}

const FieldTable<ProcessFields>& process_fields() {
  static const FieldTable<ProcessFields> table = [] {
    FieldTable<ProcessFields> fields;
    fields.include(shock_fields());
    fields.include(own_fields());
    fields.field("volatility", &ProcessFields::volatility_text,
                 quantity_field(base_rule(Range::non_negative()), "number per square-root year"),
                 "Volatility of the level at the target, in its natural unit.", Need::required);
    fields.field("bounds", &ProcessFields::bounds,
                 list_field(quantity_field(base_rule(Range::any()), "number")),
                 "[lo, hi]: the level stays strictly inside.");
    fields.field("floor", &ProcessFields::floor, maybe(quantity_field(base_rule(Range::any()), "number")),
                 "The level stays above it.");
    return fields;
  }();
  return table;
}

void describe(const Node&, Symbol& symbol) {
  for (const char* name : {"level", "min", "max"})
    symbol.exports.push_back(make_export(name, number_dimension, -unbounded, unbounded));
}

std::vector<Refusal> refusals() {
  return {{"impact", "a process does not jump", "use `effect`"},
          {"severity", "a process has no events", "use `effect`"},
          {"priced_in", "a process has neither an intensity nor a date", ""}};
}

class ProcessReader {
 public:
  ProcessReader(const Node& node, const std::string& path, const Market& market, ReadContext& context)
      : node_(refuse(node, path, refusals(), context.diagnostics)),
        path_(path),
        market_(market),
        context_(context) {}

  Process read() {
    ProcessFields fields;
    if (!process_fields().read(node_, path_, fields, context_)) return fields;
    fields.volatility = base_value(fields.volatility_text, market_, context_.diagnostics).value_or(0.0);
    if (!take_bounds(fields)) return fields;
    narrow(fields.initial, fields);
    if (fields.target) narrow(*fields.target, fields);
    if (!fields.target && fields.half_life)
      context_.diagnostics.error(codes::no_target, node_.where, path_,
                                 "there is a half_life, but no target to go to",
                                 "give a `target`, or `half_life: none` for a random walk");
    return fields;
  }

 private:
  bool take_bounds(ProcessFields& fields) {
    const NodeEntry* bounds = node_.find("bounds");
    if (bounds != nullptr && fields.floor) {
      context_.diagnostics.error(codes::bounds_and_floor, bounds->key.where, path_,
                                 "bounds and floor stand together", "bounds: [lo, hi] holds both ends");
      return false;
    }
    if (fields.floor) {
      const auto lower = base_value(*fields.floor, market_, context_.diagnostics);
      fields.scale = ProcessScale::log;
      fields.lower = lower.value_or(0.0);
      return lower.has_value();
    }
    if (bounds == nullptr) return true;
    if (fields.bounds.size() != 2) {
      context_.diagnostics.error(codes::bounds_form, bounds->value.where, path_ + ".bounds",
                                 "bounds are [lo, hi]");
      return false;
    }
    const auto lower = base_value(fields.bounds[0], market_, context_.diagnostics);
    const auto upper = base_value(fields.bounds[1], market_, context_.diagnostics);
    if (!lower || !upper) return false;
    if (!(*lower < *upper)) {
      context_.diagnostics.error(codes::bounds_form, bounds->value.where, path_ + ".bounds",
                                 "the lower bound must lie below the upper");
      return false;
    }
    fields.scale = ProcessScale::logit;
    fields.lower = *lower;
    fields.upper = *upper;
    return true;
  }

  /// Gives a value the open range it must lie in, and checks what can be known.
  void narrow(Quantity& quantity, const Process& process) {
    if (process.scale == ProcessScale::identity) return;
    const double upper = process.scale == ProcessScale::logit ? process.upper : unbounded;
    quantity.range = {process.lower, upper, false, false};
    if (quantity.is_law()) return;  // checked with all laws
    const Bounds bounds = bounds_of(quantity.expression(), market_.symbols);
    const bool constant = !reads_state(quantity, market_) && !reads_drawn(quantity, market_);
    const double value = constant ? constant_value(quantity.expression(), market_) : 0.0;
    const bool outside =
        constant ? !quantity.range.contains(value) : bounds.upper <= process.lower || bounds.lower >= upper;
    if (outside)
      context_.diagnostics.error(
          codes::outside_bounds, quantity.where, quantity.field,
          "'" + quantity.text + "' must lie strictly inside: " + range_text(quantity.range));
  }

  Node node_;
  const std::string& path_;
  const Market& market_;
  ReadContext& context_;
};

Shock read(const Node& node, const std::string& path, const Market& market, ReadContext& context) {
  return ProcessReader(node, path, market, context).read();
}

std::vector<FieldPage> pages() {
  return {{"process", "A continuous driver.", process_fields().docs()}};
}

/// A base value read aside, without a word about problems.
std::optional<double> quiet_value(const Node& node, const Market& market) {
  Diagnostics unheard;
  ParseContext parse{market.symbols, unheard, market.start};
  const auto quantity =
      node.is_scalar() ? parse_quantity(node, "", base_rule(Range::any()), parse) : std::nullopt;
  return quantity ? base_value(*quantity, market, unheard) : std::nullopt;
}

}  // namespace

void bound_levels(const Node& root, Market& market) {
  for (const NodeEntry* entry : section_entries(root, "shocks")) {
    if (written_kind(entry->value) != "process") continue;
    const NodeEntry* floor = entry->value.find("floor");
    const NodeEntry* bounds = entry->value.find("bounds");
    std::optional<double> lower;
    std::optional<double> upper;
    if (floor != nullptr) lower = quiet_value(floor->value, market);
    if (bounds != nullptr && bounds->value.items.size() == 2) {
      lower = quiet_value(bounds->value.items[0], market);
      upper = quiet_value(bounds->value.items[1], market);
    }
    const auto symbol = market.symbols.find(entry->key.value);
    if (!symbol) continue;
    for (Export& exported : market.symbols[*symbol].exports) {
      exported.lower = lower.value_or(-unbounded);
      exported.upper = upper.value_or(unbounded);
    }
  }
}

const ShockKind& process_kind() {
  static const ShockKind kind{"process", "A continuous driver such as utilisation, share or margin.",
                              &describe, &read, &pages};
  return kind;
}

// ---- lowering ----

namespace {

Scale scale_of(ProcessScale scale) {
  switch (scale) {
    case ProcessScale::identity:
      return Scale::identity;
    case ProcessScale::log:
      return Scale::log;
    case ProcessScale::logit:
      return Scale::logit;
  }
  return Scale::identity;
}

class ProcessLowering final : public ShockLowering {
 public:
  ProcessLowering(Lowering& lowering, const Process& shock) : lowering_(lowering), shock_(shock) {
    const Market& market = lowering.market();
    noise_ = static_cast<std::uint32_t>(
        std::find(market.processes.begin(), market.processes.end(), shock.symbol) - market.processes.begin());
    start();
    publish();
  }

  void emit() override {
    lowering_.add_whiles(shock_, shock_.whiles, std::nullopt, "shocks." + shock_.name + ".while");
    if (!lowering_.enabled(shock_)) return;
    Plan& plan = lowering_.plan();
    ProcessPlan process;
    process.noise = noise_;
    process.scale = scale_of(shock_.scale);
    process.lower = shock_.lower;
    process.upper = shock_.upper;
    process.level = level_;
    process.y = lowering_.add_register(0.0, Tempo::grid);
    process.min = min_;
    process.max = max_;
    process.check = lowering_.add_check(shock_.initial.range, "shocks." + shock_.name + ".level");
    const Quantity& at_start = shock_.target ? *shock_.target : shock_.initial;
    if (shock_.half_life) {
      process.half_life = lowering_.kept(*shock_.half_life, plan.step_midpoint);
      process.target = lowering_.kept(*shock_.target, plan.step_midpoint);
    }
    process.eta = eta(at_start, shock_.target.has_value());
    plan.processes.push_back(process);
    for (const Process::Effect& effect : shock_.effects) add_effect(effect);
  }

  std::vector<ShockFigure> figures() override {
    return {{{"level"}, FigureKind::level, state_program(level_), true}};
  }

 private:
  void start() {
    const bool enabled = lowering_.enabled(shock_);
    const Quantity& initial = shock_.initial;
    level_ = lowering_.add_register(0.0, enabled ? Tempo::grid : Tempo::path);
    if (!initial.is_law()) {
      if (const auto value = lowering_.initial_value(lowering_.program(initial.expression()))) {
        lowering_.plan().initial[at(level_)] = *value;
        start_extremes(*value);
        return;
      }
    }
    lowering_.draw_at_start(initial, stream::initial(shock_.name), level_);
    lowering_.starts_at(lowering_.position_of(shock_), level_);
    start_extremes(0.0);
    if (!lowering_.enabled(shock_)) return;
    for (const RegisterId extreme : {*min_, *max_}) lowering_.copy_at_start(level_, extreme);
  }

  void start_extremes(double value) {
    if (!lowering_.enabled(shock_)) {
      min_ = max_ = level_;
      return;
    }
    min_ = lowering_.add_register(value, Tempo::grid);
    max_ = lowering_.add_register(value, Tempo::grid);
  }

  void publish() {
    const auto state = [](RegisterId r) { return [r](ProgramBuilder&) { return Operand::state(r); }; };
    lowering_.publish(shock_, "level", {}, state(level_));
    lowering_.publish(shock_, "min", {}, state(*min_));
    lowering_.publish(shock_, "max", {}, state(*max_));
  }

  /// volatility |dy/dx| at the target (or initial value) of time 0.
  Operand eta(const Quantity& where, bool is_target) {
    ProgramBuilder b;
    const Operand x = is_target ? lowering_.lower(where.expression(), b) : Operand::state(level_);
    const Operand volatility = Operand::constant(shock_.volatility);
    const Operand above = b.emit(Opcode::subtract, x, Operand::constant(shock_.lower));
    Operand result = volatility;
    if (shock_.scale == ProcessScale::log) result = b.emit(Opcode::divide, volatility, above);
    if (shock_.scale == ProcessScale::logit) {
      const Operand below = b.emit(Opcode::subtract, Operand::constant(shock_.upper), x);
      const Operand width = Operand::constant(shock_.volatility * (shock_.upper - shock_.lower));
      result = b.emit(Opcode::divide, width, b.emit(Opcode::multiply, above, below));
    }
    Program program = b.finish(result);
    if (shock_.scale == ProcessScale::identity) program = constant_program(shock_.volatility);
    return lowering_.path_value(std::move(program), lowering_.add_check(Range::non_negative(), where.field));
  }

  void add_effect(const Process::Effect& effect) {
    Plan& plan = lowering_.plan();
    const Operand level = Operand::state(level_);
    const auto position = static_cast<std::uint32_t>(plan.effects.size());
    plan.effects.push_back({lowering_.position_of(shock_),
                            lowering_.add_program(lowering_.program(effect.value.expression(), &level)),
                            lowering_.add_register(0.0, Tempo::path),
                            lowering_.add_register(0.0, Tempo::grid),
                            lowering_.add_check(effect.value.range, effect.value.field)});
    for (const Loading& loading : lowering_.loadings(effect.is_factor, effect.index))
      plan.assets[at(loading.asset)].effects.emplace_back(position, loading.weight);
  }

  Lowering& lowering_;
  const Process& shock_;
  std::uint32_t noise_ = 0;
  RegisterId level_{};
  std::optional<RegisterId> min_, max_;
};

}  // namespace

std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Process& shock, std::uint32_t) {
  return std::make_unique<ProcessLowering>(lowering, shock);
}

}  // namespace faultline
