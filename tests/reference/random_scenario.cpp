#include "reference/random_scenario.h"

#include "reference/random_text.h"

namespace faultline::reference {
namespace {

struct Calendar {
  std::string horizon, step, reported, rebalance;
};

class ScenarioWriter {
 public:
  explicit ScenarioWriter(std::span<const std::uint16_t> choices) : choose_(choices) { name_everything(); }

  std::string write() {
    std::string text = "faultline: 1\ntitle: random\n";
    text += calendar();
    text += parameters();
    text += variables();
    text += groups();
    text += factors();
    text += assets();
    text += dependence();
    text += shocks();
    text += portfolios();
    return text + report();
  }

 private:
  void name_everything();
  void name_shock(int i);
  std::string calendar();
  std::string parameters();
  std::string variables();
  std::string groups() const;
  std::string factors();
  std::string assets();
  std::string dependence();
  std::string shocks();
  std::string portfolios();
  std::string weights();
  std::string report();

  Chooser choose_;
  Names names_;
  ExpressionWriter expressions_{choose_, names_};
  Calendar calendar_;
  std::vector<bool> has_betas_;
};

void ScenarioWriter::name_everything() {
  for (int i = 2 + choose_.below(3); i > 0; --i)
    names_.assets.push_back("A" + std::to_string(names_.assets.size()));
  for (int i = choose_.below(3); i > 0; --i)
    names_.factors.push_back("F" + std::to_string(names_.factors.size()));
  for (int i = choose_.below(3); i > 0; --i)
    names_.portfolios.push_back("P" + std::to_string(names_.portfolios.size()));
  for (int i = choose_.below(3); i > 0; --i)
    names_.parameters.push_back("n" + std::to_string(names_.parameters.size()));
  for (int i = choose_.below(2); i > 0; --i) names_.rate_parameters.push_back("rate" + std::to_string(i));
  for (int i = choose_.below(3); i > 0; --i)
    names_.variables.push_back("v" + std::to_string(names_.variables.size()));
  if (choose_.chance(40)) names_.groups.push_back("G");
  const int n = choose_.below(6);
  for (int i = 0; i < n; ++i) name_shock(i);
}

void ScenarioWriter::name_shock(int i) {
  ShockName shock{"s" + std::to_string(i),
                  choose_.of({"arrivals", "arrivals", "scheduled", "phases", "process", "regimes"}),
                  {}};
  int parts = 0;
  std::string letter;
  if (shock.kind == "scheduled") parts = 1 + choose_.below(3), letter = "o";
  if (shock.kind == "phases") parts = 2 + choose_.below(3), letter = "p";
  if (shock.kind == "regimes") parts = 2 + choose_.below(2), letter = "r";
  for (int p = 0; p < parts; ++p) shock.parts.push_back(letter + std::to_string(p));
  if (shock.kind == "scheduled" && parts == 1) shock.parts = {"done"};
  names_.shocks.push_back(shock);
}

std::string ScenarioWriter::calendar() {
  static const std::vector<Calendar> calendars{
      {"12m", "1m", "[3m, 12m]", "3m"}, {"12m", "1q", "[6m, 12m]", "1q"}, {"52w", "1w", "[13w, 52w]", "13w"},
      {"1y", "", "[1y]", ""},           {"10m", "", "[3m, 10m]", ""},
  };
  calendar_ = calendars[static_cast<std::size_t>(choose_.below(5))];
  return "horizon: " + calendar_.horizon + "\n" +
         (calendar_.step.empty() ? "" : "step: " + calendar_.step + "\n");
}

std::string ScenarioWriter::parameters() {
  if (names_.parameters.empty() && names_.rate_parameters.empty()) return "";
  std::string text = "parameters:\n";
  for (const std::string& name : names_.parameters)
    text +=
        "  " + name + ": \"" +
        choose_.of({"0.6", "uniform(0.2, 0.8)", "1 +- 0.2", "beta(2, 3)", "lognormal(1, 0.3)", "0.2 to 0.9",
                    "gamma(3, 0.7)", "discrete(0.2 @ 0.5, 0.7 @ 0.5)", "triangular(0, 0.5, 1)"}) +
        "\"\n";
  for (const std::string& name : names_.rate_parameters)
    text += "  " + name + ": \"" +
            choose_.of({"1.2/y", "1/y to 3/y", "gamma(2, 1.5/y)", "uniform(0.5/y, 2/y)"}) + "\"\n";
  return text;
}

std::string ScenarioWriter::variables() {
  if (names_.variables.empty()) return "";
  std::string text = "variables:\n";
  Scope scope;
  scope.intensities = 0;
  scope.variables = false;
  for (const std::string& name : names_.variables)
    text += "  " + name + ": \"" + expressions_.between("-2", "2", scope) + "\"\n";
  return text;
}

std::string ScenarioWriter::groups() const {
  return names_.groups.empty() ? "" : "groups: {G: [" + names_.assets[0] + ", " + names_.assets[1] + "]}\n";
}

std::string ScenarioWriter::factors() {
  if (names_.factors.empty()) return "";
  std::string text = "factors:\n";
  for (const std::string& name : names_.factors)
    text += "  " + name + ": {volatility: " + choose_.of({"15%", "10%"}) + "}\n";
  return text;
}

std::string ScenarioWriter::assets() {
  std::string text = "assets:\n";
  for (const std::string& name : names_.assets) {
    std::string drift = choose_.of({"5%", "0%", "-3%"});
    if (choose_.chance(20)) drift = "\"0.1 * " + expressions_.between("-1", "1", {}) + "\"";
    const bool loaded = !names_.factors.empty() && choose_.chance(60);
    has_betas_.push_back(loaded);
    std::string volatility = choose_.of({"30%", "45%"});
    if (!loaded && choose_.chance(15)) volatility = "{total: 120%}";
    text += "  " + name + ": {drift: " + drift + ", volatility: " + volatility;
    if (loaded) {
      text += ", betas: {";
      for (std::size_t f = 0; f < names_.factors.size(); ++f)
        text += (f == 0 ? "" : ", ") + names_.factors[f] + ": " + choose_.of({"1", "0.7", "-0.4"});
      text += "}";
    }
    text += "}\n";
  }
  return text;
}

std::string ScenarioWriter::dependence() {
  std::string pairs;
  const auto add = [&](const std::string& a, const std::string& b) {
    if (choose_.chance(40))
      pairs +=
          (pairs.empty() ? "" : ", ") + a + ": {" + b + ": " + choose_.of({"0.15", "-0.1", "0.05"}) + "}";
  };
  bool residuals = false;
  for (std::size_t a = 1; a < names_.assets.size(); ++a) {
    add(names_.assets[a], names_.assets[a - 1]);
    residuals = residuals || has_betas_[a] || has_betas_[a - 1];
  }
  for (const ShockName& shock : names_.shocks)
    if (shock.kind == "process") add(shock.name, names_.assets[0]);
  if (names_.factors.size() > 1) add("F1", "F0");
  std::string text = residuals ? "of: residuals" : "";
  if (!pairs.empty()) text += (text.empty() ? "" : ", ") + ("correlation: {" + pairs + "}");
  if (choose_.chance(20)) text += (text.empty() ? "" : ", ") + std::string("innovations: student_t(5)");
  return text.empty() ? "" : "dependence: {" + text + "}\n";
}

std::string ScenarioWriter::shocks() {
  if (names_.shocks.empty()) return "";
  std::string text = "shocks:\n";
  ShockWriter writer(choose_, names_);
  for (std::size_t i = 0; i < names_.shocks.size(); ++i) text += writer.write(i);
  return text;
}

std::string ScenarioWriter::weights() {
  const std::string& a = names_.assets[0];
  const std::string& b = names_.assets[1];
  const std::string& c = names_.assets.back();
  std::vector<std::string> forms{"{" + a + ": 60%, " + b + ": 40%}", "{" + a + ": 150%, " + b + ": -50%}",
                                 "{" + b + ": 70%}, cash: 30%", "{" + a + ": -50%}, cash: 150%"};
  if (c != b) forms.push_back("{" + a + ": 30%, " + b + ": 30%, " + c + ": 30%}, cash: 10%");
  return "weights: " + choose_.of(forms);
}

std::string ScenarioWriter::portfolios() {
  if (names_.portfolios.empty()) return "";
  std::string text = "portfolios:\n";
  for (const std::string& name : names_.portfolios) {
    text += "  " + name + ": {" + weights();
    if (choose_.chance(50)) text += ", cash_rate: 4%";
    if (choose_.chance(50) && !calendar_.rebalance.empty()) text += ", rebalance: " + calendar_.rebalance;
    if (choose_.chance(50)) text += ", cost: 20bp";
    if (choose_.chance(30)) text += ", liability: full";
    if (choose_.chance(40)) {
      text += ", switch: [{when: \"" + expressions_.condition({}) + "\", " + weights() + "}";
      if (choose_.chance(40)) text += ", {when: \"" + expressions_.condition({}) + "\", " + weights() + "}";
      text += "]";
    }
    text += "}\n";
  }
  return text;
}

std::string ScenarioWriter::report() {
  std::string text = "report: {horizons: " + calendar_.reported;
  if (choose_.chance(60))
    text +=
        ", given: {one: \"" + expressions_.condition({}) + "\", two: \"" + expressions_.condition({}) + "\"}";
  return text + "}\n";
}

}  // namespace

std::string random_scenario(std::span<const std::uint16_t> choices) {
  return ScenarioWriter(choices).write();
}

}  // namespace faultline::reference
