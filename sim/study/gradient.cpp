#include "core/argument.h"
#include "engine/parallel.h"
#include "faultline/sensitivity.h"
#include "faultline/simulate.h"
#include "model/percent.h"
#include "study/scenario_points.h"
#include "study/sign_regression.h"
#include "study/statistic.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <optional>
#include <span>

#include <fmt/format.h>

namespace faultline {
namespace {

/// A parameter that is moved: its text is a centre plus or minus a step.
struct Mover {
  Slope slope;
  std::string name;
  bool scaled = false;  ///< drawn: a factor around 1 instead of a sum
  double centre = 0.0;  ///< of the movement, in steps from the value: 0, or +-1 at an end of what is allowed
};

std::string drawn_name(const std::string& parameter) {
  return parameter + "_as_drawn";
}

/// The texts that move a parameter by `sign` steps (and by the shift of its centre).
void move(const Mover& mover, const Parameter& parameter, double sign, Settings& set) {
  const double step = (mover.centre + sign) * mover.slope.step;
  const std::string size = setting_text(std::fabs(step), mover.slope.unit);
  if (mover.scaled) {
    set.emplace_back("parameters." + drawn_name(mover.name), parameter.value.text);
    set.emplace_back(mover.name,
                     fmt::format("{} * {:.17g}", drawn_name(mover.name), 1.0 + step / mover.slope.value));
  } else {
    set.emplace_back(mover.name,
                     fmt::format("({}) {} {}", parameter.value.text, step < 0.0 ? '-' : '+', size));
  }
}

/// One metric over all pairs: first every sample, then the regression.
struct MetricPairs {
  std::vector<std::vector<double>> up, down, given_up, given_down;  ///< per group
};

std::vector<double> joined(const std::vector<std::vector<double>>& a,
                           const std::vector<std::vector<double>>& b) {
  std::vector<double> all;
  for (const auto& part : a) all.insert(all.end(), part.begin(), part.end());
  for (const auto& part : b) all.insert(all.end(), part.begin(), part.end());
  return all;
}

class GradientStudy {
 public:
  GradientStudy(const ScenarioPoints& points, const SensitivityOptions& options, Sources& sources)
      : points_(points),
        market_(points.market()),
        options_(options),
        seed_(options.seed.value_or(points.market().run.seed)),
        sources_(sources) {}

  Result<Gradient> run(const std::vector<std::uint32_t>& chosen) {
    for (const std::uint32_t p : chosen) choose(market_.parameters[p]);
    design_.emplace(movers_.size());
    pairs_in_group_ =
        std::max<std::uint64_t>((options_.paths / 2 + design_->groups - 1) / design_->groups, 2);
    const std::uint64_t pairs = pairs_in_group_ * design_->groups;
    out_.run = {market_.title, 2 * pairs, seed_, 1, std::move(out_.run.notes)};
    samples_.resize(points_.base().metrics.size());
    for (MetricPairs& metric : samples_)
      for (auto* side : {&metric.up, &metric.down, &metric.given_up, &metric.given_down})
        side->resize(design_->groups);
    // Compiled one after the other, so that the first complaint keeps its text.
    std::vector<std::array<StudyScenario, 2>> scenarios(design_->groups);
    for (std::size_t g = 0; g < design_->groups; ++g)
      for (const std::size_t side : {0u, 1u}) {
        const Settings moved = settings(g, side == 0 ? 1.0 : -1.0);
        Result<StudyScenario> made = points_.at(moved, sources_);
        if (!made) return with_settings(made.diagnostics(), moved, sources_);
        scenarios[g][side] = std::move(made).value();
      }
    run_parallel(2 * design_->groups, options_.threads, [&](std::size_t task) {
      simulate_group(scenarios[task / 2][task % 2], task / 2, task % 2 == 0);
    });
    for (std::size_t i = 0; i < samples_.size(); ++i) out_.metrics.push_back(read_metric(i));
    return std::move(out_);
  }

 private:
  void note(const Parameter& parameter, std::string text) {
    out_.run.notes.push_back({parameter.name, std::move(text)});
  }

  /// Takes a parameter up where the scenario allows both its moves, or both on one side of its value.
  void choose(const Parameter& parameter) {
    const auto unit = unit_of(parameter);
    if (!unit) return note(parameter, "left out: its unit cannot be written as a number");
    if (parameter.unread) return note(parameter, "left out: nothing reads it");
    Mover mover{{}, parameter.name, parameter.value.is_law(), 0.0};
    mover.slope.parameter = parameter.name;
    mover.slope.unit = *unit;
    mover.slope.percent = written_in_percent(parameter.value, market_);
    mover.slope.value = parameter.constant;
    mover.slope.step = options_.step * std::fabs(parameter.constant);
    if (mover.slope.step == 0.0 || !std::isfinite(mover.slope.step)) {
      if (mover.scaled) return note(parameter, "left out: drawn around zero, it cannot be scaled");
      mover.slope.step =
          options_.step * (parameter.range ? parameter.range->second - parameter.range->first : 1.0);
    }
    for (const double centre : {0.0, -1.0, 1.0}) {
      mover.centre = centre;
      if (!allowed(mover, parameter)) continue;
      movers_.push_back(mover);
      if (mover.scaled) note(parameter, "drawn: scaled as a whole, per unit of its mean");
      if (centre != 0.0)
        note(parameter, centre < 0.0 ? "moved below its value only, which is the most that is allowed"
                                     : "moved above its value only, which is the least that is allowed");
      return;
    }
    note(parameter, "left out: the scenario refuses every small change of it");
  }

