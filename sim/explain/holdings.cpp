#include "explain/describe.h"

#include <cmath>

#include <fmt/format.h>

namespace faultline {
namespace {

/// "60% AAA, 70% BBB, short 10% CCC, borrowed cash of 20%"
std::string split(const Weights& weights, const Market& market) {
  std::vector<std::string> parts;
  for (const auto& [asset, weight] : weights.assets) {
    const std::string& name = market.assets[asset].name;
    if (weight != 0.0)
      parts.push_back(
          fmt::format("{}{} {}", weight < 0.0 ? "short " : "", percent_words(std::abs(weight)), name));
  }
  if (weights.cash > 0.0) parts.push_back(percent_words(weights.cash) + " cash");
  if (weights.cash < 0.0) parts.push_back("borrowed cash of " + percent_words(-weights.cash));
  return joined(parts, ", ");
}

bool holds_cash(const Portfolio& portfolio) {
  bool cash = portfolio.weights.cash != 0.0;
  for (const Switch& rule : portfolio.switches) cash = cash || rule.weights.cash != 0.0;
  return cash;
}

}  // namespace

std::vector<std::string> holdings(const Portfolio& portfolio, const Reader& reader) {
  std::vector<std::string> out;
  out.push_back(fmt::format("Holds {}{}.", split(portfolio.weights, reader.market()),
                            portfolio.rebalance || !portfolio.switches.empty() ? "" : ", and never trades"));
  if (holds_cash(portfolio)) {
    const double rate = reader.start_value(portfolio.cash_rate.expression());
    out.push_back(rate == 0.0 ? "Cash earns and costs no interest."
                              : fmt::format("Cash grows by {} a year.", reader.words(portfolio.cash_rate)));
  }
  if (portfolio.rebalance)
    out.push_back(fmt::format("Every {} it trades back to its weights.", portfolio.rebalance->text));
  for (const Switch& rule : portfolio.switches)
    out.push_back(
        fmt::format("Moves to {} once `{}` is true.", split(rule.weights, reader.market()), rule.when.text));
  const bool trades = portfolio.rebalance || !portfolio.switches.empty();
  if (trades && reader.start_value(portfolio.cost.expression()) != 0.0)
    out.push_back(fmt::format("A trade costs {} of what is traded.", reader.words(portfolio.cost)));
  if (portfolio.liability == Liability::full)
    out.push_back("Its losses may exceed 100%: it goes on below nothing.");
  return out;
}

}  // namespace faultline
