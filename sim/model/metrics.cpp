#include "model/metrics.h"

#include "language/words.h"
#include "model/codes.h"
#include "model/common_fields.h"
#include "model/constants.h"
#include "model/grid.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace faultline {
namespace {

/// A stretch of the metric's text with its place.
struct Piece {
  std::string_view text;
  SourceRange where;
};

std::uint32_t characters(std::string_view text) {
  return static_cast<std::uint32_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; }));
}

Piece part(const Piece& whole, std::size_t from, std::size_t length) {
  std::string_view text = whole.text.substr(from, length);
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
    ++from;
  }
  text = trimmed(text);
  SourceRange where = whole.where;
  where.column += characters(whole.text.substr(0, from));
  where.length = characters(text);
  return {text, where};
}

/// Positions of `wanted` outside all parentheses.
std::vector<std::size_t> outside_parentheses(std::string_view text, char wanted) {
  std::vector<std::size_t> found;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (depth == 0 && text[i] == wanted) found.push_back(i);
  }
  return found;
}

std::vector<Piece> split_at(const Piece& whole, const std::vector<std::size_t>& cuts) {
  std::vector<Piece> pieces;
  std::size_t from = 0;
  for (const std::size_t cut : cuts) {
    pieces.push_back(part(whole, from, cut - from));
    from = cut + 1;
  }
  pieces.push_back(part(whole, from, std::string_view::npos));
  return pieces;
}

std::string single_spaced(std::string_view text) {
  std::string out;
  for (const char c : trimmed(text)) {
    if (is_space(c) && !out.empty() && out.back() == ' ') continue;
    out += is_space(c) ? ' ' : c;
  }
  return out;
}

struct Form {
  std::string_view name;
  MetricKind kind;
  bool has_level;
  std::string_view usage;
};

constexpr std::array<Form, 7> forms{
    {{"mean", MetricKind::mean, false, "mean(series[, horizon])"},
     {"sd", MetricKind::sd, false, "sd(series[, horizon])"},
     {"quantile", MetricKind::quantile, true, "quantile(series, p[, horizon])"},
     {"var", MetricKind::var, true, "var(series, confidence[, horizon])"},
     {"es", MetricKind::es, true, "es(series, confidence[, horizon])"},
     {"prob", MetricKind::loss_probability, true, "prob(series, loss >= x[, horizon]) or prob(condition)"},
     {"drawdown", MetricKind::drawdown, true, "drawdown(series, p[, horizon])"}}};

std::vector<std::string> form_names() {
  std::vector<std::string> names;
  for (const Form& form : forms) names.emplace_back(form.name);
  return names;
}

class MetricParser {
 public:
  MetricParser(const std::string& field, Market& market, ReadContext& context)
      : field_(field), market_(market), context_(context) {}

  std::optional<Metric> parse(const Piece& whole) {
    const std::size_t open = whole.text.find('(');
    if (open == std::string_view::npos || !whole.text.ends_with(')'))
      return fail(codes::metric_form, whole, fmt::format("'{}' is not a metric", whole.text),
                  "for example es(core, 99%, 3m)");
    const Piece name = part(whole, 0, open);
    const auto form = std::find_if(forms.begin(), forms.end(),
                                   [&](const Form& candidate) { return candidate.name == name.text; });
    if (form == forms.end()) return unknown_form(name);

    Metric metric;
    metric.kind = form->kind;
    metric.text = single_spaced(whole.text);
    metric.horizon = market_.report.run_horizon;
    Piece inside = part(whole, open + 1, whole.text.size() - open - 2);
    if (!take_label(inside, metric)) return {};
    const std::vector<Piece> arguments = split_at(inside, outside_parentheses(inside.text, ','));
    if (form->name == "prob" && arguments.size() == 1) return condition(arguments.front(), metric);
    return on_series(*form, whole, arguments, metric);
  }

 private:
  static std::string did_you_mean(const std::string& near) {
    return near.empty() ? std::string() : fmt::format("did you mean '{}'?", near);
  }

  std::optional<Metric> fail(const DiagnosticCode& code, const Piece& piece, std::string message,
                             std::string hint = {}) {
    context_.diagnostics.error(code, piece.where, field_, std::move(message), std::move(hint));
    return {};
  }

  std::optional<Metric> unknown_form(const Piece& name) {
    static constexpr std::array<std::string_view, 5> other_names_of_es{"cvar", "CVaR", "tvar", "avar", "etl"};
    const bool is_es =
        std::find(other_names_of_es.begin(), other_names_of_es.end(), name.text) != other_names_of_es.end();
    const std::string near = is_es ? "es" : nearest_name(name.text, form_names());
    return fail(codes::metric_form, name, fmt::format("'{}' is not a metric", name.text),
                near.empty() ? "one of mean, sd, quantile, var, es, prob, drawdown" : did_you_mean(near));
  }

