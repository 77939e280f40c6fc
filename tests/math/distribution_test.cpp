#include "math/distribution.h"

#include "math/special.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace faultline {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Case {
  std::string name;
  Distribution law;
};

std::vector<Case> continuous_laws() {
  return {
      {"normal", Distribution::normal(1.0, 2.0)},
      {"lognormal", Distribution::lognormal(2.0, 0.6)},
      {"uniform", Distribution::uniform(-1.0, 3.0)},
      {"triangular", Distribution::triangular(0.0, 1.0, 4.0)},
      {"triangular at its end", Distribution::triangular(0.0, 0.0, 4.0)},
      {"pert", Distribution::pert(-0.6, -0.2, 0.1)},
      {"beta", Distribution::beta(2.0, 5.0)},
      {"beta at both ends", Distribution::beta(0.7, 0.9)},
      {"gamma", Distribution::gamma(0.7, 2.0)},
      {"exponential", Distribution::exponential(1.5)},
      {"student", Distribution::student_t(6.0, 0.5, 2.0)},
      {"truncated normal", Distribution::normal(0.0, 1.0).truncated(-0.5, 2.0)},
      {"far upper tail", Distribution::normal(0.0, 1.0).truncated(9.0, infinity)},
      {"far lower tail", Distribution::student_t(4.0, 0.0, 1.0).truncated(-infinity, -50.0)},
      {"truncated gamma", Distribution::gamma(3.0, 1.0).truncated(0.5, 1.5)},
  };
}

TEST(Distribution, CdfUndoesTheQuantile) {
  for (const Case& c : continuous_laws()) {
    for (const double u : {1e-9, 0.001, 0.1, 0.24, 0.26, 0.5, 0.77, 0.99, 1.0 - 1e-9}) {
      const double x = c.law.quantile(u);
      EXPECT_NEAR(c.law.cdf(x), u, 1e-12) << c.name << ' ' << u;
      EXPECT_NEAR(c.law.mass_above(x), 1.0 - u, 1e-12) << c.name << ' ' << u;
      EXPECT_GE(x, c.law.lower()) << c.name;
      EXPECT_LE(x, c.law.upper()) << c.name;
    }
  }
}

TEST(Distribution, ExpectationGivesTheMoments) {
  for (const Case& c : continuous_laws()) {
    const double mean = c.law.mean();
    const double variance = c.law.variance();
    const auto square = [mean](double x) { return (x - mean) * (x - mean); };
    EXPECT_NEAR(c.law.expectation([](double x) { return x; }) / mean, 1.0, 1e-9) << c.name;
    EXPECT_NEAR(c.law.expectation(square) / variance, 1.0, 1e-9) << c.name;
    EXPECT_NEAR(c.law.expectation([](double) { return 1.0; }), 1.0, 1e-13) << c.name;
    double coarse = 0.0;
    for (const auto& node : c.law.nodes(48)) coarse += node.weight * node.x;
    EXPECT_NEAR(coarse, mean, 3e-4 * std::sqrt(variance)) << c.name;
  }
}

TEST(Distribution, QuantilesAverageToTheMean) {
  for (const Case& c : continuous_laws()) {
    constexpr int n = 20'000;
    double sum = 0.0;
    for (int i = 0; i < n; ++i) sum += c.law.quantile((i + 0.5) / n);
    EXPECT_NEAR(sum / n, c.law.mean(), 2e-3 * std::sqrt(c.law.variance())) << c.name;
  }
}

TEST(Distribution, ExponentialMomentsHaveClosedForms) {
  const auto exponential = [](double x) { return std::exp(x); };
  EXPECT_NEAR(Distribution::normal(0.1, 0.8).expectation(exponential) / std::exp(0.1 + 0.32), 1.0, 1e-11);
  EXPECT_NEAR(Distribution::normal(0.0, 4.0).expectation(exponential) / std::exp(8.0), 1.0, 1e-9);
  EXPECT_NEAR(Distribution::gamma(2.0, 0.5).expectation(exponential), std::pow(1.0 - 0.25, -2.0), 1e-10);
  EXPECT_NEAR(Distribution::uniform(0.0, 1.0).expectation(exponential), std::exp(1.0) - 1.0, 1e-12);
  EXPECT_NEAR(Distribution::exponential(0.9).expectation(exponential), 10.0, 1e-7);
  // Truncated to x > k: exp(sd^2/2) Phi(sd - k/sd) / Phi(-k/sd).
  const double truth = std::exp(0.5) * normal_cdf(1.0 - 0.3) / normal_cdf(-0.3);
  EXPECT_NEAR(Distribution::normal(0.0, 1.0).truncated(0.3, infinity).expectation(exponential), truth, 1e-10);
}

TEST(Distribution, KinksAreSplitAt) {
  const auto call = [](double x) { return std::max(x - 0.37, 0.0); };
  const double kink = 0.37;
  const double truth = normal_density(kink) - kink * normal_cdf(-kink);
  EXPECT_NEAR(Distribution::normal(0.0, 1.0).expectation(call, {&kink, 1}), truth, 1e-12);
}

