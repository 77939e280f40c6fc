#include "study/reverse_shares.h"

#include "risk/estimators.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace faultline {
namespace {

constexpr double rare = 1e-3;  ///< counts that fewer paths reach are not told
constexpr std::uint8_t most_told = 4;
constexpr double few = 10.0;  ///< expected paths below which counts are not about normal

std::uint64_t sum(const ClassCounts& counts, std::size_t low, std::size_t high) {
  return std::accumulate(counts.begin() + static_cast<std::ptrdiff_t>(low),
                         counts.begin() + static_cast<std::ptrdiff_t>(high) + 1, std::uint64_t{0});
}

class OutcomeList {
 public:
  OutcomeList(const CutFeature& cut, std::size_t position, const ClassCounts& all)
      : cut_(cut), position_(position), all_(all), last_(static_cast<std::uint8_t>(cut.cuts.size())) {}

  std::vector<ClassRange> run(double horizon) {
    switch (cut_.feature.kind) {
      case FeatureKind::flag:
        add(1, 1);
        break;
      case FeatureKind::count:
        for (std::uint8_t k = 1; k <= std::min(last_, most_told); ++k)
          if (k == 1 || share(k, last_) >= rare) add(k, last_);
        break;
      case FeatureKind::time:
        add_times(horizon);
        break;
      case FeatureKind::number:
        add_numbers();
        break;
    }
    return std::move(out_);
  }

 private:
  double share(std::size_t low, std::size_t high) const {
    return static_cast<double>(sum(all_, low, high)) / static_cast<double>(sum(all_, 0, last_));
  }

  void add(std::uint8_t low, std::uint8_t high) {
    const std::uint64_t with = sum(all_, low, high);
    if (low <= high && with > 0 && with < sum(all_, 0, last_)) out_.push_back({position_, low, high});
  }

  void add_times(double horizon) {
    if (last_ < 4) return;
    const std::uint8_t quarter = cut_.class_from(0.25 * horizon), half = cut_.class_from(0.5 * horizon);
    const auto before_never = static_cast<std::uint8_t>(last_ - 1);
    add(0, static_cast<std::uint8_t>(quarter - 1));
    if (half != quarter) add(0, static_cast<std::uint8_t>(half - 1));
    add(half, before_never);
  }

  void add_numbers() {
    const std::size_t first = cut_.feature.zero_is_none ? 1 : 0;
    for (const double p : {0.1, 0.25}) {
      const std::uint8_t low = class_at(all_, first, cut_.classes(), p);
      const std::uint8_t high = class_at(all_, first, cut_.classes(), 1.0 - p);
      if (cut_.feature.rare_low && low > 0) add(0, static_cast<std::uint8_t>(low - 1));
      if (cut_.feature.rare_high) add(high, last_);
    }
  }

  const CutFeature& cut_;
  std::size_t position_;
  const ClassCounts& all_;
  std::uint8_t last_;
  std::vector<ClassRange> out_;
};

}  // namespace

ReverseShares shares_of(const Crossing& counts, std::string condition) {
  ReverseShares out;
  out.condition = std::move(condition);
  out.in_tail = probability_estimate(counts.tail_with, counts.tail);
  out.of_all = probability_estimate(counts.with, counts.paths);
  out.loss_given = probability_estimate(counts.tail_with, counts.with);
  out.lift.n = counts.paths;
  if (counts.with == 0 || counts.tail == 0) return out;
  const auto n = static_cast<double>(counts.paths);
  const double both = static_cast<double>(counts.tail_with) / n, with = static_cast<double>(counts.with) / n,
               tail = static_cast<double>(counts.tail) / n;
  out.lift.value = both / (with * tail);
  const double variance = 1.0 / both - 1.0 / with - 1.0 / tail + 2.0 * out.lift.value - 1.0;
  out.lift.standard_error =
      both > 0.0 ? out.lift.value * std::sqrt(std::max(0.0, variance) / n) : 1.0 / (n * with * tail);
  return out;
}

double difference_z(const Crossing& counts) {
  const std::uint64_t rest = counts.paths - counts.tail;
  if (counts.tail == 0 || rest == 0 || counts.with == 0 || counts.with == counts.paths) return 0.0;
  const double tail = static_cast<double>(counts.tail), others = static_cast<double>(rest);
  const double pooled = static_cast<double>(counts.with) / static_cast<double>(counts.paths);
  const double difference = static_cast<double>(counts.tail_with) / tail -
                            static_cast<double>(counts.with - counts.tail_with) / others;
  return difference / std::sqrt(pooled * (1.0 - pooled) * (1.0 / tail + 1.0 / others));
}

bool beyond_chance(const Crossing& counts, double z, double critical) {
  const auto rooted = [](double seen, double expected) {
    return 2.0 * std::fabs(std::sqrt(seen + 0.375) - std::sqrt(expected + 0.375));
  };
  const auto tail = static_cast<double>(counts.tail), seen = static_cast<double>(counts.tail_with);
  const double expected = tail * static_cast<double>(counts.with) / static_cast<double>(counts.paths);
  if (expected < few && rooted(seen, expected) <= critical) return false;
  if (tail - expected < few && rooted(tail - seen, tail - expected) <= critical) return false;
  return std::fabs(z) > critical;
}

double relative_entropy(double p, double q) {
  const auto term = [](double a, double b) {
    if (a <= 0.0) return 0.0;
    return b > 0.0 ? a * std::log(a / b) : std::numeric_limits<double>::infinity();
  };
  return std::max(0.0, term(p, q) + term(1.0 - p, 1.0 - q));
}

std::uint8_t class_at(const ClassCounts& counts, std::size_t first, std::size_t classes, double p) {
  const auto total = static_cast<double>(sum(counts, first, classes - 1));
  double below = 0.0;
  std::size_t c = first;
  for (; c + 1 < classes; ++c) {
    const double next = below + static_cast<double>(counts[c]);
    if (next > p * total && next - p * total > p * total - below) break;
    below = next;
  }
  return static_cast<std::uint8_t>(c);
}

std::vector<ClassRange> outcomes_of(const CutFeature& feature, std::size_t position, const ClassCounts& all,
                                    double horizon) {
  return OutcomeList(feature, position, all).run(horizon);
}

}  // namespace faultline
