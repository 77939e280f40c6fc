#include "faultline/sweep.h"

#include "engine/parallel.h"
#include "faultline/tally.h"
#include "study/scenario_points.h"
#include "study/sweep_store.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>

#include <fmt/format.h>

namespace faultline {
namespace {

Settings settings_of(const SweepPoint& point, const std::vector<SweepAxis>& axes) {
  Settings settings;
  for (std::size_t a = 0; a < axes.size(); ++a)
    if (point[a]) settings.emplace_back(axes[a].name, *point[a]);
  return settings;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : "\n") + text;
  return all;
}

class Sweep {
 public:
  Sweep(const SweepRequest& request, Sources& sources) : request_(request), sources_(sources) {
    for (const SweepAxis& axis : request.axes) result_.axes.push_back(axis.name);
  }

  Result<SweepResult> run() {
    if (request_.metrics.empty()) throw SweepRequestError("no metric is asked for");
    if (request_.shard < 1 || request_.shard > request_.shards)
      throw SweepRequestError(
          fmt::format("shard {} of {}: shards count from 1", request_.shard, request_.shards));
    if (request_.paths && (*request_.paths < 1 || *request_.paths > path_number_limit))
      throw SweepRequestError("no sensible number of paths");
    Result<ScenarioPoints> scenario = ScenarioPoints::read(request_.file, request_.base, request_.metrics,
                                                           sources_, StudyPaths::as_written);
    if (!scenario) return scenario.diagnostics();
    scenario_ = std::move(scenario).value();
    base_sources_ = sources_;
    settle(scenario_.base());
    points_ = sweep_points(request_.design, request_.axes, request_.points, result_.seed);
    result_.points = points_.size();
    if (!check_axes()) return problems_;
    if (!request_.store.empty()) {
      store_.emplace(request_.store, identity());
      rows_ = store_->rows(result_.axes, result_.metrics);
      result_.reused = rows_.size();
    }
    work_through(missing());
    if (problems_.has_errors()) return problems_;
    result_.complete = missing().empty();
    for (auto& [number, row] : rows_) result_.rows.push_back(std::move(row));
    return {std::move(result_), scenario.diagnostics()};
  }

 private:
  void settle(const StudyScenario& base) {
    for (const Metric& metric : base.metrics) {
      if (std::find(result_.metrics.begin(), result_.metrics.end(), metric.text) != result_.metrics.end())
        throw SweepRequestError(fmt::format("the metric '{}' is asked for twice", metric.text));
      result_.metrics.push_back(metric.text);
    }
    result_.paths = request_.paths.value_or(base.model.market.run.paths);
    result_.seed = request_.seed.value_or(base.model.market.run.seed);
    // Changes of fields stand in the identity as texts.
    for (const auto& [path, digest] : base.model.files)
      if (!path.starts_with("--")) files_ += digest + "\n";
  }

  /// A mistake at the end of an axis must not wait for the last point.
  bool check_axes() {
    std::set<std::string> said;
    for (std::size_t a = 0; a < request_.axes.size(); ++a) {
      std::set<std::string> seen;
      for (const SweepPoint& point : points_) {
        if (!point[a] || !seen.insert(*point[a]).second || seen.size() > 1000) continue;
        SweepPoint alone(request_.axes.size());
        alone[a] = point[a];
        const Settings settings = settings_of(alone, request_.axes);
        const auto study = scenario_.at(settings, sources_);
        if (!study) refuse_value(study.diagnostics(), settings, said);
      }
    }
    problems_.sort();
    return !problems_.has_errors();
  }

  /// A problem that many values have is said of the first of them.
  void refuse_value(const Diagnostics& problems, const Settings& settings, std::set<std::string>& said) {
    Diagnostics fresh;
    for (const Diagnostic& problem : problems.items())
      if (said.insert(to_text(problem, sources_)).second) fresh.add(problem);
    problems_.append(with_settings(fresh, settings, sources_));
  }

  StoreIdentity identity() const {
    std::vector<std::string> changes, points;
    for (const auto& [name, value] : request_.base.set) changes.push_back(name + "=" + value);
    for (const std::string& name : request_.base.without) changes.push_back("without " + name);
    for (const SweepPoint& point : points_) {
      points.emplace_back();
      for (const auto& value : point) points.back() += value.value_or("-") + "\t";
    }
    return {{"version", sweep_results_version},
            {"scenario", files_},
            {"changes", joined(changes)},
            {"axes", joined(result_.axes)},
            {"design", joined(points)},
            {"metrics", joined(result_.metrics)},
            {"paths", std::to_string(result_.paths)},
            {"seed", std::to_string(result_.seed)},
            {"points", std::to_string(points_.size())}};
  }