TEST(Distribution, ClosedMoments) {
  EXPECT_DOUBLE_EQ(Distribution::pert(0.0, 1.0, 4.0).mean(), (0.0 + 4.0 + 4.0) / 6.0);
  EXPECT_NEAR(Distribution::lognormal(2.0, 0.5).mean(), 2.0 * std::exp(0.125), 1e-15);
  EXPECT_DOUBLE_EQ(Distribution::gamma(4.0, 2.0).variance(), 1.0);
  EXPECT_TRUE(std::isnan(Distribution::student_t(1.0, 0.0, 1.0).mean()));
  EXPECT_EQ(Distribution::student_t(2.0, 0.0, 1.0).variance(), infinity);
  // Mean of a standard normal above a: the inverse Mills ratio.
  const double mills = normal_density(9.0) / normal_cdf(-9.0);
  EXPECT_NEAR(Distribution::normal(0.0, 1.0).truncated(9.0, infinity).mean() / mills, 1.0, 1e-11);
}

TEST(Distribution, EverydayFormsHitTheirQuantiles) {
  const Distribution normal = Distribution::normal_between(-2.0, 5.0);
  EXPECT_NEAR(normal.quantile(0.05), -2.0, 1e-13);
  EXPECT_NEAR(normal.quantile(0.95), 5.0, 1e-13);
  const Distribution lognormal = Distribution::lognormal_between(0.2, 5.0);
  EXPECT_NEAR(lognormal.quantile(0.05), 0.2, 1e-13);
  EXPECT_NEAR(lognormal.quantile(0.95), 5.0, 1e-12);
}

TEST(Distribution, DegenerateArgumentsAreConstants) {
  EXPECT_TRUE(Distribution::normal(3.0, 0.0).is_constant());
  EXPECT_TRUE(Distribution::lognormal(3.0, 0.0).is_constant());
  const Distribution student = Distribution::student_t(3.0, 2.0, 0.0);
  EXPECT_EQ(student.quantile(0.3), 2.0);
  EXPECT_EQ(student.cdf(2.0), 1.0);
  EXPECT_EQ(student.mass_below(2.0), 0.0);
}

TEST(Discrete, TakesTheFirstValueInFileOrderThatReachesU) {
  const Distribution d = Distribution::discrete({5.0, -1.0, 2.0, 9.0}, {0.25, 0.5, 0.0, 0.25});
  EXPECT_EQ(d.quantile(0.25), 5.0);
  EXPECT_EQ(d.quantile(0.2500001), -1.0);
  EXPECT_EQ(d.quantile(0.75), -1.0);
  EXPECT_EQ(d.quantile(0.7500001), 9.0);
  EXPECT_EQ(d.quantile(1.0 - 0x1p-53), 9.0);
  EXPECT_EQ(d.lower(), -1.0);
  EXPECT_DOUBLE_EQ(d.mean(), 3.0);
  EXPECT_DOUBLE_EQ(d.cdf(5.0), 0.75);
  EXPECT_DOUBLE_EQ(d.mass_below(5.0), 0.5);
}

TEST(Discrete, TruncationKeepsAllowedPoints) {
  const Distribution d = Distribution::discrete({0.0, 1.0, 2.0}, {0.2, 0.3, 0.5});
  EXPECT_DOUBLE_EQ(d.probability_outside(0.0, infinity), 0.0);
  EXPECT_DOUBLE_EQ(d.probability_outside(0.0, infinity, false, true), 0.2);
  const Distribution kept = d.truncated(0.0, 1.5, false, true);
  EXPECT_EQ(kept.lower(), 1.0);
  EXPECT_EQ(kept.upper(), 1.0);
}

TEST(Mixture, PicksItsComponentAndRescales) {
  const Distribution a = Distribution::uniform(0.0, 1.0);
  const Distribution b = Distribution::normal(10.0, 1.0);
  const Distribution m = Distribution::mixture({a, b}, {0.25, 0.75});
  EXPECT_DOUBLE_EQ(m.quantile(0.1), 0.4);
  EXPECT_NEAR(m.quantile(0.25 + 0.75 * 0.3), b.quantile(0.3), 1e-14);
  EXPECT_TRUE(std::isfinite(m.quantile(0.25)));
  EXPECT_TRUE(std::isfinite(m.quantile(1.0 - 0x1p-53)));
  EXPECT_DOUBLE_EQ(m.mean(), 0.25 * 0.5 + 7.5);
  EXPECT_NEAR(m.variance(), 0.25 / 12.0 + 0.75 + 0.25 * 0.75 * 9.5 * 9.5, 1e-12);
  EXPECT_NEAR(m.expectation([](double x) { return std::exp(0.1 * x); }),
              0.25 * (std::exp(0.1) - 1.0) / 0.1 + 0.75 * std::exp(1.005), 1e-11);
}