  bool allowed(const Mover& mover, const Parameter& parameter) const {
    for (const double sign : {1.0, -1.0}) {
      Settings set;
      move(mover, parameter, sign, set);
      Sources sources = sources_;
      if (!points_.at(set, sources)) return false;
    }
    return true;
  }

  Settings settings(std::size_t group, double side) const {
    Settings set;
    for (std::size_t i = 0; i < movers_.size(); ++i) {
      const auto parameter = std::find_if(market_.parameters.begin(), market_.parameters.end(),
                                          [&](const Parameter& p) { return p.name == movers_[i].name; });
      move(movers_[i], *parameter, side * design_->sign(group, i), set);
    }
    return set;
  }

  /// The paths of a group are those whose number leaves its own when divided by the number of groups.
  void simulate_group(const StudyScenario& scenario, std::size_t group, bool up) {
    std::vector<std::uint64_t> paths(pairs_in_group_);
    for (std::uint64_t j = 0; j < pairs_in_group_; ++j) paths[j] = j * design_->groups + group;
    SimulateOptions simulation;
    simulation.seed = seed_;
    const std::vector<double> columns = simulate_paths(scenario.scenario, simulation, paths);
    const auto column = [&](std::uint32_t c) {
      const auto begin = columns.begin() + static_cast<std::ptrdiff_t>(c * paths.size());
      return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(paths.size()));
    };
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      const MetricColumns at = columns_of(scenario.metrics[i], scenario.scenario.outputs);
      (up ? samples_[i].up : samples_[i].down)[group] = column(at.values);
      if (at.given) (up ? samples_[i].given_up : samples_[i].given_down)[group] = column(*at.given);
    }
    if (options_.progress)
      options_.progress(static_cast<double>(++tasks_done_) / static_cast<double>(2 * design_->groups));
  }

  GradientMetric read_metric(std::size_t i) const {
    const Metric& metric = points_.base().metrics[i];
    const MetricPairs& pairs = samples_[i];
    const std::vector<double> values = joined(pairs.up, pairs.down);
    const std::vector<double> given = joined(pairs.given_up, pairs.given_down);
    const StatisticInfluence influence(metric, values, given, values.size() / 2);
    GradientMetric found{metric.text, {influence.value(), std::nan(""), values.size()}, {}};
    const bool exists = influence.exists();
    std::vector<Estimate> slopes(movers_.size());
    if (exists) {
      std::vector<GroupSums> groups(design_->groups);
      double squares = 0.0;
      for (std::size_t g = 0; g < groups.size(); ++g)
        for (std::size_t j = 0; j < pairs.up[g].size(); ++j) {
          const double up = influence(pairs.up[g][j], given.empty() ? 1.0 : pairs.given_up[g][j]);
          const double down = influence(pairs.down[g][j], given.empty() ? 1.0 : pairs.given_down[g][j]);
          groups[g].add(up - down);
          squares += 0.25 * (up + down) * (up + down);
        }
      slopes = regress_on_signs(*design_, groups);
      const double count = static_cast<double>(values.size() / 2);
      found.value.standard_error = std::sqrt(squares / count / (count - 1.0));
    }
    for (std::size_t k = 0; k < movers_.size(); ++k)
      found.slopes.push_back(slope_of(movers_[k].slope, slopes[k], influence.scale_error(), found.value));
    std::stable_sort(found.slopes.begin(), found.slopes.end(), [](const Slope& a, const Slope& b) {
      return std::fabs(a.derivative.value * a.step) > std::fabs(b.derivative.value * b.step);
    });
    return found;
  }

  /// From a change per step to a derivative and an elasticity.
  static Slope slope_of(Slope slope, const Estimate& per_step, double scale_error, const Estimate& metric) {
    slope.derivative = {per_step.value / slope.step,
                        std::hypot(per_step.standard_error, per_step.value * scale_error) / slope.step,
                        per_step.n};
    const double factor = slope.value / metric.value;
    if (metric.value == 0.0 || slope.value == 0.0) return slope;
    const double relative = metric.standard_error / metric.value;
    slope.elasticity = {
        slope.derivative.value * factor,
        std::hypot(slope.derivative.standard_error, slope.derivative.value * relative) * std::fabs(factor),
        per_step.n};
    return slope;
  }

  const ScenarioPoints& points_;
  const Market& market_;
  const SensitivityOptions& options_;
  const std::uint64_t seed_;
  Sources& sources_;
  std::vector<Mover> movers_;
  std::optional<SignDesign> design_;
  std::uint64_t pairs_in_group_ = 0;
  std::vector<MetricPairs> samples_;
  std::atomic<std::size_t> tasks_done_{0};
  Gradient out_;
};

}  // namespace

Result<Gradient> gradient(const std::filesystem::path& file, const ReadOptions& read,
                          const SensitivityOptions& options, Sources& sources) {
  require_argument(options.paths > 0, "a study needs paths");
  require_argument(options.step > 0.0 && options.step < 1.0, "the step of a gradient lies between 0 and 1");
  const Result<ScenarioPoints> points = ScenarioPoints::read(file, read, options.metrics, sources);
  if (!points) return points.diagnostics();
  const auto chosen = chosen_parameters(points.value().market(), options.parameters, sources);
  if (!chosen) return chosen.diagnostics();
  Result<Gradient> found = GradientStudy(points.value(), options, sources).run(chosen.value());
  if (!found) return found.diagnostics();
  return {std::move(found).value(), points.diagnostics()};
}

}  // namespace faultline
