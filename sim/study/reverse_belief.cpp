#include "engine/parallel.h"
#include "faultline/reverse.h"
#include "math/special.h"
#include "risk/estimators.h"
#include "study/entropy_tilt.h"
#include "study/reverse_sample.h"
#include "study/reverse_shares.h"
#include "study/statistic.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr double believable = 100.0;  ///< paths that must carry a change
constexpr double tellable = 30.0;     ///< below it shifts are withheld
constexpr double few =
    10.0;  ///< of the paths that carry a change, expected to show an outcome: else it may be chance
constexpr double rounding = 1e-20;     ///< of squared influences
constexpr double significance = 0.05;  ///< of all shifts together
constexpr double convincing = 20.0;    ///< odds of evidence that counts as found out

/// The nearest reweighting, path by path.
struct Reweighting {
  Tilt tilt;
  std::vector<double> g;       ///< of each path
  std::vector<double> second;  ///< of ES: 1{L > v} - (1 - c) within the condition, which has mean 0 too
  double density = 0.0;        ///< of ES: of L at v, reweighted
};

/// One limit over the sample of its metric.
class BeliefSolver {
 public:
  BeliefSolver(const Limit& limit, const std::vector<double>& values, const std::vector<double>* given)
      : metric_(limit.metric), bound_(limit.bound), values_(values), given_(given) {}

  bool counts(std::size_t path) const { return given_ == nullptr || (*given_)[path] != 0.0; }

  std::optional<Reweighting> solve() const {
    if (metric_.kind == MetricKind::es) return solve_shortfall();
    Reweighting out;
    out.g.resize(values_.size());
    std::vector<TiltPoint> points;
    for (std::size_t i = 0; i < values_.size(); ++i) out.g[i] = counts(i) ? centred(values_[i]) : 0.0;
    if (metric_.kind == MetricKind::mean) {
      for (const double g : out.g) points.push_back({g, 1.0});
    } else {
      points = {{centred_indicator(true), 0.0}, {centred_indicator(false), 0.0}, {0.0, 0.0}};
      for (std::size_t i = 0; i < values_.size(); ++i)
        points[counts(i) ? (indicated(values_[i]) ? 0 : 1) : 2].count += 1.0;
    }
    const auto tilt = tilt_to_zero(points);
    if (!tilt) return std::nullopt;
    out.tilt = *tilt;
    return out;
  }

  /// The metric as a probability that must be p: 1{indicated} - p has mean 0.
  bool indicated(double x) const {
    switch (metric_.kind) {
      case MetricKind::condition_probability:
        return x != 0.0;
      case MetricKind::loss_probability:
        return -x >= metric_.level;
      case MetricKind::var:
        return -x > bound_;
      default:  // quantile, drawdown
        return x <= bound_;
    }
  }
  double wanted() const {
    switch (metric_.kind) {
      case MetricKind::var:
        return 1.0 - metric_.level;
      case MetricKind::quantile:
      case MetricKind::drawdown:
        return metric_.level;
      default:
        return bound_;
    }
  }

 private:
  double centred_indicator(bool indicated) const { return (indicated ? 1.0 : 0.0) - wanted(); }
  double centred(double x) const {
    return metric_.kind == MetricKind::mean ? x - bound_ : centred_indicator(indicated(x));
  }

