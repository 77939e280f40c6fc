#include "language/codes.h"
#include "language/expression_parser.h"
#include "language/number.h"
#include "language/words.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace faultline {

Expression ExpressionParser::anything(std::size_t begin) {
  Expression out = make(Operation::constant, begin);
  out.value = 1.0;  // nothing more is wrong with what is divided by it
  out.fits_any_dimension = true;
  return out;
}

Expression ExpressionParser::parse_number() {
  const std::size_t begin = at_;
  const NumberLiteral number = read_number(rest());
  if (number.problem) {
    const NumberProblem& p = *number.problem;
    if (p.code != &codes::unknown_unit) stop(*p.code, begin + p.begin, begin + p.end, p.message, p.hint);
    report(*p.code, range(begin + p.begin, begin + p.end), p.message, p.hint);
    at_ = begin + p.end;
    while (at_ < text_.size() && (is_name_character(text_[at_]) || text_[at_] == '%')) ++at_;
    return anything(begin);
  }
  at_ += number.length;
  Expression out = make(Operation::constant, begin);
  out.value = number.value;
  out.dimension = number.dimension;
  out.fits_any_dimension = number.bare && number.value == 0.0;
  out.bare = number.bare;
  return out;
}

bool ExpressionParser::parse_date_literal(Expression& out) {
  const std::string_view text = rest().substr(0, 10);
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u})
    if (!is_digit(text[i])) return false;
  const std::optional<Date> date = parse_date(text);
  if (!date)
    stop(codes::invalid_date, at_, at_ + 10, "'" + std::string(text) + "' is not a day of the calendar",
         "dates are written YYYY-MM-DD");
  if (!context_.start)
    stop(codes::date_without_start, at_, at_ + 10, "a date needs the scenario's start",
         "add start: YYYY-MM-DD to the file");
  at_ += 10;
  out = make(Operation::constant, at_ - 10);
  out.value = (date->days - context_.start->days) / 365.25;
  out.dimension = time_dimension;
  return true;
}

Expression ExpressionParser::parse_call(std::string_view name) {
  const std::size_t begin = at_;
  const FunctionWord& function = *find_function(name);
  at_ += name.size();
  skip_space();
  if (!rest().starts_with("("))
    stop(codes::expression_syntax, begin, at_, fmt::format("'{}' is a function", name),
         fmt::format("write {}(...)", name));
  ++at_;
  enter();
  std::vector<Expression> arguments;
  do arguments.push_back(parse());
  while (accept(","));
  if (at_plus_minus() || word() == "to" || rest().starts_with("@"))
    stop(codes::law_inside, at_, at_ + 2, "a distribution cannot stand inside an expression",
         "make it a parameter and use its name");
  expect(')');
  leave();
  Expression out = make(function.operation, begin);
  if (arguments.size() < function.least || arguments.size() > function.most) {
    const std::string wanted = function.least == function.most
                                   ? std::to_string(function.least)
                                   : fmt::format("{} to {}", function.least, function.most);
    stop(codes::argument_count, begin, at_,
         fmt::format("{} takes {} argument{}, not {}", name, wanted, wanted == "1" ? "" : "s",
                     arguments.size()));
  }
  out.operands = std::move(arguments);
  check_call(out, std::string(name));
  return out;
}

Expression ExpressionParser::parse_name(std::uint32_t index) {
  const Symbol& symbol = context_.symbols[index];
  const std::size_t begin = at_;
  at_ += symbol.name.size();
  if (const auto both = reads_as_difference(context_.symbols, symbol.name))
    stop(codes::reads_as_difference, begin, at_,
         fmt::format("'{}' is a name, but also reads as {} with a minus between them", symbol.name, *both),
         "rename one of them, or set spaces around the minus");
  const bool value = symbol.kind == SymbolKind::parameter || symbol.kind == SymbolKind::variable;
  if (rest().starts_with(".")) return parse_exported(index, begin);
  if (!value) {
    std::string exports;
    for (const Export& e : symbol.exports)
      exports += (exports.empty() ? "." : ", .") + e.name + (e.takes_argument ? "(...)" : "");
    stop(codes::not_a_number, begin, at_,
         fmt::format("the {} '{}' is not a number by itself", symbol_kind_name(symbol.kind), symbol.name),
         exports.empty() ? "" : "it exports " + exports);
  }
  Expression out =
      make(symbol.kind == SymbolKind::parameter ? Operation::parameter : Operation::variable, begin);
  out.reference.symbol = index;
  out.dimension = symbol.dimension;
  out.fits_any_dimension = !symbol.dimension_known;
  return out;
}

