#include "faultline/risk_report.h"
#include "risk/figures.h"
#include "risk/sample_market.h"

#include <cmath>
#include <stdexcept>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

RiskReport report_of(std::uint64_t paths, bool exact, std::uint64_t seed = 1) {
  const Outputs outputs = one_series_outputs();
  return measure(
      outputs,
      tally_of(
          outputs, paths,
          [seed](std::uint64_t p, std::vector<double>& row) { one_series_path(p, row, seed); }, exact));
}

const HorizonReport& core(const RiskReport& report) {
  return report.series[0].horizons[0];
}

void expect_close(const Estimate& a, const Estimate& b, double resolution, const char* what) {
  EXPECT_EQ(a.n, b.n) << what;
  EXPECT_NEAR(a.value, b.value, resolution * std::fabs(a.value) + 1e-6) << what;
  if (std::isnan(a.standard_error)) return;
  EXPECT_NEAR(a.standard_error, b.standard_error, 0.25 * a.standard_error + resolution * std::fabs(a.value))
      << what;
}

void expect_close(const Figures& a, const Figures& b, double resolution, const char* what) {
  EXPECT_EQ(a.mean->value, b.mean->value) << what;
  EXPECT_EQ(a.mean->standard_error, b.mean->standard_error) << what;
  EXPECT_EQ(a.sd->value, b.sd->value) << what;
  EXPECT_EQ(a.kurtosis->value, b.kurtosis->value) << what;
  for (std::size_t i = 0; i < a.prob_loss.size(); ++i) {
    EXPECT_EQ(a.prob_loss[i].estimate.value, b.prob_loss[i].estimate.value) << what;
    EXPECT_EQ(a.prob_loss[i].estimate.standard_error, b.prob_loss[i].estimate.standard_error) << what;
  }
  for (const auto& [x, y] : {std::pair{&a.quantiles, &b.quantiles},
                             {&a.var, &b.var},
                             {&a.es, &b.es},
                             {&a.max_drawdown->quantiles, &b.max_drawdown->quantiles}}) {
    ASSERT_EQ(x->size(), y->size());
    for (std::size_t i = 0; i < x->size(); ++i)
      expect_close((*x)[i].estimate, (*y)[i].estimate, resolution, what);
  }
}

TEST(Measure, HistogramsAgreeWithSamples) {
  const RiskReport exact = report_of(200'000, true), binned = report_of(200'000, false);
  EXPECT_EQ(exact.resolution, 0.0);
  EXPECT_EQ(binned.resolution, 0x1p-11);
  expect_close(core(exact).figures, core(binned).figures, binned.resolution, "with");
  expect_close(*core(exact).without_shocks, *core(binned).without_shocks, binned.resolution, "without");
  expect_close(exact.given[0].series[0].horizons[0].figures, binned.given[0].series[0].horizons[0].figures,
               binned.resolution, "given");
  const Figures &a = *core(exact).change, &b = *core(binned).change;
  EXPECT_EQ(a.sd->standard_error, b.sd->standard_error);
  EXPECT_NEAR(a.es[1].estimate.standard_error, b.es[1].estimate.standard_error,
              0.05 * a.es[1].estimate.standard_error);
  EXPECT_NEAR(a.var[0].estimate.standard_error, b.var[0].estimate.standard_error,
              0.15 * a.var[0].estimate.standard_error);
}