  std::optional<Reweighting> solve_shortfall() const {
    std::vector<double> losses;
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (counts(i)) losses.push_back(-values_[i]);
    std::sort(losses.begin(), losses.end(), std::greater<>());
    const auto found =
        tilt_shortfall(losses, static_cast<double>(values_.size() - losses.size()), metric_.level, bound_);
    if (!found) return std::nullopt;
    const double tail = 1.0 - metric_.level, v = found->var;
    Reweighting out{found->tilt, std::vector<double>(values_.size()), std::vector<double>(values_.size()),
                    0.0};
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (!counts(i)) continue;
      const double loss = -values_[i];
      out.g[i] = v - bound_ + std::max(0.0, loss - v) / tail;
      out.second[i] = (loss > v ? 1.0 : 0.0) - tail;
    }
    out.density = density_at(losses, v, found->tilt.weight(v - bound_));
    return out;
  }

  /// Of the losses around v, times their weight there: from the tenth of the ranks beyond v to each side.
  double density_at(const std::vector<double>& losses, double v, double weight) const {
    const auto rank = static_cast<std::size_t>(
        std::lower_bound(losses.begin(), losses.end(), v, std::greater<>()) - losses.begin());
    const std::size_t reach = rank / 10 + 5;
    const std::size_t from = rank > reach ? rank - reach : 0, to = std::min(losses.size() - 1, rank + reach);
    const double width = losses[from] - losses[to];
    return width > 0.0 ? weight * static_cast<double>(to - from) / width / static_cast<double>(values_.size())
                       : 0.0;
  }

  const Metric& metric_;
  double bound_;
  const std::vector<double>& values_;
  const std::vector<double>* given_;
};

/// How much an expectation under the reweighting moves with the equations that fix it, so that the error of
/// these is in its own. With estimating equations mean of w g = 0 and, for ES, mean of w h = 0:
///
///     influence of E_Q[x] = w (x - E_Q[x] - a g - b h)
class ShiftErrors {
 public:
  ShiftErrors(const Reweighting& reweighting, const std::vector<double>& weights, double tail)
      : r_(reweighting), w_(weights), tail_(tail) {
    const auto n = static_cast<double>(w_.size());
    for (std::size_t i = 0; i < w_.size(); ++i) {
      gg_ += w_[i] * r_.g[i] * r_.g[i] / n;
      if (r_.second.empty()) continue;
      gh_ += w_[i] * r_.g[i] * r_.second[i] / n;
      hh_ += w_[i] * r_.second[i] * r_.second[i] / n;
    }
  }

  struct Moved {
    Estimate after, change;
  };

  /// E_Q[x] and its difference to `before`, its mean over the paths, with errors. `x(path)` is e.g. 1_A.
  template <class Value>
  Moved expectation(const Value& x, double before) const {
    const auto n = static_cast<double>(w_.size());
    double q = 0.0, with_g = 0.0, with_h = 0.0;
    for (std::size_t i = 0; i < w_.size(); ++i) {
      const double share = w_[i] * x(i) / n;
      q += share;
      with_g += share * r_.g[i];
      if (!r_.second.empty()) with_h += share * r_.second[i];
    }
    const auto [a, b] = slopes(with_g, with_h);
    double squares = 0.0, paired = 0.0;
    for (std::size_t i = 0; i < w_.size(); ++i) {
      double influence = x(i) - q - a * r_.g[i];
      if (!r_.second.empty()) influence -= b * r_.second[i];
      influence *= w_[i];
      const double difference = influence - (x(i) - before);
      squares += influence * influence;
      paired += difference * difference;
    }
    // An equation fixes it: what is left is rounding.
    const auto error = [&](double sum) { return sum > rounding * n ? std::sqrt(sum) / n : 0.0; };
    return {{q, error(squares), w_.size()}, {q - before, error(paired), w_.size()}};
  }

 private:
  /// (dq/dtheta, dq/dv) times the inverse Jacobian of the equations; dg/dv = -h / (1 - c).
  std::pair<double, double> slopes(double with_g, double with_h) const {
    if (r_.second.empty()) return {gg_ > 0.0 ? with_g / gg_ : 0.0, 0.0};
    const double theta = r_.tilt.theta;
    const double j11 = gg_, j12 = -theta * gh_ / tail_, j21 = gh_, j22 = -r_.density - theta * hh_ / tail_;
    const double by_theta = with_g, by_v = -theta * with_h / tail_;
    const double determinant = j11 * j22 - j12 * j21;
    if (determinant == 0.0) return {0.0, 0.0};
    return {(by_theta * j22 - by_v * j21) / determinant, (by_v * j11 - by_theta * j12) / determinant};
  }

