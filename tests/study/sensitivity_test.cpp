#include "faultline/sensitivity.h"

#include "math/special.h"
#include "support/statistics.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace faultline {
namespace {

using testing::within;

constexpr const char* gbm = R"(
faultline: 1
horizon: 1y
parameters:
  mu: {value: 7%, range: [2%, 12%]}
  sigma: {value: 25%, range: [15%, 40%]}
assets:
  A: {drift: mu, volatility: sigma}
)";

constexpr const char* poisson = R"(
faultline: 1
horizon: 1y
parameters:
  lambda: {value: 1.5/y, range: [0.5/y, 3/y]}
  doubled: 2 * lambda
  sure: 100%
  size: uniform(-6%, -2%)
assets:
  B: {drift: 0, volatility: 0}
  C: {drift: 0, volatility: 0}
shocks:
  hit: {kind: arrivals, rate: doubled / 2, impact: {B: -4%}}
  drawn: {kind: arrivals, rate: 1/y, upon: [{shock: hit, chance: sure}], impact: {C: size}}
)";

/// A scenario in a file of its own, gone with it.
class ScenarioFile {
 public:
  explicit ScenarioFile(const std::string& yaml) {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() / (std::string("faultline_") + test->name() + ".yaml");
    std::ofstream(path_) << yaml;
  }
  ~ScenarioFile() { std::filesystem::remove(path_); }
  ScenarioFile(const ScenarioFile&) = delete;
  ScenarioFile& operator=(const ScenarioFile&) = delete;

  template <class Study>
  auto run(const Study& study, const SensitivityOptions& options) const {
    Sources sources;
    auto found = study(path_, ReadOptions{}, options, sources);
    if (!found) throw std::runtime_error(to_text(found.diagnostics(), sources));
    return std::move(found).value();
  }

 private:
  std::filesystem::path path_;
};

SensitivityOptions asking(std::vector<std::string> metrics, std::uint64_t paths) {
  SensitivityOptions options;
  options.metrics = std::move(metrics);
  options.paths = paths;
  options.threads = 2;
  return options;
}

const Slope& slope(const GradientMetric& metric, const std::string& parameter) {
  for (const Slope& found : metric.slopes)
    if (found.parameter == parameter) return found;
  throw std::runtime_error("no slope of " + parameter);
}

const Swing& swing(const TornadoMetric& metric, const std::string& parameter) {
  for (const Swing& found : metric.swings)
    if (found.parameter == parameter) return found;
  throw std::runtime_error("no swing of " + parameter);
}

/// Closed forms for S_1 = exp(mu - sigma^2 / 2 + sigma z).
struct Lognormal {
  double mu = 0.07, sigma = 0.25;

  double mean() const { return std::exp(mu) - 1.0; }
  double kept(double c) const {
    return std::exp(mu - sigma * sigma / 2.0 + sigma * normal_quantile(1.0 - c));
  }
  double var(double c) const { return 1.0 - kept(c); }
  double es(double c) const {
    return 1.0 - std::exp(mu) * normal_cdf(normal_quantile(1.0 - c) - sigma) / (1.0 - c);
  }
  double prob(double loss) const {
    return normal_cdf((std::log(1.0 - loss) - mu + sigma * sigma / 2.0) / sigma);
  }
};

double drift_slope(double (Lognormal::*figure)(double) const, double level) {
  const double h = 1e-5;
  return ((Lognormal{0.07 + h, 0.25}.*figure)(level) - (Lognormal{0.07 - h, 0.25}.*figure)(level)) /
         (2.0 * h);
}

double vega(double (Lognormal::*figure)(double) const, double level) {
  const double h = 1e-5;
  return ((Lognormal{0.07, 0.25 + h}.*figure)(level) - (Lognormal{0.07, 0.25 - h}.*figure)(level)) /
         (2.0 * h);
}

