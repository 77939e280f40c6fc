#pragma once

#include "faultline/model.h"
#include "model/constants.h"

namespace faultline {

/// Values of expressions at time 0, before anything has happened: no event yet ("first" is infinite), phases
/// and regimes in `initial`, processes at theirs, returns 0. Drawn parameters and initial levels stand at
/// their means. `model` must outlive it.
Evaluator start_evaluator(const Model& model);

}  // namespace faultline