  const Reweighting& r_;
  const std::vector<double>& w_;
  double tail_;
  double gg_ = 0.0, gh_ = 0.0, hh_ = 0.0;
};

Estimate value_of(const Metric& metric, const std::vector<double>& values, const std::vector<double>* given) {
  const std::vector<double> none;
  const StatisticInfluence influence(metric, values, given != nullptr ? *given : none, values.size());
  Estimate out{influence.value(), std::nan(""), values.size()};
  double squares = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double f = influence(values[i], given != nullptr ? (*given)[i] : 1.0);
    squares += f * f;
  }
  if (influence.exists()) out.standard_error = std::sqrt(squares) / static_cast<double>(values.size());
  return out;
}

bool held(const Limit& limit, double value) {
  switch (limit.comparison) {
    case Comparison::less:
      return value < limit.bound;
    case Comparison::less_equal:
      return value <= limit.bound;
    case Comparison::greater:
      return value > limit.bound;
    case Comparison::greater_equal:
      return value >= limit.bound;
  }
  return false;
}

class BeliefReport {
 public:
  BeliefReport(const ReverseScenario& scenario, const ReverseSample& sample, int threads)
      : scenario_(scenario), sample_(sample), threads_(threads) {}

  Belief of(std::size_t i) const {
    const Limit& limit = scenario_.limits[i];
    const auto& at = scenario_.metrics[i];
    const std::vector<double>& values = sample_.metrics[at.values];
    const std::vector<double>* given = at.given ? &sample_.metrics[*at.given] : nullptr;
    Belief out;
    out.limit = limit.text;
    out.bound = limit.bound;
    if (limit.metric.kind == MetricKind::sd) {
      out.note = "not looked for: an sd";
      return out;
    }
    out.value = value_of(limit.metric, values, given);
    out.held = held(limit, out.value.value);
    const auto found = BeliefSolver(limit, values, given).solve();
    if (!found) {
      out.note = "no reweighting of these paths reaches the bound: none lies beyond it; more paths may";
      return out;
    }
    out.reached = true;
    const std::vector<double> weights = weigh(*found, out);
    if (out.carrying_paths >= tellable) add_shifts(*found, weights, 1.0 - limit.metric.level, out);
    return out;
  }

