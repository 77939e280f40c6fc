#include "reference/random_text.h"

namespace faultline::reference {
namespace {

const Scope anything;
const Scope parameters_only{false, 0, false, false, {}};

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

std::string after(const std::string& text) {
  return text.empty() ? "" : ", " + text;
}

}  // namespace

std::string ShockWriter::targets(std::size_t position, std::size_t phase) {
  const auto& parts = names_.shocks[position].parts;
  const std::string& a = parts[(phase + 1) % parts.size()];
  const std::string& b = parts[(phase + 2) % parts.size()];
  if (a == b || !choose_.chance(30)) return choose_.of({a, b});
  if (choose_.chance(30)) {
    const std::string share = expressions_.between("0.1", "0.8", anything);
    return "{" + a + ": " + quoted(share) + ", " + b + ": " + quoted("1 - " + share) + "}";
  }
  return "{" + a + ": 35%, " + b + ": 65%}";
}

std::string ShockWriter::edge(std::size_t position, std::size_t phase, bool hazards_only) {
  const std::string to = "{to: " + targets(position, phase) + ", ";
  const std::string felt = after(jump(position, hazards_only, 25));
  switch (hazards_only ? 0 : choose_.below(5)) {
    case 1: {
      const std::string speed =
          choose_.chance(40) ? ", speed: " + quoted(expressions_.between("0", "2", anything)) : "";
      return to + "after: " + choose_.of({duration_law(), duration_law(), "0.3719y"}) + speed + felt + "}";
    }
    case 2:
      // Out of the first phase only: phases that leave for each other on one date would do so for ever.
      if (phase > 0) break;
      return "{to: " + names_.shocks[position].parts[1] +
             ", at: " + choose_.of({"4m", "0.4391y", quoted("uniform(1m, 11m)")}) + felt + "}";
    case 3: {
      const std::string from = source(position, true);
      if (!from.empty())
        return to + "upon: " + from +
               ", chance: " + quoted(choose_.of({"50%", expressions_.between("0", "0.7", anything)})) + felt +
               "}";
      break;
    }
    default:
      break;
  }
  return to + "hazard: " + quoted(expressions_.rate(3, anything)) + felt + "}";
}

std::string ShockWriter::phases(std::size_t position) {
  const auto& names = names_.shocks[position].parts;
  const bool priced = choose_.chance(15);
  std::string all;
  bool jumps = false;
  for (std::size_t p = 0; p < names.size(); ++p) {
    std::string body = jump(position, priced, 40);
    const bool last = p + 1 == names.size();
    if (!last || choose_.chance(30)) {
      std::string next;
      for (int e = 1 + choose_.below(3); e > 0; --e)
        next += (next.empty() ? "" : ", ") + edge(position, p, priced);
      body += (body.empty() ? "" : ", ") + ("next: [" + next + "]");
    }
    const std::string held = conditions(position, 15);
    if (!held.empty()) body += (body.empty() ? "" : ", ") + held;
    jumps = jumps || body.find("impact") != std::string::npos;
    all += (p == 0 ? "" : ", ") + names[p] + ": {" + body + "}";
  }
  return "initial: " + names.front() + ", phases: {" + all + "}" +
         (priced && jumps ? ", priced_in: 70%" : "");
}

std::string ShockWriter::process(std::size_t position) {
  const int shape = choose_.below(4);
  const std::string bounds = shape == 1 ? ", bounds: [0, 1]" : shape == 2 ? ", floor: 0" : "";
  const std::string initial = choose_.of({"0.5", "0.7", quoted("uniform(0.3, 0.6)"), quoted("0.5 +- 0.05")});
  std::string text = "initial: " + initial + bounds + ", volatility: " + choose_.of({"10%", "0.2"});
  if (shape == 3)
    text += ", half_life: none";
  else
    text += ", target: " + quoted(choose_.of({"0.6", expressions_.between("0.2", "0.9", anything)})) +
            ", half_life: " +
            choose_.of({"3m", "8m", quoted("6m * " + expressions_.between("0.5", "2", parameters_only))});
  static_cast<void>(position);
  if (!choose_.chance(60)) return text;
  Scope scope;
  scope.level = "level";
  const std::string value =
      choose_.of({"0.3 * level", "0.8 * min(level - 0.6, 0) + 0.25 * max(level - 0.75, 0)",
                  "0.1 * " + expressions_.between("-1", "1", scope)});
  return text + ", effect: {" + target_name() + ": " + quoted(value) + "}";
}

std::string ShockWriter::regimes(std::size_t position) {
  const auto& names = names_.shocks[position].parts;
  std::string all;
  for (std::size_t s = 0; s < names.size(); ++s) {
    std::string body = "next: [{to: " + names[(s + 1) % names.size()] +
                       ", hazard: " + quoted(expressions_.rate(3, anything)) + "}";
    if (names.size() > 2 && choose_.chance(40))
      body += ", {to: " + names[(s + 2) % names.size()] +
              ", hazard: " + quoted(expressions_.rate(2, anything)) + "}";
    body += "]";
    if (choose_.chance(60))
      body += ", volatility: " + entries({"1.5", "0.6", quoted("clamp(1 + t / 1y, 0.5, 2)")});
    if (choose_.chance(40)) body += ", drift: " + entries({"-10%", "5%"});
    if (choose_.chance(40)) body += ", correlation: {blend: 40%}";
    all += (s == 0 ? "" : ", ") + names[s] + ": {" + body + "}";
  }
  return "initial: " + names.front() + ", states: {" + all + "}";
}

}  // namespace faultline::reference
