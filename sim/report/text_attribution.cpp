#include "report/text_sections.h"
#include "report/text_table.h"

#include <cmath>

#include <fmt/format.h>

namespace faultline {

std::string attribution_text(const RiskReport& report, const TextOptions& options) {
  if (!report.attribution) return {};
  const Attribution& of = *report.attribution;
  constexpr double rounding = 1e-13;
  std::vector<std::size_t> shown;
  for (std::size_t s = 0; s < of.sources.size(); ++s)
    for (const Attribution::Row& row : of.rows)
      if (std::fabs(row.by_source[s].value) > rounding) {
        shown.push_back(s);
        break;
      }
  TextTable table(fmt::format("Contributions to {}", of.text));
  for (const std::size_t s : shown) table.column(of.sources[s]);
  table.column("all");
  const auto add = [&](const std::string& name, const std::vector<Estimate>& by_source, const Estimate& total, Emphasis emphasis) {
    std::vector<NumberText> cells;
    for (const std::size_t s : shown) cells.push_back(percent_text(by_source[s]));
    cells.push_back(percent_text(total));
    table.row(name, std::move(cells), emphasis);
  };
  for (const Attribution::Row& row : of.rows) add(row.asset, row.by_source, row.total, Emphasis::none);
  add("all", of.by_source, of.total, Emphasis::strong);
  return table.render(options) + "\n";
}

}  // namespace faultline