  /// Cuts `| label` off and finds it among the conditions of the report.
  bool take_label(Piece& inside, Metric& metric) {
    const std::vector<std::size_t> bars = outside_parentheses(inside.text, '|');
    if (bars.empty()) return true;
    const Piece label = part(inside, bars.front() + 1, std::string_view::npos);
    inside = part(inside, 0, bars.front());
    const std::string wanted = single_spaced(label.text);
    std::vector<std::string> labels;
    for (const Condition& condition : market_.report.given) {
      if (single_spaced(condition.label) == wanted) {
        metric.given = static_cast<std::uint32_t>(labels.size());
        return true;
      }
      labels.push_back(condition.label);
    }
    const std::string near = nearest_name(wanted, labels);
    fail(codes::unknown_label, label, fmt::format("'{}' is not a label of report.given", wanted),
         did_you_mean(near));
    return false;
  }

  std::optional<Metric> condition(const Piece& text, Metric metric) {
    ParseContext parse = context_.parse();
    auto when = parse_quantity(text.text, text.where, field_, state_rule(Range::any()), parse);
    if (!when) return {};
    metric.kind = MetricKind::condition_probability;
    std::vector<Condition>& conditions = market_.report.conditions;
    const std::string label = single_spaced(text.text);
    const auto known = std::find_if(conditions.begin(), conditions.end(),
                                    [&](const Condition& condition) { return condition.label == label; });
    metric.condition = static_cast<std::uint32_t>(known - conditions.begin());
    if (known == conditions.end()) conditions.push_back({label, std::move(*when)});
    return metric;
  }

  std::optional<Metric> on_series(const Form& form, const Piece& whole, const std::vector<Piece>& arguments,
                                  Metric metric) {
    const std::size_t least = form.has_level ? 2 : 1;
    if (arguments.size() < least || arguments.size() > least + 1)
      return fail(codes::metric_form, whole, fmt::format("'{}' has the wrong number of arguments", form.name),
                  std::string(form.usage));
    const bool ok = take_series(arguments[0], metric) &&
                    (!form.has_level || take_level(form, arguments[1], metric)) &&
                    (arguments.size() == least || take_horizon(arguments[least], metric));
    if (!ok) return {};
    return metric;
  }

  bool take_series(const Piece& piece, Metric& metric) {
    const auto symbol = market_.symbols.find(piece.text);
    const bool known = symbol && (market_.symbols[*symbol].kind == SymbolKind::asset ||
                                  market_.symbols[*symbol].kind == SymbolKind::portfolio);
    if (!known) {
      std::vector<std::string> names;
      for (const Asset& asset : market_.assets) names.push_back(asset.name);
      for (const Portfolio& portfolio : market_.portfolios) names.push_back(portfolio.name);
      const std::string near = nearest_name(piece.text, names);
      fail(codes::metric_series, piece, fmt::format("'{}' is neither an asset nor a portfolio", piece.text),
           did_you_mean(near));
      return false;
    }
    std::vector<SeriesRef>& series = market_.report.series;
    const auto found = std::find_if(series.begin(), series.end(),
                                    [&](const SeriesRef& candidate) { return candidate.name == piece.text; });
    metric.series = static_cast<std::uint32_t>(found - series.begin());
    if (found == series.end()) {
      const Symbol& named = market_.symbols[*symbol];
      series.push_back({named.kind == SymbolKind::asset ? SeriesKind::asset : SeriesKind::portfolio,
                        named.index, named.name});
    }
    return true;
  }

  bool take_level(const Form& form, Piece piece, Metric& metric) {
    QuantityRule rule = base_rule(Range{0.0, 1.0, false, false}, true);
    if (form.kind == MetricKind::loss_probability) {
      if (!piece.text.starts_with("loss") || piece.text.find(">=") == std::string_view::npos ||
          !trimmed(piece.text.substr(4)).starts_with(">=")) {
        fail(codes::metric_form, piece, fmt::format("'{}' is not of the form loss >= x", piece.text),
             std::string(form.usage));
        return false;
      }
      piece = part(piece, piece.text.find(">=") + 2, std::string_view::npos);
      rule.range = Range::any();
    }
    ParseContext parse = context_.parse();
    const auto level = parse_quantity(piece.text, piece.where, field_, rule, parse);
    const auto value = level ? base_value(*level, market_, context_.diagnostics) : std::nullopt;
    metric.level = value.value_or(0.0);
    return value.has_value();
  }

  bool take_horizon(const Piece& piece, Metric& metric) {
    const auto horizon = known_duration(piece.text, market_.symbols);
    if (!horizon) {
      fail(codes::metric_horizon, piece, fmt::format("'{}' is not a horizon", piece.text), "for example 3m");
      return false;
    }
    const auto point = grid_point(market_.grid, horizon->time);
    if (market_.grid.times.empty()) return false;
    if (!point || *point == 0) {
      const bool beyond = less(market_.grid.horizon.time, horizon->time);
      fail(codes::metric_horizon, piece,
           fmt::format("'{}' ", piece.text) +
               (beyond ? "lies beyond the horizon of " + market_.grid.horizon.text : "is not on the grid"),
           beyond ? "" : "use " + nearest_on_grid(market_.grid, horizon->time));
      return false;
    }
    metric.horizon = horizon_position(market_, *horizon, *point, false);
    return true;
  }

