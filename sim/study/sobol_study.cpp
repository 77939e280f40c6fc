#include "core/argument.h"
#include "engine/parallel.h"
#include "faultline/sensitivity.h"
#include "faultline/simulate.h"
#include "model/laws.h"
#include "study/scenario_points.h"
#include "study/sobol_indices.h"
#include "study/statistic.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>

namespace faultline {
namespace {

constexpr std::size_t most_rows = 65'536;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// An uncertain parameter: uniform over its range, or its law.
struct Input {
  std::uint32_t parameter = 0;
  std::string unit;
  bool law = false;
};

/// The seed of one half of one row: neighbours share nothing (the finaliser of splitmix64).
std::uint64_t half_seed(std::uint64_t seed, std::size_t row, std::uint64_t half) {
  std::uint64_t word = seed + 0x9e3779b97f4a7c15u * (2 * static_cast<std::uint64_t>(row) + half + 1);
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
  return word ^ (word >> 31);
}

class Study {
 public:
  Study(const ScenarioPoints& points, const SensitivityOptions& options, const Sources& sources)
      : points_(points),
        options_(options),
        seed_(options.seed.value_or(points.market().run.seed)),
        sources_(sources) {}

  Result<SobolStudy> run(const std::vector<std::uint32_t>& chosen, Sources& sources) {
    choose(chosen);
    const std::size_t metrics = points_.base().metrics.size();
    out_.run.title = points_.market().title;
    out_.run.paths = options_.paths;
    out_.run.seed = seed_;
    out_.rows = options_.rows;
    if (inputs_.empty()) {
      for (const Metric& metric : points_.base().metrics)
        out_.metrics.push_back({metric.text, {}, {}, 0.0, false, 0, {}});
      return std::move(out_);
    }
    design_ = saltelli_design(inputs_.size(), options_.rows, seed_);
    const std::size_t evaluations = design_.evaluations();
    out_.run.evaluations = options_.rows * evaluations;
    for (auto& half : values_) half.assign(metrics, std::vector<double>(options_.rows * evaluations, nan));
    run_parallel(options_.rows, options_.threads, [&](std::size_t row) { evaluate_row(row); });
    if (const std::size_t row = refused_.load(); row != none_refused) {
      // Once more with the caller's sources, so that the complaint can be shown with its text.
      for (std::size_t which = 0; which < evaluations; ++which)
        if (const auto again = points_.at(settings(row, which), sources); !again)
          return with_settings(again.diagnostics(), settings(row, which), sources);
    }
    for (std::size_t i = 0; i < metrics; ++i) out_.metrics.push_back(read_metric(i));
    return std::move(out_);
  }

 private:
  static constexpr std::size_t none_refused = std::numeric_limits<std::size_t>::max();

  void choose(const std::vector<std::uint32_t>& chosen) {
    for (const std::uint32_t p : chosen) {
      const Parameter& parameter = points_.market().parameters[p];
      const auto unit = unit_of(parameter);
      if (!unit)
        out_.run.notes.push_back({parameter.name, "left out: its unit cannot be written as a number"});
      else if (parameter.unread)
        out_.run.notes.push_back({parameter.name, "left out: nothing reads it"});
      else if (parameter.value.is_law())
        inputs_.push_back({p, *unit, true});
      else if (parameter.range)
        inputs_.push_back({p, *unit, false});
      else
        out_.run.notes.push_back({parameter.name, "left out: it has neither a range nor a law"});
    }
    const auto place = [&](std::uint32_t p) {
      const auto& order = points_.market().parameter_order;
      return std::find(order.begin(), order.end(), p) - order.begin();
    };
    std::stable_sort(inputs_.begin(), inputs_.end(),
                     [&](const Input& a, const Input& b) { return place(a.parameter) < place(b.parameter); });
  }

  /// Parameters of one point, in the order of their dependence: arguments of laws take values already set.
  Settings settings(std::size_t row, std::size_t which) const {
    const Market& market = points_.market();
    std::vector<std::optional<double>> known(market.parameters.size());
    const std::function<double(const Expression&)> leaf = [&](const Expression& e) {
      if (e.operation != Operation::parameter) return nan;
      const std::uint32_t p = market.symbols[e.reference.symbol].index;
      if (known[p]) return *known[p];
      const Quantity& value = market.parameters[p].value;
      return value.is_law() ? market.parameters[p].constant : value_of(value.expression(), market, leaf);
    };
    const Evaluator evaluate = [&](const Expression& e) { return value_of(e, market, leaf); };
    Settings set;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      const Parameter& parameter = market.parameters[inputs_[i].parameter];
      const double u = design_.at(row, which, i);
      const double value =
          inputs_[i].law ? field_distribution(parameter.value, evaluate).quantile(u)
                         : parameter.range->first + u * (parameter.range->second - parameter.range->first);
      known[inputs_[i].parameter] = value;
      set.emplace_back(parameter.name, setting_text(value, inputs_[i].unit));
    }
    return set;
  }