 private:
  std::vector<double> weigh(const Reweighting& found, Belief& out) const {
    std::vector<double> weights(found.g.size());
    double sum = 0.0, squares = 0.0, raised = 0.0, raised_squares = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] = found.tilt.weight(found.g[i]);
      sum += weights[i];
      squares += weights[i] * weights[i];
      const double more = std::max(0.0, weights[i] - 1.0);
      raised += more;
      raised_squares += more * more;
    }
    const auto n = static_cast<double>(weights.size());
    const double entropy = found.tilt.entropy;
    out.theta = found.tilt.theta;
    out.effective_paths = sum * sum / squares;
    out.carrying_paths = raised_squares > 0.0 ? raised * raised / raised_squares : n;
    const bool thin = out.carrying_paths < believable;
    if (thin) out.note = fmt::format("the change rests on {:.0f} paths: run more", out.carrying_paths);
    // The entropy is an optimum: only the direct effect of the sample counts, w - 1.
    out.entropy = {entropy, std::sqrt(std::max(0.0, squares / n - 1.0) / n), weights.size(), thin};
    out.histories = std::log(convincing) / entropy;
    out.detection = std::min(1.0, 0.5 + std::sqrt(entropy / 8.0));
    return weights;
  }

  void add_shifts(const Reweighting& found, const std::vector<double>& weights, double tail,
                  Belief& out) const {
    const ShiftErrors errors(found, weights, tail);
    out.assets.resize(sample_.asset_returns.size());
    run_parallel(out.assets.size(), threads_, [&](std::size_t a) {
      const Estimate before = sample_.assets[a].mean();
      const auto value = [&](std::size_t path) { return sample_.asset_returns[a][path]; };
      const auto moved = errors.expectation(value, before.value);
      out.assets[a] = {scenario_.assets[a], before, moved.after, moved.change};
    });
    std::vector<std::vector<BeliefShift>> shifts(sample_.features.size());
    run_parallel(shifts.size(), threads_, [&](std::size_t f) {
      const CutFeature& feature = sample_.features[f];
      const std::vector<std::uint8_t>& classes = sample_.classes[f];
      ClassCounts all{};
      for (const std::uint8_t c : classes) ++all[c];
      for (const ClassRange& range : outcomes_of(feature, f, all, scenario_.horizon_years)) {
        const auto in = [&](std::size_t path) { return range.holds(classes[path]) ? 1.0 : 0.0; };
        std::uint64_t with = 0;
        for (std::size_t c = range.low; c <= range.high; ++c) with += all[c];
        BeliefShift shift;
        shift.subject = feature.feature.subject;
        shift.condition = condition_text(feature, range.low, range.high);
        shift.before = probability_estimate(with, sample_.paths);
        const auto moved = errors.expectation(in, shift.before.value);
        shift.after = moved.after;
        shift.change = moved.change;
        shifts[f].push_back(std::move(shift));
      }
    });
    for (auto& of_feature : shifts)
      for (BeliefShift& shift : of_feature) add(std::move(shift), out.shifts);
    const double critical =
        out.shifts.empty()
            ? 0.0
            : normal_quantile_complement(0.5 * significance / static_cast<double>(out.shifts.size()));
    for (BeliefShift& shift : out.shifts) {
      const double p = shift.before.value;
      const bool enough = out.carrying_paths * std::min(p, 1.0 - p) >= few;
      shift.significant = enough && std::fabs(shift.change.value) > critical * shift.change.standard_error;
    }
    const auto information = [](const BeliefShift& shift) {
      return relative_entropy(std::clamp(shift.after.value, 0.0, 1.0), shift.before.value);
    };
    std::stable_sort(out.shifts.begin(), out.shifts.end(), [&](const BeliefShift& a, const BeliefShift& b) {
      return std::pair(a.significant, information(a)) > std::pair(b.significant, information(b));
    });
  }

  /// The same paths under another name, e.g. `first < 12m` and `count >= 1`, are told once.
  static void add(BeliefShift shift, std::vector<BeliefShift>& shifts) {
    const auto known = std::find_if(shifts.begin(), shifts.end(), [&](const BeliefShift& other) {
      return other.before.value == shift.before.value &&
             std::fabs(other.after.value - shift.after.value) <= 1e-12;
    });
    if (known == shifts.end())
      shifts.push_back(std::move(shift));
    else if (known->subject != shift.subject)
      known->also.push_back(std::move(shift.condition));
  }

  const ReverseScenario& scenario_;
  const ReverseSample& sample_;
  int threads_;
};

}  // namespace

Result<BeliefStudy> reverse_belief(const std::filesystem::path& file, const ReadOptions& read,
                                   const BeliefOptions& options, Sources& sources) {
  ReverseRequest request;
  request.source = "--limit";
  request.limits = [&](const Market& market) {
    if (!options.limits.empty()) return options.limits;
    std::vector<std::string> texts;
    for (const Limit& limit : market.report.limits) texts.push_back(limit.text);
    return texts;
  };
  Result<ReverseScenario> scenario = prepare_reverse(file, read, request, sources);
  if (!scenario) return scenario.diagnostics();
  BeliefStudy out;
  if (scenario.value().limits.empty()) return {std::move(out), scenario.diagnostics()};
  const ReverseSample sample = run_reverse(scenario.value(), options.run, {});
  out.title = scenario.value().title;
  out.paths = sample.paths;
  out.seed = sample.seed;
  const BeliefReport report(scenario.value(), sample, options.run.threads);
  for (std::size_t i = 0; i < scenario.value().limits.size(); ++i) out.beliefs.push_back(report.of(i));
  return {std::move(out), scenario.diagnostics()};
}

}  // namespace faultline
