#include "shocks/scheduled.h"

#include "model/constants.h"
#include "plan/stream_labels.h"
#include "shocks/codes.h"
#include "shocks/fields.h"
#include "shocks/kinds.h"
#include "shocks/lower_jumps.h"
#include "shocks/probabilities.h"
#include "shocks/shock_lowering.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace faultline {

namespace {

struct ScheduledFields : Scheduled {
  Jump jump;
  NamedList<Outcome> named;
};

const FieldTable<Scheduled::Outcome>& outcome_fields() {
  static const FieldTable<Scheduled::Outcome> table = [] {
    FieldTable<Scheduled::Outcome> fields;
    fields.field("probability", &Scheduled::Outcome::probability, chance_field(),
                 "Probability when it falls due; one outcome may leave it out and takes the rest.");
    add_jump(fields, &Scheduled::Outcome::jump, "when this is the outcome");
    fields.include(annotation_fields());
    return fields;
  }();
  return table;
}

FieldTable<Scheduled> own_fields() {
  FieldTable<Scheduled> fields;
  fields.field("at", &Scheduled::at, maybe(moment_field()), "When it falls due.");
  fields.field("every", &Scheduled::every, maybe(duration_field()),
               "Falls due again and again, first after one such duration.");
  fields.field("priced_in", &Scheduled::priced_in, priced_in_field(),
               "Share of the expected effect already discounted.", Need::optional, "0%");
  fields.field("while", &Scheduled::whiles, while_field(true),
               "Multipliers on volatility and additions to drift.");
  return fields;
}

const FieldTable<ScheduledFields>& scheduled_fields() {
  static const FieldTable<ScheduledFields> table = [] {
    FieldTable<ScheduledFields> fields;
    fields.include(shock_fields());
    fields.include(own_fields());
    fields.field("outcomes", &ScheduledFields::named,
                 map_field(object_field(outcome_fields(), "mapping with probability, impact, severity"), {},
                           "map of outcome to mapping"),
                 "What may come of it.", Need::optional, "one, called done");
    add_jump(fields, &ScheduledFields::jump, "whatever the outcome, unless the outcome has its own");
    return fields;
  }();
  return table;
}

std::vector<std::string> outcome_names(const Node& node) {
  std::vector<std::string> names = keys_of(node, "outcomes");
  if (node.find("outcomes") == nullptr) names.emplace_back("done");
  return names;
}

void describe(const Node& node, Symbol& symbol) {
  symbol.parts = outcome_names(node);
  const double most = node.find("every") == nullptr ? 1.0 : unbounded;
  symbol.exports = {make_export("done", number_dimension, 0.0, 1.0),
                    make_export("count", number_dimension, 0.0, most),
                    make_export("is", number_dimension, 0.0, 1.0, symbol.parts),
                    make_export("time", time_dimension, 0.0, unbounded)};
}

void take_outcomes(ScheduledFields& fields, const Node& node) {
  if (node.find("outcomes") == nullptr) {
    Scheduled::Outcome done;
    done.name = "done";
    done.jump = fields.jump;
    fields.outcomes.push_back(std::move(done));
    return;
  }
  for (auto& [name, outcome] : fields.named) {
    outcome.name = name.value;
    const NodeEntry* own = node.find("outcomes")->value.find(name.value);
    if (own->value.find("impact") == nullptr) outcome.jump.impact = fields.jump.impact;
    take_defaults(outcome.jump, fields.jump);
    fields.outcomes.push_back(std::move(outcome));
  }
}

void check_time(const ScheduledFields& fields, const Node& node, const std::string& path,
                Diagnostics& diagnostics) {
  if (fields.at.has_value() == fields.every.has_value())
    diagnostics.error(codes::at_or_every, node.where, path,
                      fields.at ? "`at` and `every` stand together" : "the shock has no time",
                      "give either `at` or `every`");
  if (fields.every && fields.every->time.numerator <= 0)
    diagnostics.error(codes::at_or_every, node.find("every")->value.where, path + ".every",
                      "must be a positive duration");
}

Shock read(const Node& node, const std::string& path, const Market& market, ReadContext& context) {
  ScheduledFields fields;
  if (!scheduled_fields().read(node, path, fields, context)) return Scheduled(fields);
  check_time(fields, node, path, context.diagnostics);
  take_outcomes(fields, node);
  if (fields.outcomes.empty()) {
    context.diagnostics.error(codes::no_outcomes, node.find("outcomes")->value.where, path + ".outcomes",
                              "there is no outcome", "leave `outcomes` out for a single one");
    return Scheduled(fields);
  }
  if (node.find("outcomes") != nullptr) {
    std::vector<const Quantity*> probabilities;
    for (const Scheduled::Outcome& outcome : fields.outcomes)
      probabilities.push_back(outcome.probability ? &*outcome.probability : nullptr);
    check_probabilities(probabilities, codes::outcome_probabilities, node.find("outcomes")->value.where,
                        path + ".outcomes", "outcome", market, context.diagnostics);
  }
  if (fields.priced_in) {
    std::vector<const Jump*> jumps;
    for (const Scheduled::Outcome& outcome : fields.outcomes) jumps.push_back(&outcome.jump);
    check_priced_in(*fields.priced_in, jumps, market, context.diagnostics);
  }
  return Scheduled(fields);
}

std::vector<FieldPage> pages() {
  return {{"scheduled", "A dated decision.", scheduled_fields().docs()},
          {"scheduled: outcomes", "One outcome.", outcome_fields().docs()}};
}

}  // namespace

const ShockKind& scheduled_kind() {
  static const ShockKind kind{"scheduled", "A dated decision with outcomes, once or again and again.",
                              &describe, &read, &pages};
  return kind;
}

// ---- lowering ----

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
    for (std::size_t i = 0; i < shock.outcomes.size(); ++i)
      counts_.push_back(lowering.add_register(0.0, Tempo::event));
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
                     recurring ? FigureKind::mean : FigureKind::probability,
                     state_program(counts_[i]),
                     false});
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
      Action action{lowering_.mark(EventLabel::Kind::outcome, position_, outcome.name), act::Count{count_},
                    act::SetNow{time_}, act::Set{latest_, static_cast<double>(i)}, act::Count{counts_[i]}};
      append_jump(lowering_, {&shock_, &outcome.jump, stream::outcome_part(outcome.name), number, severity_},
                  action);
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
    out.shock = position_;
    out.share = lowering_.path_value(*shock_.priced_in);
    std::vector<std::uint32_t> assets;
    for (const Scheduled::Outcome& outcome : shock_.outcomes) {
      out.probabilities.push_back(probability(outcome));
      for (const std::uint32_t asset : moved_assets(lowering_, outcome.jump))
        if (std::find(assets.begin(), assets.end(), asset) == assets.end()) assets.push_back(asset);
    }
    for (const std::uint32_t asset : assets) {
      act::CompensateDate::Entry entry{make_id<AssetId>(asset), {}};
      for (const Scheduled::Outcome& outcome : shock_.outcomes)
        entry.expected_factor.push_back(expected_factor(lowering_, {&outcome.jump}, asset, field));
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

std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Scheduled& shock,
                                           std::uint32_t position) {
  return std::make_unique<ScheduledLowering>(lowering, shock, position);
}

}  // namespace faultline