TEST(Gradient, OfAGeometricBrownianMotionIsTheClosedForm) {
  const ScenarioFile file(gbm);
  const Gradient found =
      file.run(gradient, asking({"mean(A)", "var(A, 95%)", "es(A, 95%)", "prob(A, loss >= 20%)"}, 2'000'000));
  EXPECT_TRUE(within(slope(found.metrics[0], "mu").derivative, std::exp(0.07)));
  EXPECT_TRUE(within(slope(found.metrics[0], "sigma").derivative, 0.0));
  EXPECT_TRUE(within(slope(found.metrics[0], "mu").elasticity, 0.07 * std::exp(0.07) / Lognormal{}.mean()));
  const auto check = [&](const GradientMetric& metric, auto figure, double level) {
    EXPECT_TRUE(within(metric.value, (Lognormal{}.*figure)(level))) << metric.text;
    EXPECT_TRUE(within(slope(metric, "mu").derivative, drift_slope(figure, level))) << metric.text;
    EXPECT_TRUE(within(slope(metric, "sigma").derivative, vega(figure, level))) << metric.text;
    // Tight enough to notice a wrong factor.
    EXPECT_LT(slope(metric, "sigma").derivative.standard_error, 0.012 * std::fabs(vega(figure, level)));
  };
  check(found.metrics[1], &Lognormal::var, 0.95);
  check(found.metrics[2], &Lognormal::es, 0.95);
  check(found.metrics[3], &Lognormal::prob, 0.2);
  EXPECT_EQ(found.metrics[2].slopes.front().parameter, "sigma");
}

TEST(Gradient, FollowsJumpsDependentAndDrawnParametersAndEndsOfTheAllowed) {
  const ScenarioFile file(poisson);
  const Gradient found =
      file.run(gradient, asking({"mean(B)", "mean(C)", "prob(hit.count >= 1)"}, 1'000'000));
  // E[B] = exp(-0.04 lambda) - 1, read through `doubled`.
  const double per_rate = -0.04 * std::exp(-0.06);
  EXPECT_TRUE(within(slope(found.metrics[0], "lambda").derivative, per_rate));
  EXPECT_TRUE(within(slope(found.metrics[0], "doubled").derivative, per_rate / 2.0));
  EXPECT_LT(slope(found.metrics[0], "lambda").derivative.standard_error, 0.01 * 0.04);
  EXPECT_TRUE(within(slope(found.metrics[2], "lambda").derivative, std::exp(-1.5)));
  // `size` is drawn: E[C] = E[exp(rate size)] - 1, here scaled; rate 1 + lambda sure. `sure` cannot exceed 1.
  const auto mean_c = [](double scale, double sure) {
    const double rate = 1.0 + 1.5 * sure;
    return testing::integrate([&](double x) { return std::exp(rate * scale * x) / 0.04; }, -0.06, -0.02) -
           1.0;
  };
  const double by_size = (mean_c(1.05, 0.95) - mean_c(0.95, 0.95)) / 0.1 / -0.04;
  const double by_sure = (mean_c(1.0, 1.0) - mean_c(1.0, 0.9)) / 0.1;
  EXPECT_TRUE(within(slope(found.metrics[1], "size").derivative, by_size));
  EXPECT_TRUE(within(slope(found.metrics[1], "sure").derivative, by_sure));
  ASSERT_EQ(found.run.notes.size(), 2u);
  EXPECT_EQ(found.run.notes[0].name, "sure");
}

