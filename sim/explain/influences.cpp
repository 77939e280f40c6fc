#include "compile/quantities.h"
#include "faultline/explain.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace faultline {
namespace {

/// Calls visit on every expression of a quantity, arguments of laws included.
template <class Visit>
void each_expression(const Law& law, const Visit& visit) {
  for (const Expression& argument : law.arguments) walk(argument, visit);
  for (const Law& part : law.components) each_expression(part, visit);
}

template <class Visit>
void each_expression(const Quantity& quantity, const Visit& visit) {
  if (quantity.is_law())
    each_expression(quantity.law(), visit);
  else
    walk(quantity.expression(), visit);
}

class Finder {
 public:
  explicit Finder(const Model& model) : model_(model), market_(model.market) {}

  std::vector<Influence> run() {
    for (const Parameter& parameter : market_.parameters)
      reads(parameter.value, parameter.name, "parameters.");
    for (const Variable& variable : market_.variables) reads(variable.value, variable.name, "variables.");
    for (const Asset& asset : market_.assets) {
      reads(asset.drift, asset.name, "assets.");
      for (const auto& [factor, beta] : asset.betas)
        add(market_.factors[factor].name, asset.name, "beta", "");
    }
    for (const Shock& shock : model_.shocks) add_shock(shock);
    for (const Portfolio& portfolio : market_.portfolios) add_portfolio(portfolio);
    return std::move(found_);
  }

 private:
  void add(const std::string& from, const std::string& to, const std::string& label,
           const std::string& detail) {
    if (from == to) return;
    const auto [place, added] = places_.try_emplace({from, to, label}, found_.size());
    if (added) {
      found_.push_back({from, to, label, detail});
      return;
    }
    std::string& known = found_[place->second].detail;
    if (!detail.empty() && (", " + known + ",").find(" " + detail + ",") == std::string::npos)
      known += (known.empty() ? "" : ", ") + detail;
  }

  /// A field's path inside its owner in words: "rate", "impact on NVDA", "speed out of announced".
  static std::string field_words(const std::string& path) {
    const std::size_t first = path.find('.');
    if (first == std::string::npos) return path;
    const std::string head = path.substr(0, path.find('['));
    const std::string tail = path.substr(first + 1);
    if (path.starts_with("impact.") || path.starts_with("effect."))
      return path.substr(0, first) + " on " + tail;
    if (head == "upon" || head == "while") return tail + " of " + head;
    const bool part =
        path.starts_with("phases.") || path.starts_with("outcomes.") || path.starts_with("states.");
    const std::size_t second = tail.find('.');
    if (!part || second == std::string::npos) return path;
    const std::string name = tail.substr(0, second);
    const std::string what = tail.substr(second + 1);
    if (what.starts_with("next[")) return field_words(what.substr(what.find('.') + 1)) + " out of " + name;
    return field_words(what) + (path.starts_with("outcomes.") ? " if " : " in ") + name;
  }

  void reads(const Quantity& quantity, const std::string& owner, const std::string& section) {
    const std::string prefix = section + owner + ".";
    const std::string field = quantity.field.starts_with(prefix)
                                  ? field_words(quantity.field.substr(prefix.size()))
                                  : std::string();
    each_expression(quantity, [&](const Expression& e) {
      const bool named = e.operation == Operation::parameter || e.operation == Operation::variable ||
                         e.operation == Operation::exported;
      if (named) add(market_.symbols[e.reference.symbol].name, owner, "reads", field);
    });
  }

  void impact(const Jump& jump, const std::string& shock) {
    for (const ImpactTarget& target : jump.impact) add(shock, target.name, "impact", "");
  }
  void entries(const std::vector<While::Entry>& list, const std::string& shock, const char* what) {
    for (const While::Entry& entry : list) add(shock, entry.name, "while", what);
  }
  void whiles(const std::vector<While>& rules, const std::string& shock) {
    for (const While& rule : rules) {
      entries(rule.volatility, shock, "volatility");
      entries(rule.drift, shock, "drift");
    }
  }
  void upon(const EventSource& source, const std::string& shock) {
    add(base(model_.shocks[source.shock]).name, shock, "upon", source.text);
  }

  void add_shock(const Shock& shock) {
    const std::string& name = base(shock).name;
    each_quantity(shock, [&](const Quantity& quantity) { reads(quantity, name, "shocks."); });
    each_jump(shock, [&](const Jump& jump) { impact(jump, name); });
    std::visit([&](const auto& kind) { whiles(kind.whiles, name); }, shock);
    if (const auto* arrivals = std::get_if<Arrivals>(&shock))
      for (const Arrivals::Upon& cause : arrivals->upon) upon(cause.source, name);
    if (const auto* process = std::get_if<Process>(&shock))
      for (const Process::Effect& effect : process->effects) add(name, effect.name, "effect", "");
    if (const auto* regimes = std::get_if<Regimes>(&shock))
      for (const Regimes::State& state : regimes->states) {
        entries(state.volatility, name, "volatility");
        entries(state.drift, name, "drift");
      }
    if (const auto* phases = std::get_if<Phases>(&shock))
      for (const Phases::Phase& phase : phases->phases) {
        whiles(phase.whiles, name);
        for (const Phases::Edge& edge : phase.next)
          if (edge.upon) upon(*edge.upon, name);
      }
  }

  void add_portfolio(const Portfolio& portfolio) {
    const auto holds = [&](const Weights& weights) {
      for (const auto& [asset, weight] : weights.assets)
        add(market_.assets[asset].name, portfolio.name, "holds", "");
    };
    holds(portfolio.weights);
    for (const Switch& rule : portfolio.switches) {
      holds(rule.weights);
      reads(rule.when, portfolio.name, "portfolios.");
    }
    reads(portfolio.cash_rate, portfolio.name, "portfolios.");
    reads(portfolio.cost, portfolio.name, "portfolios.");
  }

  const Model& model_;
  const Market& market_;
  std::vector<Influence> found_;
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> places_;
};

}  // namespace

std::vector<Influence> influences(const Model& model) {
  return Finder(model).run();
}

}  // namespace faultline
