#include "faultline/compile.h"

#include "compile/integrated_laws.h"
#include "compile/lower_market.h"
#include "model/codes.h"
#include "shocks/shock_lowering.h"

#include <memory>

namespace faultline {
namespace {

/// Shocks first declare what they export, then write what acts; then the market, with what the shocks do to
/// it.
std::vector<std::unique_ptr<ShockLowering>> lower_everything(Lowering& lowering) {
  std::vector<std::unique_ptr<ShockLowering>> shocks;
  const auto& model = lowering.model();
  for (std::uint32_t s = 0; s < model.shocks.size(); ++s)
    shocks.push_back(
        std::visit([&](const auto& shock) { return lower_shock(lowering, shock, s); }, model.shocks[s]));
  for (const auto& shock : shocks) shock->emit();
  lower_market(lowering);
  return shocks;
}

/// The error that sampling `integrated` does not fit the scenario.
Diagnostics refusal(const Market& market, const std::string& reason) {
  Diagnostics diagnostics;
  diagnostics.error(codes::sampling, market.run.sampling_where, "run.sampling",
                    "the terminal laws cannot be integrated: " + reason,
                    "plain, antithetic and sobol fit every scenario");
  return diagnostics;
}

/// What of the report is simulated all the same.
Diagnostics notes_on_integration(Lowering& lowering) {
  Diagnostics diagnostics;
  const Market& market = lowering.market();
  for (std::uint32_t s = 0; s < market.report.reported_series; ++s) {
    const SeriesRef& series = market.report.series[s];
    if (series.kind != SeriesKind::portfolio) continue;
    if (const auto reason = IntegratedLaws::reason_against(lowering.plan().portfolios[series.index]))
      diagnostics.warning(
          codes::not_integrated, market.run.sampling_where, "run.sampling",
          "the figures of " + series.name + " come from its paths as they are, not integrated: " + *reason);
  }
  return diagnostics;
}

}  // namespace

Result<CompiledScenario> compile(const Model& model) {
  const auto shared = std::make_shared<const Model>(model);
  StreamRegistry streams;
  Lowering with(shared, false, streams);
  const auto shocks = lower_everything(with);
  const bool integrated = model.market.run.sampling == Sampling::integrated;
  if (integrated)
    if (const auto reason = reason_against_integration(with)) return refusal(model.market, *reason);
  lower_portfolios(with);
  std::vector<std::vector<ShockFigure>> figures;
  for (const auto& shock : shocks) figures.push_back(shock->figures());

  std::optional<Lowering> twin;
  std::vector<std::unique_ptr<ShockLowering>> still;
  if (model.market.report.without || model.market.report.attribute) {
    twin.emplace(shared, true, streams);
    still = lower_everything(*twin);
    lower_portfolios(*twin);
  }
  CompiledScenario out;
  out.outputs = record_outputs(with, twin ? &*twin : nullptr, figures);
  Diagnostics notes;
  if (integrated) {
    if (const auto reason = reason_against_integration(with.plan(), out.outputs))
      return refusal(model.market, *reason);
    notes = notes_on_integration(with);
  }
  out.plan = std::move(with.plan());
  if (twin) out.twin = std::move(twin->plan());
  return {std::move(out), std::move(notes)};
}

}  // namespace faultline