  std::vector<std::size_t> missing() const {
    std::vector<std::size_t> numbers;
    for (std::size_t p = request_.shard - 1; p < points_.size(); p += request_.shards)
      if (!rows_.contains(p)) numbers.push_back(p);
    return numbers;
  }

  void work_through(const std::vector<std::size_t>& numbers) {
    const int threads = request_.threads > 0 ? request_.threads : available_threads();
    const bool points_in_parallel = numbers.size() >= static_cast<std::size_t>(threads);
    const int workers = points_in_parallel ? threads : 1;
    std::atomic<std::size_t> next{0};
    run_parallel(static_cast<std::size_t>(workers), workers, [&](std::size_t) {
      for (std::size_t i = next++; i < numbers.size() && !over_; i = next++) {
        if (request_.stopped && request_.stopped()) return;
        run_point(numbers[i], points_in_parallel ? 1 : threads, numbers.size());
      }
    });
  }

  void run_point(std::size_t number, int threads, std::size_t total) {
    Sources own = base_sources_;  // sources are not shared between threads
    const Settings settings = settings_of(points_[number], request_.axes);
    const auto study = scenario_.at(settings, own);
    if (!study) return give_up(with_settings(study.diagnostics(), settings, own), std::move(own));
    try {
      take(number, study.value(), run_variant(study.value(), result_.seed, result_.paths, threads), total);
    } catch (const RunError& error) {
      end_at(number, error);
    }
  }

  void take(std::size_t number, const StudyScenario& study, const Tally& tally, std::size_t total) {
    SweepRow row{number, points_[number], {}};
    for (std::size_t m = 0; m < result_.metrics.size(); ++m)
      row.metrics.push_back(metric_value(study, tally, m));
    const std::lock_guard lock(mutex_);
    if (store_) store_->add(row, result_.axes, result_.metrics);
    rows_.emplace(number, std::move(row));
    if (request_.progress) request_.progress(++done_, total);
  }

  void give_up(const Diagnostics& problems, Sources own) {
    const std::lock_guard lock(mutex_);
    if (over_.exchange(true)) return;
    problems_ = problems;
    sources_ = std::move(own);
  }

  void end_at(std::size_t number, const RunError& error) {
    const std::lock_guard lock(mutex_);
    over_ = true;
    if (result_.broken && number > broken_at_) return;
    broken_at_ = number;
    result_.broken.emplace(BrokenPoint{text_of(settings_of(points_[number], request_.axes)), error});
  }

  const SweepRequest& request_;
  Sources& sources_;
  ScenarioPoints scenario_;
  Sources base_sources_;  ///< what was read of the scenario itself
  SweepResult result_;
  std::string files_;
  std::vector<SweepPoint> points_;
  std::optional<SweepStore> store_;
  std::map<std::size_t, SweepRow> rows_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::size_t broken_at_ = 0;
  std::atomic<bool> over_{false};
  Diagnostics problems_;
};

}  // namespace

Result<SweepResult> sweep(const SweepRequest& request, Sources& sources) {
  return Sweep(request, sources).run();
}

MergeResult merge_stores(const std::filesystem::path& target,
                         const std::vector<std::filesystem::path>& from) {
  std::optional<SweepStore> merged;
  MergeResult result;
  const auto is_target = [&](const std::filesystem::path& file) {
    std::error_code none;
    return std::filesystem::equivalent(file, target, none);
  };
  if (std::all_of(from.begin(), from.end(), is_target))
    throw SweepRequestError(fmt::format("{}: there is no other store to merge", target.string()));
  for (const std::filesystem::path& file : from) {
    if (is_target(file)) continue;
    const SweepStore part(file);
    const StoreIdentity identity = part.identity();
    if (merged && merged->identity() != identity)
      throw StoreMismatch(fmt::format("{}: belongs to another sweep", file.string()));
    if (!merged) merged.emplace(target, identity);
    merged->take_from(part);
    for (const auto& [key, value] : identity)
      if (key == "points") result.points = std::stoull(value);
  }
  if (merged) result.present = merged->count();
  return result;
}

}  // namespace faultline
