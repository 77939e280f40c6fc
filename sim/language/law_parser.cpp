#include "language/law_parser.h"

#include "language/codes.h"
#include "language/words.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

bool at_law_call(ExpressionParser& parser) {
  const std::string_view word = parser.word();
  if (find_law(word) == nullptr) return false;
  const std::string_view after = trimmed(parser.rest().substr(word.size()));
  return after.starts_with('(');
}

std::size_t argument_count(LawKind kind) {
  switch (kind) {
    case LawKind::exponential:
      return 1;
    case LawKind::triangular:
    case LawKind::pert:
    case LawKind::student_t:
      return 3;
    default:
      return 2;
  }
}

/// A constant as a law: all its probability at one value.
Law certain(Expression value) {
  Law law;
  law.kind = LawKind::discrete;
  law.where = value.where;
  Expression one;
  one.value = 1.0;
  one.where = value.where;
  law.arguments.push_back(std::move(value));
  law.arguments.push_back(std::move(one));
  return law;
}

Law parse_component(ExpressionParser& parser) {
  auto value = parse_value(parser);
  if (auto* law = std::get_if<Law>(&value)) return std::move(*law);
  return certain(std::move(std::get<Expression>(value)));
}

Expression parse_probability(ExpressionParser& parser) {
  if (!parser.accept("@")) parser.stop_unexpected("'@' and a probability");
  return parser.parse();
}

void parse_discrete(ExpressionParser& parser, Law& law) {
  std::vector<Expression> probabilities;
  do {
    law.arguments.push_back(parser.parse());
    probabilities.push_back(parse_probability(parser));
  } while (parser.accept(","));
  std::move(probabilities.begin(), probabilities.end(), std::back_inserter(law.arguments));
}

void parse_mixture(ExpressionParser& parser, Law& law) {
  do {
    law.components.push_back(parse_component(parser));
    law.arguments.push_back(parse_probability(parser));
  } while (parser.accept(","));
}

void parse_plain(ExpressionParser& parser, Law& law) {
  do law.arguments.push_back(parser.parse());
  while (parser.accept(","));
}

Law parse_call(ExpressionParser& parser) {
  const LawWord& word = *find_law(parser.word());
  const std::size_t begin = parser.offset();
  parser.enter();
  parser.move_to(begin + word.name.size());
  parser.expect('(');
  Law law;
  law.kind = word.kind;
  if (word.kind == LawKind::discrete) {
    parse_discrete(parser, law);
  } else if (word.kind == LawKind::mixture) {
    parse_mixture(parser, law);
  } else {
    if (word.kind == LawKind::truncate) {
      law.components.push_back(parse_component(parser));
      if (!parser.accept(",")) parser.stop_unexpected("',' and the bounds");
    }
    parse_plain(parser, law);
  }
  if (parser.at_plus_minus() || parser.word() == "to")
    parser.stop(codes::law_inside, parser.offset(), parser.offset() + 2,
                fmt::format("a distribution cannot be an argument of '{}'", word.name));
  parser.expect(')');
  parser.leave();
  law.where = parser.range(begin, parser.offset());
  const bool counted = word.kind != LawKind::discrete && word.kind != LawKind::mixture;
  if (counted && law.arguments.size() != argument_count(word.kind))
    parser.stop(codes::argument_count, begin, parser.offset(),
                fmt::format("'{}' does not take {} argument{}", word.name, law.arguments.size(),
                            law.arguments.size() == 1 ? "" : "s"),
                fmt::format("write {}({})", word.name, word.arguments));
  return law;
}

}  // namespace

std::variant<Expression, Law> parse_value(ExpressionParser& parser) {
  if (at_law_call(parser)) {
    Law law = parse_call(parser);
    parser.skip_space();
    const std::string_view rest = parser.rest();
    if (parser.at_plus_minus() || (!rest.empty() && std::string_view("+-*/^<>=").find(rest[0]) != rest.npos))
      parser.stop(codes::law_inside, parser.offset(), parser.offset() + 1,
                  "a distribution cannot stand inside an expression", "make it a parameter and use its name");
    return law;
  }
  const std::size_t begin = parser.offset();
  Expression first = parser.parse();
  Law law;
  if (parser.accept("+-") || parser.accept("\xC2\xB1")) {
    law.kind = LawKind::plus_minus;
  } else if (parser.word() == "to") {
    parser.move_to(parser.offset() + 2);
    law.kind = LawKind::interval;
  } else {
    return first;
  }
  law.arguments.push_back(std::move(first));
  law.arguments.push_back(parser.parse());
  law.where = parser.range(begin, parser.offset());
  if (parser.at_plus_minus() || parser.word() == "to") parser.stop_unexpected("the end of the distribution");
  return law;
}