TEST(Mixture, TruncationReweightsByTheMassInside) {
  const Distribution m = Distribution::mixture(
      {Distribution::uniform(0.0, 2.0), Distribution::uniform(1.0, 2.0), Distribution::constant(0.5)},
      {0.5, 0.3, 0.2});
  const Distribution upper = m.truncated(1.0, infinity);
  // 0.25 of the first and all 0.3 of the second remain, both uniform on [1, 2].
  EXPECT_NEAR(upper.cdf(1.25), 0.25, 1e-14);
  EXPECT_NEAR(m.probability_outside(1.0, infinity), 0.45, 1e-14);
  EXPECT_NEAR(upper.quantile(0.25 / 0.55 * 0.5), 1.5, 1e-14);
}

TEST(OrderedQuantile, DoesNotDependOnTheOrderOfThePoints) {
  for (const auto& d : {Distribution::discrete({2.0, 0.5, 9.0}, {0.6, 0.4, 0.0}),
                        Distribution::discrete({0.5, 2.0}, {0.4, 0.6})}) {
    EXPECT_EQ(d.ordered_quantile(0.05), 0.5);
    EXPECT_EQ(d.ordered_quantile(0.4), 0.5);
    EXPECT_EQ(d.ordered_quantile(0.41), 2.0);
    EXPECT_EQ(d.ordered_quantile(1.0 - 1e-6), 2.0);
  }
}

TEST(OrderedQuantile, OfAMixtureInvertsItsDistributionFunction) {
  const Distribution low = Distribution::normal(-0.015, 0.01), high = Distribution::normal(0.015, 0.01);
  const Distribution m = Distribution::mixture({high, low}, {0.6, 0.4});
  for (const double p : {1e-9, 0.05, 0.4, 0.5, 0.95, 1.0 - 1e-6})
    EXPECT_NEAR(m.cdf(m.ordered_quantile(p)), p, 1e-14) << p;
  const Distribution atoms =
      Distribution::mixture({Distribution::uniform(2.0, 3.0), Distribution::constant(0.5)}, {0.7, 0.3});
  EXPECT_EQ(atoms.ordered_quantile(0.3), 0.5);
  EXPECT_NEAR(atoms.ordered_quantile(0.65), 2.5, 1e-14);
}

TEST(Truncated, OfTruncatedIsTheIntersection) {
  const Distribution twice = Distribution::normal(0.0, 1.0).truncated(-1.0, 3.0).truncated(0.0, 5.0);
  const Distribution once = Distribution::normal(0.0, 1.0).truncated(0.0, 3.0);
  EXPECT_EQ(twice.quantile(0.3), once.quantile(0.3));
  EXPECT_EQ(twice.upper(), 3.0);
}

TEST(Truncated, OpenEndsAreNeverDrawn) {
  const Distribution d = Distribution::normal(-3.0, 1.0).truncated(0.0, infinity, false, true);
  EXPECT_GT(d.quantile(0x1p-53), 0.0);
}

TEST(Truncated, KeepsTheFarTailExact) {
  // Beyond 1 - 1e-6: the survival is linear in 1 - u.
  const Distribution law = Distribution::lognormal(1.0, 0.5);
  const double cut = law.quantile(1.0 - 1e-6);
  const Distribution kept = law.truncated(0.0, cut);
  EXPECT_NEAR(kept.quantile(0.5), law.quantile(0.5 * (1.0 - 1e-6)), 1e-14);
  const Distribution far = Distribution::exponential(1.0).truncated(40.0, infinity);
  EXPECT_NEAR(far.mean(), 41.0, 1e-9);
}

TEST(InvalidArguments, NamesWhatIsWrong) {
  using testing::HasSubstr;
  using testing::Optional;
  const auto problem = [](LawFamily family, std::vector<double> a) { return invalid_arguments(family, a); };
  EXPECT_FALSE(problem(LawFamily::normal, {0.0, 0.0}));
  EXPECT_THAT(problem(LawFamily::normal, {0.0, -1.0}), Optional(HasSubstr("sd")));
  EXPECT_THAT(problem(LawFamily::normal, {0.0}), Optional(HasSubstr("2 arguments")));
  EXPECT_THAT(problem(LawFamily::uniform, {1.0, 1.0}), Optional(HasSubstr("lo")));
  EXPECT_THAT(problem(LawFamily::pert, {0.0, 5.0, 4.0}), Optional(HasSubstr("mode")));
  EXPECT_THAT(problem(LawFamily::student_t, {0.0, 0.0, 1.0}), Optional(HasSubstr("dof")));
  EXPECT_THAT(problem(LawFamily::lognormal, {0.0, 1.0}), Optional(HasSubstr("median")));
  EXPECT_THAT(problem(LawFamily::gamma, {1.0, infinity}), Optional(HasSubstr("finite")));
  EXPECT_THAT(invalid_probabilities(std::vector{0.5, 0.4}), Optional(HasSubstr("sum")));
  EXPECT_FALSE(invalid_probabilities(std::vector{0.1, 0.2, 0.7}));
}

TEST(LawFamily, IsFoundByItsName) {
  EXPECT_EQ(law_named("student_t"), LawFamily::student_t);
  EXPECT_EQ(law_named("constant"), std::nullopt);
  EXPECT_EQ(name_of(LawFamily::mixture), "mixture");
  EXPECT_EQ(argument_count(LawFamily::triangular), 3u);
}

}  // namespace
}  // namespace faultline
