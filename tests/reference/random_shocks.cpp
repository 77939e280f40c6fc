#include "reference/random_text.h"

namespace faultline::reference {
namespace {

const Scope anything;

/// Keeps the parts that say something, joined by commas.
std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts)
    if (!part.empty()) all += (all.empty() ? "" : ", ") + part;
  return all;
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

}  // namespace

std::string ShockWriter::write(std::size_t position) {
  const ShockName& shock = names_.shocks[position];
  std::string body;
  if (shock.kind == "arrivals") body = arrivals(position);
  if (shock.kind == "scheduled") body = scheduled(position);
  if (shock.kind == "phases") body = phases(position);
  if (shock.kind == "process") body = process(position);
  if (shock.kind == "regimes") body = regimes(position);
  const std::string off = choose_.chance(4) ? "enabled: false" : "";
  return "  " + shock.name + ": {" + joined({"kind: " + shock.kind, off, body, conditions(position, 25)}) +
         "}\n";
}

std::string ShockWriter::target_name() {
  std::vector<std::string> all = names_.assets;
  all.insert(all.end(), names_.groups.begin(), names_.groups.end());
  all.insert(all.end(), names_.factors.begin(), names_.factors.end());
  return choose_.of(all);
}

std::string ShockWriter::impact_law(std::size_t position, bool plain) {
  if (!plain && choose_.chance(20)) return quoted("-12% * " + expressions_.between("-0.5", "1", anything));
  static_cast<void>(position);
  // A power of a Student-t jump has no mean: nothing to be priced in.
  if (!plain && choose_.chance(10)) return quoted("student_t(4, -3%, 1%)");
  return quoted(
      choose_.of({"-5%", "-6% +- 2%", "uniform(-12%, 4%)", "-8% to 2%", "triangular(-10%, -2%, 3%)",
                  "discrete(-10% @ 0.3, 4% @ 0.7)", "mixture(normal(-2%, 1%) @ 0.6, uniform(-9%, -4%) @ 0.4)",
                  "truncate(normal(-3%, 3%), -8%, 0%)", "pert(-9%, -4%, 0%)"}));
}

std::string ShockWriter::severity_law(std::size_t position, bool plain) {
  static_cast<void>(position);
  if (!plain && choose_.chance(15)) return quoted(expressions_.between("0.2", "1.6", anything));
  return quoted(
      choose_.of({"lognormal(1, 0.3)", "gamma(4, 1)", "0.6 to 1.6", "exponential(1)", "uniform(0.5, 1.5)"}));
}

std::string ShockWriter::duration_law() {
  return quoted(choose_.of({"2w to 3m", "exponential(2m)", "uniform(1w, 2m)", "gamma(2, 3m)", "0.1137y",
                            "triangular(1w, 1m, 4m)", "lognormal(2m, 0.5)"}));
}

std::string ShockWriter::jump(std::size_t position, bool plain, int percent) {
  if (!choose_.chance(percent)) return "";
  const std::string first = target_name();
  std::string impact = first + ": " + impact_law(position, plain);
  const std::string second = choose_.of(names_.assets);
  if (second != first && choose_.chance(40)) impact += ", " + second + ": " + impact_law(position, plain);
  std::string text = "impact: {" + impact + "}";
  if (choose_.chance(40)) text += ", severity: " + severity_law(position, plain);
  if (plain || !choose_.chance(35)) return text;
  if (choose_.chance(50))
    return text + ", fade: {share: 60%, half_life: " + choose_.of({"1m", "2w", "5m"}) + "}";
  return text + ", build: {now: 30%, half_life: " + choose_.of({"1m", "3w", "4m"}) + "}";
}