bool has_beta(const Law& law) {
  return law.kind == LawKind::beta ||
         std::any_of(law.components.begin(), law.components.end(), [](const Law& c) { return has_beta(c); });
}

namespace {

class LawCheck {
 public:
  LawCheck(const Law& law, ExpressionParser& parser, const Symbols& symbols)
      : law_(law), parser_(parser), symbols_(symbols) {}

  void positive(std::size_t i, std::string_view name) {
    if (bounds(i).upper > 0.0) return;
    parser_.report(codes::law_argument, law_.arguments[i].where,
                   fmt::format("the {} must be above 0, this is {}", name, text(i)));
  }

  void ordered(std::size_t i, std::size_t j, std::string_view low, std::string_view high,
               bool strict = true) {
    const double left = bounds(i).lower;
    const double right = bounds(j).upper;
    if (strict ? left < right : left <= right) return;
    parser_.report(codes::law_argument, law_.where,
                   fmt::format("the {} {} must be {} the {} {}", low, text(i), strict ? "below" : "at most",
                               high, text(j)));
  }

  void probabilities(std::size_t first) {
    double sum = 0.0;
    bool constant = true;
    for (std::size_t i = first; i < law_.arguments.size(); ++i) {
      const Bounds b = bounds(i);
      if (b.upper < 0.0 || b.lower > 1.0)
        parser_.report(
            codes::law_argument, law_.arguments[i].where,
            fmt::format("a probability lies between 0 and 1, this is {}", text(i)),
            b.lower > 1.0 && law_.arguments[i].bare ? fmt::format("did you mean {}%?", text(i)) : "");
      constant = constant && is_constant(law_.arguments[i]);
      sum += b.lower;
    }
    if (constant && !(sum > 1.0 - 1e-9 && sum < 1.0 + 1e-9) && !parser_.failed())
      parser_.report(codes::probability_sum, law_.where,
                     fmt::format("the probabilities sum to {:.6g}%, not 100%", 100.0 * sum));
  }

 private:
  Bounds bounds(std::size_t i) const { return bounds_of(law_.arguments[i], symbols_); }
  std::string text(std::size_t i) const { return to_text(law_.arguments[i], symbols_); }

  const Law& law_;
  ExpressionParser& parser_;
  const Symbols& symbols_;
};

}  // namespace

void check_law(Law& law, bool positive, ExpressionParser& parser, const Symbols& symbols) {
  LawCheck check(law, parser, symbols);
  switch (law.kind) {
    case LawKind::normal:
    case LawKind::plus_minus:
      check.positive(1, "standard deviation");
      break;
    case LawKind::lognormal:
      check.positive(0, "median");
      check.positive(1, "sigma");
      break;
    case LawKind::uniform:
    case LawKind::truncate:
      check.ordered(0, 1, "lower end", "upper end");
      break;
    case LawKind::triangular:
    case LawKind::pert:
      check.ordered(0, 2, "lower end", "upper end");
      check.ordered(0, 1, "lower end", "mode", false);
      check.ordered(1, 2, "mode", "upper end", false);
      break;
    case LawKind::beta:
      check.positive(0, "first shape");
      check.positive(1, "second shape");
      break;
    case LawKind::gamma:
      check.positive(0, "shape");
      check.positive(1, "mean");
      break;
    case LawKind::exponential:
      check.positive(0, "mean");
      break;
    case LawKind::student_t:
      check.positive(0, "degrees of freedom");
      check.positive(2, "scale");
      break;
    case LawKind::discrete:
      check.probabilities(law.arguments.size() / 2);
      break;
    case LawKind::mixture:
      check.probabilities(0);
      break;
    case LawKind::interval:
      law.positive = positive;
      check.ordered(0, 1, "5% quantile", "95% quantile");
      if (positive) check.positive(0, "5% quantile");
      break;
  }
  for (Law& component : law.components) check_law(component, positive, parser, symbols);
}

}  // namespace faultline
