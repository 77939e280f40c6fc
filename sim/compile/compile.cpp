#include "faultline/compile.h"

#include "compile/lower_market.h"
#include "compile/start_values.h"
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
  lower_portfolios(lowering);
  return shocks;
}

}  // namespace

Result<CompiledScenario> compile(const Model& model) {
  const auto shared = std::make_shared<const Model>(model);
  const Evaluator start = [shared, values = start_evaluator(*shared)](const Expression& e) {
    return values(e);
  };
  StreamRegistry streams;
  Lowering with(shared, start, false, streams);
  const auto shocks = lower_everything(with);
  std::vector<std::vector<ShockFigure>> figures;
  for (const auto& shock : shocks) figures.push_back(shock->figures());

  std::optional<Lowering> twin;
  std::vector<std::unique_ptr<ShockLowering>> still;
  if (model.market.report.without || model.market.report.attribute) {
    twin.emplace(shared, start, true, streams);
    still = lower_everything(*twin);
  }
  CompiledScenario out;
  out.outputs = record_outputs(with, twin ? &*twin : nullptr, figures);
  out.plan = std::move(with.plan());
  if (twin) out.twin = std::move(twin->plan());
  return out;
}

}  // namespace faultline