TEST(Measure, MeanIsWithinItsErrorOfTheClosedForm) {
  const RiskReport report = report_of(400'000, true);
  const double twin = std::exp(0.05 + 0.5 * 0.25 * 0.25);
  const Estimate& mean = *core(report).figures.mean;
  EXPECT_LT(std::fabs(mean.value - (twin * (0.7 + 0.3 * 0.8) - 1.0)), 4.0 * mean.standard_error);
  EXPECT_LT(mean.standard_error, 0.02 * 0.05);
  const Estimate& undisturbed = *core(report).without_shocks->mean;
  EXPECT_LT(std::fabs(undisturbed.value - (twin - 1.0)), 4.0 * undisturbed.standard_error);
}

TEST(Measure, ChangesArePairedAndNarrow) {
  const RiskReport report = report_of(100'000, true);
  const HorizonReport& at = core(report);
  EXPECT_DOUBLE_EQ(at.change->mean->value, at.figures.mean->value - at.without_shocks->mean->value);
  EXPECT_LT(at.change->mean->standard_error, 0.4 * at.figures.mean->standard_error);
  EXPECT_LT(at.change->es[0].estimate.standard_error, at.figures.es[0].estimate.standard_error);
}

/// The stated error of every kind of change is the spread over independent runs.
TEST(Measure, ErrorsOfChangesAreTheirSpread) {
  constexpr std::uint64_t runs = 60;
  struct Watch {
    const char* name;
    std::function<Estimate(const Figures&)> of;
    double sum = 0.0, squares = 0.0, stated = 0.0;
  };
  std::vector<Watch> watched;
  const auto watch = [&](const char* name, std::function<Estimate(const Figures&)> of) {
    watched.push_back({name, std::move(of)});
  };
  watch("mean", [](const Figures& f) { return *f.mean; });
  watch("sd", [](const Figures& f) { return *f.sd; });
  watch("skewness", [](const Figures& f) { return *f.skewness; });
  watch("var 95%", [](const Figures& f) { return f.var[0].estimate; });
  watch("es 95%", [](const Figures& f) { return f.es[0].estimate; });
  watch("median", [](const Figures& f) { return f.quantiles[7].estimate; });
  watch("P(L >= 20%)", [](const Figures& f) { return f.prob_loss[1].estimate; });
  watch("drawdown", [](const Figures& f) { return *f.max_drawdown->mean; });
  for (std::uint64_t run = 0; run < runs; ++run) {
    const RiskReport report = report_of(20'000, true, 100 + run);
    for (Watch& w : watched) {
      const Estimate e = w.of(*core(report).change);
      w.sum += e.value;
      w.squares += e.value * e.value;
      w.stated += e.standard_error;
    }
  }
  for (const Watch& w : watched) {
    const double spread = std::sqrt((w.squares - w.sum * w.sum / runs) / (runs - 1));
    EXPECT_NEAR(w.stated / runs / spread, 1.0, 0.3) << w.name;
  }
}

TEST(Measure, ConditionsCountTheirPathsAndFlagThinTails) {
  const RiskReport report = report_of(20'000, true);
  const GivenReport& given = report.given[0];
  const double share = static_cast<double>(given.paths) / 20'000.0;
  EXPECT_EQ(given.probability.value, share);
  EXPECT_EQ(given.effective_paths, static_cast<double>(given.paths));
  const Figures& figures = given.series[0].horizons[0].figures;
  EXPECT_EQ(figures.mean->n, given.paths);
  EXPECT_FALSE(figures.quantiles[7].estimate.unreliable);
  EXPECT_TRUE(figures.quantiles.front().estimate.unreliable);
  EXPECT_EQ(figures.es[1].estimate.unreliable, 0.01 * static_cast<double>(given.paths) < 100.0);
  EXPECT_FALSE(core(report).figures.quantiles.front().estimate.unreliable);
}

TEST(Measure, AConditionThatNeverHoldsHasNoFigures) {
  const Outputs outputs = one_series_outputs();
  for (bool exact : {true, false}) {
    const RiskReport report = measure(outputs, tally_of(
                                                   outputs, 5000,
                                                   [](std::uint64_t p, std::vector<double>& row) {
                                                     one_series_path(p, row);
                                                     row[4] = 0.0;
                                                     row[6] = HUGE_VAL;
                                                   },
                                                   exact));
    const Figures& figures = report.given[0].series[0].horizons[0].figures;
    EXPECT_FALSE(figures.mean->exists());
    EXPECT_FALSE(figures.es[0].estimate.exists());
    EXPECT_EQ(report.shocks[0].figures[2].value.value, 1.0);
    EXPECT_FALSE(report.shocks[0].figures[2].quantiles[7].estimate.exists());
  }
}

TEST(Measure, TimesReportNever) {
  for (bool exact : {true, false}) {
    const RiskReport report = report_of(50'000, exact);
    const FigureReport& first = report.shocks[0].figures[2];
    EXPECT_LT(std::fabs(first.value.value - 0.7), 4.0 * first.value.standard_error);
    EXPECT_NEAR(first.quantiles[5].estimate.value, 1.0 / 3.0,
                4.5 * first.quantiles[5].estimate.standard_error);
    EXPECT_FALSE(first.quantiles[7].estimate.exists());
  }
}

TEST(Measure, OnlyWhatIsAskedForIsThere) {
  Outputs outputs = one_series_outputs();
  outputs.measures = {true, false, false, false, false, false, false, false, false};
  outputs.columns[0].retain = Retain::moments;
  const RiskReport report = measure(
      outputs,
      tally_of(outputs, 5000, [](std::uint64_t p, std::vector<double>& row) { one_series_path(p, row); }));
  const Figures& figures = core(report).figures;
  EXPECT_TRUE(figures.mean && !figures.sd && figures.quantiles.empty() && figures.es.empty() &&
              !figures.max_drawdown);
}

TEST(Measure, WithoutPathsThereAreNoFigures) {
  const Outputs outputs = one_series_outputs();
  for (const bool exact : {true, false}) {
    const Tally nothing(outputs, {1000, exact ? 8000u : 1u});
    const RiskReport report = measure(outputs, nothing);
    EXPECT_EQ(report.paths, 0u);
    EXPECT_FALSE(core(report).figures.mean->exists());
    for (const LevelEstimate& es : core(report).figures.es) EXPECT_FALSE(es.estimate.exists());
    for (const LevelEstimate& loss : core(report).figures.prob_loss) EXPECT_FALSE(loss.estimate.exists());
  }
}

TEST(Measure, RefusesTheTallyOfOtherOutputs) {
  const Outputs outputs = one_series_outputs();
  const Tally tally(Outputs{}, {1000});
  Metric mean;
  EXPECT_THROW(measure(outputs, tally), std::invalid_argument);
  EXPECT_THROW(evaluate(mean, outputs, tally), std::invalid_argument);
  EXPECT_THROW(reached({mean, 0.01}, outputs, tally), std::invalid_argument);
}

}  // namespace
}  // namespace faultline::testing
