#include "faultline/reverse_report.h"
#include "report/percent_label.h"
#include "report/text_table.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr std::size_t most_of_subject = 3;
constexpr std::size_t most_outcomes = 12;
constexpr std::size_t most_shifts = 12;

std::string titled(const std::string& title, const TextOptions& options) {
  return "\n" + emphasised(title, Emphasis::strong, options) + "\n";
}

std::string top(const std::string& title, const TextOptions& options) {
  return title.empty() ? "" : emphasised(title, Emphasis::strong, options) + "\n";
}

NumberText plain(double x, int decimals) {
  return {std::isnan(x) ? "-" : fmt::format("{:.{}f}", x, decimals), ""};
}

/// What else holds on the same paths as rows of a table.
class Footnotes {
 public:
  std::string marked(const std::string& condition, const std::vector<std::string>& also) {
    for (const std::string& other : also) text_ += (text_.empty() ? "" : ", ") + other;
    return condition + (also.empty() ? "" : " *");
  }
  std::string text() const { return text_.empty() ? text_ : "* on the same paths: " + text_ + "\n"; }

 private:
  std::string text_;
};

std::string percent(const Estimate& estimate) {
  return joined(percent_text(estimate)) + " %";
}

std::string head(const ReverseLoss& found) {
  const std::string what =
      found.drawdown
          ? fmt::format("{} falls by {} or more from its highest value within {}", found.series,
                        percent_label(found.loss), found.horizon)
          : fmt::format("{} loses {} or more at {}", found.series, percent_label(found.loss), found.horizon);
  std::string text = fmt::format("{}: {}, {} of {} paths, seed {}\n", what, percent(found.probability),
                                 grouped(found.tail_paths), grouped(found.paths), found.seed);
  if (found.beyond.exists())
    text +=
        fmt::format("mean {} on these paths: {}\n", found.drawdown ? "fall" : "loss", percent(found.beyond));
  if (found.ends_early)
    text += fmt::format("Conditions are read at {}, not at the end of the paths as those of report.given.\n",
                        found.horizon);
  if (found.needed_paths == 0) return text;
  std::string withheld;
  for (const std::string& name : found.withheld) withheld += (withheld.empty() ? "" : ", ") + name;
  const char* about = found.tail_paths > 0 ? "about" : "more than";
  return text + fmt::format("The tail is thin: {} {} paths give 200 in it (--paths). Withheld: {}.\n", about,
                            grouped(found.needed_paths), withheld);
}

std::string assets_text(const ReverseLoss& found, const TextOptions& options) {
  TextTable table("");
  table.column("on these paths");
  table.column("on all");
  for (const ReverseAsset& asset : found.assets)
    table.row(asset.name, {percent_text(asset.in_tail), percent_text(asset.of_all)});
  return table.empty() ? "" : titled("Mean return of the assets, %", options) + table.render(options);
}

std::string outcomes_text(const ReverseLoss& found, const TextOptions& options) {
  if (found.outcomes.empty()) return "";
  TextTable table("");
  for (const char* column : {"of these", "of all", "lift", "P(loss | it)", "z"}) table.column(column);
  std::map<std::string, std::size_t> told;
  std::size_t significant = 0, shown = 0;
  Footnotes also;
  for (const ReverseOutcome& outcome : found.outcomes) {
    if (!outcome.significant) continue;
    ++significant;
    if (shown == most_outcomes || ++told[outcome.subject] > most_of_subject) continue;
    ++shown;
    table.row(also.marked(outcome.condition, outcome.also),
              {percent_text(outcome.in_tail), percent_text(outcome.of_all), number_text(outcome.lift, 1.0),
               percent_text(outcome.loss_given), plain(outcome.z, 1)});
  }
  const std::string chance = fmt::format("|z| > {:.1f}, which is beyond chance over {} outcomes",
                                         found.critical_z, found.outcomes.size());
  if (significant == 0)
    return fmt::format(
        "\nNo outcome of a shock is more or less frequent on these paths than on all (none has {}).\n",
        chance);
  return titled("What is more or less frequent on these paths, shares in %", options) +
         table.render(options) + also.text() + fmt::format("{} of {} with {}\n", shown, significant, chance);
}

std::string shares_line(const ReverseShares& found, double coverage, bool first) {
  std::string text =
      fmt::format("     {} of these paths, {} of all; P(loss | it) {}, lift {}", percent(found.in_tail),
                  percent(found.of_all), percent(found.loss_given), joined(number_text(found.lift, 1.0)));
  if (!first) text += fmt::format("; with those before {:.0f} %", 100.0 * coverage);
  return text + "\n";
}

