#include "study/reverse_features.h"

#include "core/contract.h"
#include "language/parse.h"

#include <cmath>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace faultline {
namespace {

/// "%" where a field is written so, or can only be a share.
std::string number_unit(const std::string& text, double lower, double upper) {
  if (text.find('%') != std::string::npos || (lower >= 0.0 && upper <= 1.0)) return "%";
  return "";
}

class FeatureList {
 public:
  explicit FeatureList(const Model& model) : model_(model), market_(model.market) {}

  std::vector<Feature> run() {
    for (const Shock& shock : model_.shocks)
      if (base(shock).enabled) std::visit([this](const auto& kind) { add_shock(kind); }, shock);
    for (const Variable& variable : market_.variables) add_number(variable.name, variable.value);
    for (const Parameter& parameter : market_.parameters)
      if (parameter.drawn) add_number(parameter.name, parameter.value);
    for (const Condition& condition : market_.report.given) {
      Feature& labelled = append(condition.label, condition.label, FeatureKind::flag, condition.when);
      labelled.for_rules = false;
    }
    return std::move(out_);
  }

 private:
  Feature& append(const std::string& subject, const std::string& expression, FeatureKind kind,
                  Quantity value) {
    Feature feature;
    feature.subject = subject;
    feature.expression = expression;
    feature.kind = kind;
    feature.value = std::move(value);
    out_.push_back(std::move(feature));
    return out_.back();
  }

  Feature& add(const std::string& subject, const std::string& expression, FeatureKind kind,
               std::string unit = {}) {
    QuantityRule rule;
    rule.any_dimension = true;
    Diagnostics diagnostics;
    ParseContext context{market_.symbols, diagnostics, market_.start};
    auto value = parse_quantity(expression, {}, expression, rule, context);
    FAULTLINE_EXPECT(value.has_value());
    Feature& feature = append(subject, expression, kind, std::move(*value));
    feature.unit = std::move(unit);
    return feature;
  }

  void add_time(const std::string& subject, const std::string& expression, std::string happened) {
    add(subject, expression, FeatureKind::time).happened = std::move(happened);
  }

  void add_shock(const Arrivals& shock) {
    const std::string& name = shock.name;
    add(name, name + ".count", FeatureKind::count);
    add_time(name, name + ".first", name + ".any");
    if (!shock.max || *shock.max > 1) add_time(name, name + ".last", name + ".any");
    if (!shock.jump.severity) return;
    Feature& severity = add(name, name + ".severity", FeatureKind::number);
    severity.rare_low = false;
    severity.zero_is_none = true;
  }

  void add_shock(const Scheduled& shock) {
    const std::string& name = shock.name;
    if (shock.every)
      add(name, name + ".count", FeatureKind::count);
    else
      add(name, name + ".done", FeatureKind::flag);
    if (shock.outcomes.size() > 1)
      for (const Scheduled::Outcome& outcome : shock.outcomes)
        add(name, fmt::format("{}.is({})", name, outcome.name), FeatureKind::flag);
    add_time(name, name + ".time", name + ".done");
  }

  void add_shock(const Phases& shock) {
    for (std::size_t p = 0; p < shock.phases.size(); ++p) {
      const std::string& phase = shock.phases[p].name;
      add(shock.name, fmt::format("{}.is({})", shock.name, phase), FeatureKind::flag);
      if (p == shock.initial) continue;
      const std::string reached = fmt::format("{}.reached({})", shock.name, phase);
      add(shock.name, reached, FeatureKind::flag);
      add_time(shock.name, fmt::format("{}.when({})", shock.name, phase), reached);
    }
  }

  void add_shock(const Process& shock) {
    const bool bounded = shock.scale == ProcessScale::logit;
    const std::string unit =
        number_unit(shock.initial.text, bounded ? shock.lower : -INFINITY, bounded ? shock.upper : INFINITY);
    add(shock.name, shock.name + ".level", FeatureKind::number, unit);
    add(shock.name, shock.name + ".min", FeatureKind::number, unit).rare_high = false;
    add(shock.name, shock.name + ".max", FeatureKind::number, unit).rare_low = false;
  }

  void add_shock(const Regimes& shock) {
    for (std::size_t s = 0; s < shock.states.size(); ++s) {
      const std::string& state = shock.states[s].name;
      add(shock.name, fmt::format("{}.is({})", shock.name, state), FeatureKind::flag);
      if (s == shock.initial) continue;
      Feature& entered =
          append(shock.name, fmt::format("{} enters {}", shock.name, state), FeatureKind::flag, {});
      entered.for_rules = false;
      entered.figure = {"share", state};
    }
  }

  void add_number(const std::string& name, const Quantity& value) {
    const Symbol& symbol = market_.symbols[market_.symbols.find(name).value()];
    switch (value.dimension) {
      case number_dimension:
        add(name, name, FeatureKind::number, number_unit(value.text, symbol.lower, symbol.upper));
        return;
      case time_dimension:
        add(name, name, FeatureKind::number, "y");
        return;
      case rate_dimension:
        add(name, name, FeatureKind::number, "/y");
        return;
      default:
        return;  // no literal has such a unit, so nothing could be compared with it
    }
  }

  const Model& model_;
  const Market& market_;
  std::vector<Feature> out_;
};

}  // namespace

std::vector<Feature> reverse_features(const Model& model) {
  return FeatureList(model).run();
}

}  // namespace faultline