  void evaluate_row(std::size_t row) {
    if (refused_.load() != none_refused) return;
    for (std::size_t which = 0; which < design_.evaluations(); ++which) {
      Sources sources = sources_;
      const Result<StudyScenario> scenario = points_.at(settings(row, which), sources);
      if (!scenario) {
        refused_ = row;
        return;
      }
      for (std::uint64_t half = 0; half < 2; ++half)
        evaluate_half(scenario.value(), row, row * design_.evaluations() + which, half);
    }
    if (options_.progress)
      options_.progress(static_cast<double>(++rows_done_) / static_cast<double>(options_.rows));
  }

  void evaluate_half(const StudyScenario& scenario, std::size_t row, std::size_t place, std::uint64_t half) {
    std::vector<std::uint64_t> paths(std::max<std::uint64_t>(options_.paths / 2, 1));
    std::iota(paths.begin(), paths.end(), std::uint64_t{0});
    SimulateOptions simulation;
    simulation.seed = half_seed(seed_, row, half);
    const std::vector<double> columns = simulate_paths(scenario.scenario, simulation, paths);
    for (std::size_t i = 0; i < scenario.metrics.size(); ++i) {
      const MetricColumns at = columns_of(scenario.metrics[i], scenario.scenario.outputs);
      const std::span<const double> all(columns);
      values_[half][i][place] = statistic(
          scenario.metrics[i], all.subspan(at.values * paths.size(), paths.size()),
          at.given ? all.subspan(*at.given * paths.size(), paths.size()) : std::span<const double>{});
    }
  }

  SobolMetric read_metric(std::size_t i) const {
    const std::size_t evaluations = design_.evaluations();
    std::vector<double> f, g;
    for (std::size_t row = 0; row < options_.rows; ++row) {
      const auto begin = static_cast<std::ptrdiff_t>(row * evaluations);
      const auto end = begin + static_cast<std::ptrdiff_t>(evaluations);
      const auto exists = [&](const std::vector<double>& values) {
        return std::all_of(values.begin() + begin, values.begin() + end,
                           [](double x) { return std::isfinite(x); });
      };
      if (!exists(values_[0][i]) || !exists(values_[1][i])) continue;
      f.insert(f.end(), values_[0][i].begin() + begin, values_[0][i].begin() + end);
      g.insert(g.end(), values_[1][i].begin() + begin, values_[1][i].begin() + end);
    }
    SobolMetric metric{points_.base().metrics[i].text, {}, {}, 0.0, false, f.size() / evaluations, {}};
    if (metric.rows < 8) return metric;
    const SobolIndices found = sobol_indices(inputs_.size(), f, g, seed_);
    metric.mean = found.mean;
    metric.variance = found.variance;
    // Both halves together make one evaluation.
    metric.noise = found.noise / 2.0;
    metric.resolved = found.resolved;
    for (std::size_t k = 0; k < inputs_.size(); ++k)
      metric.shares.push_back({points_.market().parameters[inputs_[k].parameter].name,
                               found.first[k].estimate, found.total[k].estimate, found.first[k].low,
                               found.first[k].high, found.total[k].low, found.total[k].high});
    std::stable_sort(metric.shares.begin(), metric.shares.end(),
                     [](const SobolShare& a, const SobolShare& b) { return a.total.value > b.total.value; });
    return metric;
  }

  const ScenarioPoints& points_;
  const SensitivityOptions& options_;
  const std::uint64_t seed_;
  const Sources& sources_;
  std::vector<Input> inputs_;
  SaltelliDesign design_;
  std::array<std::vector<std::vector<double>>, 2> values_;  ///< per half, metric and evaluation
  std::atomic<std::size_t> refused_{none_refused};
  std::atomic<std::size_t> rows_done_{0};
  SobolStudy out_;
};

}  // namespace

Result<SobolStudy> sobol_study(const std::filesystem::path& file, const ReadOptions& read,
                               const SensitivityOptions& options, Sources& sources) {
  require_argument(options.paths > 0, "a study needs paths");
  require_argument(options.rows >= 8 && options.rows <= most_rows, "a Sobol design has 8 to 65536 rows");
  const Result<ScenarioPoints> points = ScenarioPoints::read(file, read, options.metrics, sources);
  if (!points) return points.diagnostics();
  const auto chosen = chosen_parameters(points.value().market(), options.parameters, sources);
  if (!chosen) return chosen.diagnostics();
  const Sources shared = sources;
  Result<SobolStudy> found = Study(points.value(), options, shared).run(chosen.value(), sources);
  if (!found) return found.diagnostics();
  return {std::move(found).value(), points.diagnostics()};
}

}  // namespace faultline
