#pragma once

#include "faultline/diagnostics.h"
#include "faultline/model.h"
#include "faultline/plan.h"

namespace faultline {

/// Translates a checked scenario into flat plans: with its shocks, and (unless the report leaves it out) the
/// twin without them on the same draws. The result does not refer to the model. Errors: what only the
/// translation can see, e.g. more jump variance than a total volatility holds. The model is one that
/// validate() gave and that still holds to its rules: changes of it are not checked again.
Result<CompiledScenario> compile(const Model& model);

}  // namespace faultline