std::string moments_line(const ReverseStory& story, double horizon) {
  if (story.moments.empty()) return "";
  const TimeUnit unit = natural_unit(horizon);
  std::string text;
  for (const ReverseMoment& moment : story.moments)
    text +=
        fmt::format("{}{} {:.1f} ({:.1f} to {:.1f})", text.empty() ? "     usually: " : ", ", moment.event,
                    moment.median * unit.per_year, moment.early * unit.per_year, moment.late * unit.per_year);
  text += fmt::format(" {}", unit.name);
  if (story.moments.size() > 1) text += fmt::format("; in this order on {:.0f} %", 100.0 * story.in_order);
  return text + "\n";
}

double latest(const ReverseLoss& found) {
  double most = 0.0;
  for (const ReverseStory& story : found.stories)
    for (const ReverseMoment& moment : story.moments) most = std::max(most, moment.late);
  return most;
}

std::string stories_text(const ReverseLoss& found, const TextOptions& options) {
  if (found.stories.empty()) return "";
  std::string text = titled("Stories that exclude one another", options);
  for (std::size_t i = 0; i < found.stories.size(); ++i) {
    const ReverseStory& story = found.stories[i];
    text += fmt::format("  {}. {}\n", i + 1, story.condition) + shares_line(story, story.coverage, i == 0) +
            moments_line(story, latest(found));
  }
  return text;
}

std::string rules_text(const ReverseLoss& found, const TextOptions& options) {
  if (found.rules.empty()) return "";
  std::string text = titled("Rules", options);
  for (std::size_t i = 0; i < found.rules.size(); ++i)
    text += fmt::format("  {}. {}\n", i + 1, found.rules[i].condition) +
            shares_line(found.rules[i], found.rules[i].coverage, i == 0);
  return text;
}

std::string shifts_text(const Belief& belief, const TextOptions& options) {
  TextTable table("");
  for (const char* column : {"in the model", "would have to be", "change"}) table.column(column);
  std::map<std::string, std::size_t> told;
  std::size_t shown = 0;
  Footnotes also;
  for (const BeliefShift& shift : belief.shifts) {
    if (!shift.significant || shown == most_shifts || ++told[shift.subject] > most_of_subject) continue;
    ++shown;
    table.row(also.marked(shift.condition, shift.also),
              {percent_text(shift.before), percent_text(shift.after), percent_text(shift.change)});
  }
  if (belief.shifts.empty()) return "";
  if (table.empty()) return "  no probability of an outcome has to move beyond chance\n";
  return "  probabilities, %\n" + table.render(options) + also.text();
}

std::string belief_assets_text(const Belief& belief, const TextOptions& options) {
  TextTable table("");
  for (const char* column : {"in the model", "would have to be", "change"}) table.column(column);
  for (const BeliefAsset& asset : belief.assets)
    table.row(asset.name,
              {percent_text(asset.before), percent_text(asset.after), percent_text(asset.change)});
  return table.empty() ? "" : "  mean returns, %\n" + table.render(options);
}

std::string belief_text(const Belief& belief, const TextOptions& options) {
  std::string text = titled(belief.limit, options);
  if (!belief.value.exists()) return text + "  " + belief.note + "\n";
  text += fmt::format("  {} in the model: {}\n", percent(belief.value), belief.held ? "held" : "broken");
  if (!belief.reached) return text + "  " + belief.note + "\n";
  text += fmt::format("  {} in a model {} nats away, the nearest of all ({} effective paths)\n",
                      belief.held ? "at the bound" : "back at the bound",
                      joined(number_text(belief.entropy, 1.0)),
                      grouped(static_cast<std::uint64_t>(belief.effective_paths)));
  if (std::isfinite(belief.histories))
    text += fmt::format(
        "  were that the truth, it would take {:.3g} such histories to know it at 20 : 1; one tells with at "
        "most {:.0f} %\n",
        belief.histories, 100.0 * belief.detection);
  if (!belief.note.empty()) text += "  " + belief.note + "\n";
  return text + belief_assets_text(belief, options) + shifts_text(belief, options);
}

}  // namespace

std::string to_text(const ReverseLoss& found, TextOptions options) {
  std::string text = top(found.title, options) + head(found) + assets_text(found, options) +
                     outcomes_text(found, options) + stories_text(found, options) +
                     rules_text(found, options);
  if (!found.stories.empty() || !found.rules.empty())
    text += "\nStories and rules are found on one half of the paths; their figures are of the other half.\n";
  else if (found.withheld.empty())
    text += "\nNo combination of outcomes tells these paths apart: it is the market that makes them.\n";
  return text;
}

std::string to_text(const BeliefStudy& study, TextOptions options) {
  std::string text = fmt::format("{}How wrong must the model be? {} paths, seed {}\n",
                                 top(study.title, options), grouped(study.paths), study.seed);
  for (const Belief& belief : study.beliefs) text += belief_text(belief, options);
  return text;
}

}  // namespace faultline