TEST(Tornado, MovesEachParameterOverItsRange) {
  const ScenarioFile file(gbm);
  const Tornado found = file.run(tornado, asking({"mean(A)", "es(A, 95%)"}, 200'000));
  const TornadoMetric& mean = found.metrics[0];
  EXPECT_EQ(mean.swings.front().parameter, "mu");
  EXPECT_TRUE(within(swing(mean, "mu").change_low, std::exp(0.02) - std::exp(0.07)));
  EXPECT_TRUE(within(swing(mean, "mu").change_high, std::exp(0.12) - std::exp(0.07)));
  const TornadoMetric& es = found.metrics[1];
  EXPECT_EQ(es.swings.front().parameter, "sigma");
  EXPECT_TRUE(within(es.base, Lognormal{}.es(0.95)));
  const Swing& widest = es.swings.front();
  EXPECT_TRUE(within(widest.change_high, Lognormal{0.07, 0.4}.es(0.95) - Lognormal{}.es(0.95)));
  // Paired: unpaired errors would be several times as wide.
  const double unpaired = std::hypot(es.base.standard_error, widest.at_high.standard_error);
  EXPECT_LT(5.0 * widest.change_high.standard_error, unpaired);
}

TEST(Sensitivity, MovesOnlyWhatIsAskedForAndRefusesUnknownNames) {
  const ScenarioFile file(gbm);
  SensitivityOptions options = asking({"mean(A)"}, 10'000);
  options.parameters = {"sigma"};
  EXPECT_EQ(file.run(gradient, options).metrics[0].slopes.size(), 1u);
  options.parameters = {"sigmo"};
  EXPECT_THROW(file.run(tornado, options), std::runtime_error);
}

TEST(Sensitivity, LeavesOutWhatNothingReads) {
  const ScenarioFile file(
      "faultline: 1\nhorizon: 1y\nparameters:\n  mu: {value: 7%, range: [2%, 12%], note: not spare}\n"
      "  spare: {value: 25%, range: [15%, 40%]}\nassets:\n  A: {drift: mu, volatility: 20%}\n");
  SensitivityOptions options = asking({"mean(A)"}, 4096);
  options.rows = 64;
  for (const SensitivityRun& run : {file.run(tornado, options).run, file.run(gradient, options).run,
                                    file.run(sobol_study, options).run}) {
    ASSERT_EQ(run.notes.size(), 1u);
    EXPECT_EQ(run.notes[0].name, "spare");
    EXPECT_EQ(run.notes[0].text, "left out: nothing reads it");
  }
}

// Zero volatility: returns are exp(expression) - 1, and the mean is the function of the parameters itself.
constexpr const char* expression = R"(
faultline: 1
horizon: 1y
parameters:
  a: {value: 0.5, range: [-1, 1]}
  b: {value: 0.5, range: [-1, 1]}
  c: {value: 0.5, range: [-1, 1]}
assets:
  A:
    drift: log(1 + (a * (1 + 2 * c ^ 2) + 2 * b ^ 2) / 10)
    volatility: 0
)";

TEST(SobolStudy, FindsTheIndicesOfAnExpression) {
  const ScenarioFile file(expression);
  SensitivityOptions options = asking({"mean(A)"}, 2);
  options.rows = 2048;
  const SobolStudy found = file.run(sobol_study, options);
  // f = a (1 + 2 c^2) + 2 b^2 with a, b, c uniform on [-1, 1]; E a^2 = 1/3, E (1 + 2 c^2) = 5/3,
  // E (1 + 2 c^2)^2 = 1 + 4/3 + 4/5, var b^2 = 4/45.
  const double a = 25.0 / 27.0, ac = (47.0 / 15.0 - 25.0 / 9.0) / 3.0, b = 16.0 / 45.0, all = a + ac + b;
  const SobolMetric& metric = found.metrics.front();
  EXPECT_TRUE(metric.resolved);
  EXPECT_NEAR(metric.noise, 0.0, 1e-20);
  EXPECT_NEAR(100.0 * metric.variance.value, all, 4.5 * 100.0 * metric.variance.standard_error);
  ASSERT_EQ(metric.shares.size(), 3u);
  EXPECT_EQ(metric.shares[0].parameter, "a");
  EXPECT_EQ(metric.shares[1].parameter, "b");
  const double first[] = {a / all, b / all, 0.0}, total[] = {(a + ac) / all, b / all, ac / all};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(within(metric.shares[i].first, first[i])) << i;
    EXPECT_TRUE(within(metric.shares[i].total, total[i])) << i;
    EXPECT_LT(metric.shares[i].first.standard_error, 0.03) << i;
    EXPECT_LT(metric.shares[i].total.standard_error, 0.03) << i;
  }
}

TEST(SobolStudy, RemovesNoiseAndDrawsLaws) {
  // small and large: shares 1/5 and 4/5 up to the curvature of exp, under much noise.
  const ScenarioFile file(R"(
faultline: 1
horizon: 1y
parameters:
  small: 0% +- 1%
  large: normal(0, 2%)
assets:
  A: {drift: small + large, volatility: 40%}
)");
  SensitivityOptions options = asking({"mean(A)"}, 512);
  options.rows = 2048;
  const SobolMetric metric = file.run(sobol_study, options).metrics.front();
  ASSERT_TRUE(metric.resolved);
  EXPECT_NEAR(metric.variance.value, 5e-4, 4.5 * metric.variance.standard_error);
  EXPECT_GT(metric.noise, 0.5 * metric.variance.value);  // left in, it would be a third of the shares' sum
  ASSERT_EQ(metric.shares[0].parameter, "large");
  EXPECT_TRUE(within(metric.shares[0].total, 0.8));
  EXPECT_TRUE(within(metric.shares[1].total, 0.2));
  EXPECT_TRUE(within(metric.shares[0].first, 0.8));
  EXPECT_LT(metric.shares[0].total.standard_error, 0.06);
}

TEST(SobolStudy, IsTheSameAtAnyNumberOfThreads) {
  const ScenarioFile file(gbm);
  SensitivityOptions options = asking({"es(A, 95%)"}, 1000);
  options.rows = 32;
  const SobolStudy two = file.run(sobol_study, options);
  options.threads = 1;
  const SobolStudy one = file.run(sobol_study, options);
  EXPECT_EQ(one.metrics[0].variance.value, two.metrics[0].variance.value);
  EXPECT_EQ(one.metrics[0].shares[0].total.value, two.metrics[0].shares[0].total.value);
}

}  // namespace
}  // namespace faultline
