#include "risk/figures.h"
#include "risk/sample_market.h"

#include <array>
#include <atomic>
#include <cmath>
#include <map>
#include <numbers>
#include <random>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <gtest/gtest.h>
#include <tbb/parallel_for.h>

namespace faultline::testing {
namespace {

/// A law of returns with what is to be estimated known in closed form.
struct Law {
  std::function<double(std::mt19937_64&)> draw;
  double mean = 0.0;
  std::function<double(double)> quantile;
  std::function<double(double)> shortfall;  ///< of the losses -x at a confidence
};

const boost::math::normal standard_normal;

Law normal_law() {
  constexpr double m = 0.07, s = 0.2;
  return {[](std::mt19937_64& bits) { return std::normal_distribution<double>(m, s)(bits); }, m,
          [](double p) { return m + s * boost::math::quantile(standard_normal, p); },
          [](double c) {
            const double z = boost::math::quantile(standard_normal, c);
            return -m + s * boost::math::pdf(standard_normal, z) / (1.0 - c);
          }};
}

Law lognormal_law() {
  constexpr double m = 0.02, s = 0.35;
  return {[](std::mt19937_64& bits) { return std::expm1(std::normal_distribution<double>(m, s)(bits)); },
          std::expm1(m + 0.5 * s * s),
          [](double p) { return std::expm1(m + s * boost::math::quantile(standard_normal, p)); },
          [](double c) {
            const double z = boost::math::quantile(standard_normal, 1.0 - c);
            return 1.0 - std::exp(m + 0.5 * s * s) * boost::math::cdf(standard_normal, z - s) / (1.0 - c);
          }};
}

Law student_law() {
  constexpr double dof = 5.0, s = 0.15;
  return {[](std::mt19937_64& bits) { return s * std::student_t_distribution<double>(dof)(bits); }, 0.0,
          [](double p) { return s * boost::math::quantile(boost::math::students_t(dof), p); },
          [](double c) {
            const boost::math::students_t law(dof);
            const double q = boost::math::quantile(law, c);
            return s * (dof + q * q) / (dof - 1.0) * boost::math::pdf(law, q) / (1.0 - c);
          }};
}

constexpr std::array loss_chances = {0.001, 0.01, 0.1, 0.5};
constexpr double condition_chance = 0.1;
constexpr std::uint64_t paths = 50'000;

Outputs outputs_for(const Law& law) {
  Outputs outputs;
  outputs.columns = {{Retain::samples, "return"}, {Retain::moments, "condition"}};
  outputs.horizons = {{"12m", 1.0, true}};
  outputs.series = {{"core", "portfolio", true, {{ColumnId{0}, {}, {}, {}, {}, {}}}}};
  outputs.given = {{"bad", ColumnId{1}}};
  outputs.confidence = {0.95, 0.99};
  for (double p : loss_chances) outputs.losses.push_back(-law.quantile(p));
  return outputs;
}

std::map<std::string, double> truths(const Law& law) {
  std::map<std::string, double> truth = {{"mean", law.mean},
                                         {"quantile 1%", law.quantile(0.01)},
                                         {"quantile 50%", law.quantile(0.5)},
                                         {"quantile 99%", law.quantile(0.99)},
                                         {"es 95%", law.shortfall(0.95)},
                                         {"es 99%", law.shortfall(0.99)},
                                         {"conditional mean", -law.shortfall(1.0 - condition_chance)}};
  for (double p : loss_chances) truth["probability " + std::to_string(p)] = p;
  return truth;
}

std::map<std::string, Estimate> estimates(const Law& law, const Outputs& outputs, unsigned seed) {
  std::mt19937_64 bits(seed);
  const double threshold = law.quantile(condition_chance);
  const Tally tally = tally_of(outputs, paths, [&](std::uint64_t, std::vector<double>& row) {
    row[0] = law.draw(bits);
    row[1] = row[0] <= threshold ? 1.0 : 0.0;
  });
  const TallyView view(tally);
  const Figures figures = read_figures(view, {ColumnId{0}, {}}, TallyLayout::none, outputs);
  std::map<std::string, Estimate> all = {{"mean", *figures.mean},
                                         {"quantile 1%", figures.quantiles[2].estimate},
                                         {"quantile 50%", figures.quantiles[7].estimate},
                                         {"quantile 99%", figures.quantiles[12].estimate},
                                         {"es 95%", figures.es[0].estimate},
                                         {"es 99%", figures.es[1].estimate},
                                         {"conditional mean", mean_estimate(view.moments({0, 0}))}};
  for (std::size_t i = 0; i < loss_chances.size(); ++i) {
    all["probability " + std::to_string(loss_chances[i])] = figures.prob_loss[i].estimate;
  }
  return all;
}

/// 95 % intervals, value +- 1.96 standard errors, must hold the truth in 93 to 97 % of many runs.
void expect_coverage(const Law& law) {
  constexpr unsigned runs = 1000;
  const Outputs outputs = outputs_for(law);
  const std::map<std::string, double> truth = truths(law);
  std::vector<std::map<std::string, bool>> covered(runs);
  tbb::parallel_for(0u, runs, [&](unsigned run) {
    for (const auto& [name, estimate] : estimates(law, outputs, 1000 + run)) {
      covered[run][name] = std::fabs(estimate.value - truth.at(name)) <= 1.96 * estimate.standard_error;
    }
  });
  for (const auto& [name, value] : truth) {
    unsigned hits = 0;
    for (const auto& run : covered) hits += run.at(name);
    const double share = static_cast<double>(hits) / runs;
    ::testing::Test::RecordProperty(name, std::to_string(share));
    EXPECT_GE(share, 0.93) << name;
    EXPECT_LE(share, 0.97) << name;
  }
}

TEST(Coverage, Normal) {
  expect_coverage(normal_law());
}
TEST(Coverage, Lognormal) {
  expect_coverage(lognormal_law());
}
TEST(Coverage, StudentT) {
  expect_coverage(student_law());
}

}  // namespace
}  // namespace faultline::testing
