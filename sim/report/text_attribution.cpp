#include "report/text_sections.h"
#include "report/text_table.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace faultline {

namespace {

constexpr double rounding = 1e-13;

/// What is the same on every path has no error worth showing.
NumberText cell(Estimate estimate) {
  if (estimate.standard_error < rounding) estimate.standard_error = std::numeric_limits<double>::quiet_NaN();
  return percent_text(estimate);
}

}  // namespace

std::string attribution_text(const RiskReport& report, const TextOptions& options) {
  if (!report.attribution) return {};
  const Attribution& of = *report.attribution;
  std::vector<std::size_t> shown;
  for (std::size_t s = 0; s < of.sources.size(); ++s)
    for (const Attribution::Row& row : of.rows)
      if (std::fabs(row.by_source[s].value) > rounding) {
        shown.push_back(s);
        break;
      }
  TextTable table(fmt::format("Contributions to {}", of.text));
  for (const std::size_t s : shown) table.column(of.sources[s]);
  table.column(sum_label(of.sources));
  const auto add = [&](const std::string& name, const std::vector<Estimate>& by_source, const Estimate& total,
                       Emphasis emphasis) {
    std::vector<NumberText> cells;
    for (const std::size_t s : shown) cells.push_back(cell(by_source[s]));
    cells.push_back(cell(total));
    table.row(name, std::move(cells), emphasis);
  };
  std::vector<std::string> assets;
  for (const Attribution::Row& row : of.rows) {
    add(row.asset, row.by_source, row.total, Emphasis::none);
    assets.push_back(row.asset);
  }
  add(sum_label(assets), of.by_source, of.total, Emphasis::strong);
  return table.render(options) + "\n";
}

}  // namespace faultline
