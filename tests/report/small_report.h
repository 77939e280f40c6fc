#pragma once

#include "faultline/report.h"

#include <limits>

namespace faultline::testing {

inline Figures small_figures(double shift) {
  Figures f;
  f.mean = Estimate{0.0742 + shift, 0.00088, 100'000};
  f.sd = Estimate{0.281, 0.0012, 100'000};
  f.kurtosis =
      Estimate{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(), 100'000};
  f.quantiles = {
      {0.001, {-0.5, 0.01, 100'000}}, {0.05, {-0.31 + shift, 0.002, 100'000}}, {0.5, {-0.0, 0.001, 100'000}}};
  f.var = {{0.95, {0.31 - shift, 0.002, 100'000}}, {0.975, {0.4, 0.003, 100'000}}};
  f.es = {{0.95, {0.42 - shift, 0.003, 100'000}}};
  f.prob_loss = {{0.1, {0.125, 0.001, 100'000}}};
  f.max_drawdown = DrawdownFigures{Estimate{0.2, 0.001, 100'000}, {{0.5, {0.19, 0.001, 100'000}}}};
  return f;
}

/// A report with one of everything.
inline RiskReport small_report() {
  RiskReport report;
  report.title = "Größe: a small report";
  report.files = {{"deal.yaml", "abc"}};
  report.parameters = {{"curb_rate", 1.5}};
  report.paths = 100'000;
  report.series = {
      {"core", "portfolio", {{"12m", 1.0, small_figures(0.0), small_figures(0.05), small_figures(-0.05)}}}};
  const Estimate never{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
                       100'000};
  report.shocks = {
      {"curb",
       "arrivals",
       {{{"count"}, FigureKind::mean, {1.523, 0.004, 100'000}, {}, {}},
        {{"any"}, FigureKind::probability, {0.78, 0.0013, 100'000}, {}, {}},
        {{"first"},
         FigureKind::time,
         {0.22, 0.0013, 100'000},
         {},
         {{0.05, {0.05, 0.001, 100'000}}, {0.5, {0.43, 0.002, 100'000}}, {0.95, never}}}}},
      {"deal", "phases", {{{"reached", "signed"}, FigureKind::probability, {0.6, 0.0015, 100'000}, {}, {}}}}};
  report.variables = {{"margin",
                       "",
                       {{{"level", "12m"},
                         FigureKind::level,
                         {0.4, 0.0003, 100'000},
                         {0.1, 0.0002, 100'000},
                         {{0.5, {0.41, 0.0004, 100'000}}}}}}};
  Figures thin;
  thin.mean = Estimate{-0.1, 0.02, 150};
  thin.es = {{0.95, {0.5, 0.05, 150, true}}};
  report.given = {{"deal dies",
                   {0.0015, 0.0001, 100'000},
                   150,
                   150.0,
                   {{"core", "portfolio", {{"12m", 1.0, thin, {}, {}}}}}}};
  report.limits = {{"es(core, 95%) <= 40%", {0.42, 0.003, 100'000}, 0.4, Verdict::breached},
                   {"var(core, 95%) <= 40%", {0.31, 0.002, 100'000}, 0.4, Verdict::held},
                   {"es(core, 95% | deal dies) <= 55%", {0.5, 0.05, 150, true}, 0.55, Verdict::undecided}};
  return report;
}

inline RunInfo small_run() {
  return {100'000, 100'000, 42,
          52,      2,       1.25,
          "paths", true,    {{"es(core, 95%)", 0.002, {0.42, 0.003, 100'000}, false}}};
}

}  // namespace faultline::testing