Expression ExpressionParser::parse_exported(std::uint32_t index, std::size_t begin) {
  const Symbol& symbol = context_.symbols[index];
  ++at_;
  const std::size_t name_begin = at_;
  while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '_')) ++at_;
  const std::string name(slice(name_begin, at_));
  if (symbol.kind == SymbolKind::shock && symbol.exports.empty()) {  // of an unknown kind: reported there
    if (rest().starts_with("(")) throw ParseStop{};
    return anything(begin);
  }
  std::size_t found = symbol.exports.size();
  std::string all;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < symbol.exports.size(); ++i) {
    const Export& e = symbol.exports[i];
    if (e.name == name) found = i;
    names.push_back(e.name);
    all += (all.empty() ? "." : ", .") + e.name + (e.takes_argument ? "(...)" : "");
  }
  if (found == symbol.exports.size()) {
    const std::string near = nearest_name(name, names);
    std::string hint = all.empty() ? fmt::format("a {} exports nothing", symbol_kind_name(symbol.kind))
                                   : "it exports " + all;
    if (!near.empty()) hint = fmt::format("did you mean '.{}'? {}", near, hint);
    report(codes::unknown_export, range(name_begin, at_),
           fmt::format("the {} '{}' has no '.{}'", symbol_kind_name(symbol.kind), symbol.name, name), hint);
    if (rest().starts_with("(")) at_ = std::min(text_.find(')', at_), text_.size() - 1) + 1;
    return anything(begin);
  }
  const Export& exported = symbol.exports[found];
  Reference reference{index, static_cast<std::uint32_t>(found), -1};
  parse_argument(exported, symbol.name, reference);
  Expression out = make(Operation::exported, begin);
  out.reference = reference;
  out.dimension = exported.dimension;
  return out;
}

void ExpressionParser::parse_argument(const Export& exported, const std::string& name, Reference& reference) {
  std::string choices;
  for (const std::string& argument : exported.arguments) choices += (choices.empty() ? "" : ", ") + argument;
  const bool present = rest().starts_with("(");
  if (present && !exported.takes_argument)
    stop(codes::wrong_argument, at_, at_ + 1, fmt::format("'.{}' takes no argument", exported.name));
  if (!exported.takes_argument) return;
  if (!present)
    stop(codes::wrong_argument, at_ - exported.name.size(), at_,
         fmt::format("'.{}' needs an argument", exported.name),
         fmt::format("write {}.{}(...) with one of {}", name, exported.name, choices));
  ++at_;
  skip_space();
  const std::size_t begin = at_;
  at_ += Symbols::name_run(rest());
  const std::string argument(slice(begin, at_));
  for (std::size_t i = 0; i < exported.arguments.size(); ++i)
    if (exported.arguments[i] == argument) reference.argument = static_cast<std::int32_t>(i);
  if (reference.argument < 0) {
    const std::string near = nearest_name(argument, exported.arguments);
    stop(codes::wrong_argument, begin, at_, fmt::format("'{}' is none of {}", argument, choices),
         near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  }
  expect(')');
}

namespace {

std::string call_hint(std::string_view name) {
  if (name == "ln") return "did you mean 'log'?";
  if (name == "pow" || name == "power") return "write ^ for powers";
  std::vector<std::string> words;
  std::string functions;
  for (const FunctionWord& word : function_words) {
    words.emplace_back(word.name);
    functions += (functions.empty() ? "" : ", ") + words.back();
  }
  for (const LawWord& word : law_words) words.emplace_back(word.name);
  const std::string near = nearest_name(name, words);
  return near.empty() ? "functions: " + functions : fmt::format("did you mean '{}'?", near);
}

}  // namespace

Expression ExpressionParser::unknown_name() {
  const std::string_view run = rest().substr(0, Symbols::name_run(rest()));
  const std::string_view head = run.substr(0, run.find_first_of(".-"));
  if (run == "nan" || run == "inf" || run == "infinity" || run == "NaN" || run == "Infinity")
    stop(codes::special_number, at_, at_ + run.size(), fmt::format("'{}' is not a number here", run),
         "leave the field out, or write a large number");
  if (find_law(head) != nullptr)
    stop(codes::law_inside, at_, at_ + head.size(), "a distribution cannot stand inside an expression",
         "make it a parameter and use its name");
  if (run.size() == 1 && std::string_view("dwmqy").find(run[0]) != std::string_view::npos)
    stop_unexpected("a value");
  const std::string_view called = word();
  if (trimmed(rest().substr(called.size())).starts_with("("))
    stop(codes::unknown_name, at_, at_ + called.size(),
         fmt::format("'{}' is neither a function nor a distribution", called), call_hint(called));
  // The longest reading with a near name wins; reading goes on after it, so that every unknown name is told.
  std::string_view unknown = run.substr(0, run.find('-'));
  std::string near;
  for (const std::string_view name : {run, unknown, run.substr(0, run.find_last_of('.')), head}) {
    near = context_.symbols.nearest(name);
    if (near.empty()) continue;
    unknown = name;
    break;
  }
  if (near.empty()) unknown = head;
  const std::size_t begin = at_;
  report(codes::unknown_name, range(begin, begin + unknown.size()),
         fmt::format("'{}' is not a parameter, a variable or an exported value", unknown),
         near.empty() ? "" : fmt::format("did you mean '{}'?", near));
  at_ += unknown.size();
  if (rest().starts_with(".")) at_ += std::min(Symbols::name_run(rest()), rest().find('-'));
  skip_space();
  if (rest().starts_with("(")) throw ParseStop{};
  return anything(begin);
}

}  // namespace faultline