  const std::string& field_;
  Market& market_;
  ReadContext& context_;
};

/// Cuts a text after the parenthesis that closes its first one.
std::size_t end_of_metric(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i + 1;
  }
  return std::string_view::npos;
}

std::optional<double> constant_of(const Piece& piece, const std::string& field, const QuantityRule& rule,
                                  const Market& market, ReadContext& context) {
  ParseContext parse = context.parse();
  const auto quantity = parse_quantity(piece.text, piece.where, field, rule, parse);
  if (!quantity) return {};
  return base_value(*quantity, market, context.diagnostics);
}

}  // namespace

std::uint32_t horizon_position(Market& market, const Duration& horizon, std::uint32_t step, bool reported) {
  std::vector<HorizonRef>& horizons = market.report.horizons;
  const auto after =
      std::lower_bound(horizons.begin(), horizons.end(), step,
                       [](const HorizonRef& known, std::uint32_t value) { return known.step < value; });
  const auto position = static_cast<std::uint32_t>(after - horizons.begin());
  if (after != horizons.end() && after->step == step) return position;
  const bool first = horizons.empty();
  horizons.insert(after, {horizon.text, step, reported});
  if (first) return position;
  const auto move = [position](std::uint32_t& known) { known += known >= position ? 1u : 0u; };
  move(market.report.run_horizon);
  for (Limit& limit : market.report.limits) move(limit.metric.horizon);
  for (Precision& precision : market.run.until_precision) move(precision.metric.horizon);
  if (market.report.attribute) move(market.report.attribute->horizon);
  return position;
}

std::optional<Metric> parse_metric(std::string_view text, SourceRange where, const std::string& field,
                                   Market& market, ReadContext& context) {
  return MetricParser(field, market, context).parse(part({text, where}, 0, std::string_view::npos));
}

std::optional<Limit> parse_limit(std::string_view text, SourceRange where, const std::string& field,
                                 Market& market, ReadContext& context) {
  const Piece whole = part({text, where}, 0, std::string_view::npos);
  const std::size_t end = end_of_metric(whole.text);
  const std::string_view rest = end == std::string_view::npos ? "" : trimmed(whole.text.substr(end));
  if (rest.empty() || (rest.front() != '<' && rest.front() != '>')) {
    context.diagnostics.error(codes::limit_form, whole.where, field,
                              fmt::format("'{}' is not of the form metric <= bound", whole.text),
                              "for example es(core, 99%) <= 45%");
    return {};
  }
  const bool or_equal = rest.size() > 1 && rest[1] == '=';
  Limit limit;
  limit.text = single_spaced(whole.text);
  limit.comparison = rest.front() == '<' ? (or_equal ? Comparison::less_equal : Comparison::less)
                                         : (or_equal ? Comparison::greater_equal : Comparison::greater);
  const std::size_t sign = static_cast<std::size_t>(rest.data() - whole.text.data());
  const auto metric = parse_metric(whole.text.substr(0, end), whole.where, field, market, context);
  const auto bound = constant_of(part(whole, sign + (or_equal ? 2 : 1), std::string_view::npos), field,
                                 base_rule(Range::any(), true), market, context);
  if (!metric || !bound) return {};
  limit.metric = *metric;
  limit.bound = *bound;
  return limit;
}

std::optional<Precision> parse_precision(std::string_view text, SourceRange where, const std::string& field,
                                         Market& market, ReadContext& context) {
  const Piece whole = part({text, where}, 0, std::string_view::npos);
  const std::size_t end = end_of_metric(whole.text);
  const std::string_view rest = end == std::string_view::npos ? "" : trimmed(whole.text.substr(end));
  const std::size_t sign = rest.starts_with("+-")       ? 2
                           : rest.starts_with("\u00b1") ? std::string_view("\u00b1").size()
                                                        : 0;
  if (sign == 0) {
    context.diagnostics.error(codes::precision_form, whole.where, field,
                              fmt::format("'{}' is not of the form metric +- standard error", whole.text),
                              "for example es(core, 99%) +- 20bp");
    return {};
  }
  const std::size_t from = static_cast<std::size_t>(rest.data() - whole.text.data()) + sign;
  const auto metric = parse_metric(whole.text.substr(0, end), whole.where, field, market, context);
  const auto error = constant_of(part(whole, from, std::string_view::npos), field,
                                 base_rule(Range::positive(), true), market, context);
  if (!metric || !error) return {};
  return Precision{*metric, *error};
}

}  // namespace faultline