/// A shock that others listen to, or one of its parts; nothing when there is none.
std::string ShockWriter::source(std::size_t position, bool earlier_only) {
  std::vector<std::string> sources;
  for (std::size_t i = 0; i < names_.shocks.size(); ++i) {
    const ShockName& shock = names_.shocks[i];
    if (i == position || shock.kind == "process" || (earlier_only && i > position)) continue;
    sources.push_back(shock.name);
    for (const std::string& part : shock.parts)
      if (shock.kind != "scheduled" || shock.parts.size() > 1) sources.push_back(shock.name + "." + part);
  }
  return sources.empty() ? "" : choose_.of(sources);
}

std::string ShockWriter::entries(const std::vector<std::string>& values) {
  std::string text = target_name();
  text += ": " + choose_.of(values);
  return "{" + text + "}";
}

std::string ShockWriter::conditions(std::size_t, int percent) {
  if (!choose_.chance(percent)) return "";
  std::string text = "when: " + quoted(expressions_.condition(anything));
  if (choose_.chance(70))
    text += ", volatility: " + entries({"1.5", "0.7", "2", quoted("clamp(1 + t / 1y, 0.5, 2)")});
  if (choose_.chance(50)) text += ", drift: " + entries({"-6%", "4%", quoted("10% * clamp(t / 1y, 0, 1)")});
  return "while: {" + text + "}";
}

std::string ShockWriter::arrivals(std::size_t position) {
  Scope scope;
  scope.intensities = position;
  const bool priced = choose_.chance(15);
  const bool triggered = !priced && choose_.chance(45);
  std::vector<std::string> parts;
  std::string upon;
  for (int i = triggered ? 1 + choose_.below(2) : 0; i > 0; --i) {
    const bool at_once = choose_.chance(40);
    const std::string from = source(position, at_once);
    if (from.empty()) continue;
    std::string entry = "shock: " + from + ", chance: " +
                        quoted(choose_.of({"30%", expressions_.between("0", "0.3", anything)}));
    if (!at_once) entry += ", after: " + duration_law();
    upon += (upon.empty() ? "{" : ", {") + entry + "}";
  }
  if (upon.empty() || choose_.chance(60)) parts.push_back("rate: " + quoted(expressions_.rate(4, scope)));
  if (!upon.empty()) parts.push_back("upon: [" + upon + "]");
  if (choose_.chance(30)) parts.push_back("excitation: {jump: 2/y, half_life: 6w}");
  if (choose_.chance(20))
    parts.push_back(choose_.of({"window: [1m, 7m]", "window: [0.1137y, 2y]", "window: [3m, 9m]"}));
  if (choose_.chance(20)) parts.push_back("max: " + choose_.of({"1", "3"}));
  const std::string felt = jump(position, priced, 75);
  parts.push_back(felt);
  if (priced && !felt.empty()) parts.push_back("priced_in: " + choose_.of({"100%", "40%"}));
  return joined(parts);
}

std::string ShockWriter::scheduled(std::size_t position) {
  const ShockName& shock = names_.shocks[position];
  std::vector<std::string> parts{choose_.of(
      {"at: 3m", "at: 0d", "at: \"uniform(1m, 14m)\"", "every: 2m", "at: \"2m to 8m\"", "every: 3m"})};
  const bool priced = choose_.chance(20);
  if (shock.parts.size() == 1) {
    parts.push_back(jump(position, priced, 80));
  } else {
    std::string outcomes;
    for (std::size_t i = 0; i < shock.parts.size(); ++i) {
      const bool rest = i + 1 == shock.parts.size();
      const std::string chance =
          rest ? ""
               : "probability: " + quoted(choose_.of({"25%", expressions_.between("0.05", "0.4", anything)}));
      outcomes +=
          (i == 0 ? "" : ", ") + shock.parts[i] + ": {" + joined({chance, jump(position, priced, 60)}) + "}";
    }
    parts.push_back("outcomes: {" + outcomes + "}");
  }
  std::string all = joined(parts);
  if (priced && all.find("impact") != std::string::npos) all += ", priced_in: 60%";
  return all;
}

}  // namespace faultline::reference
