#pragma once

#include "faultline/model.h"
#include "model/constants.h"

#include <functional>
#include <optional>

namespace faultline {

/// What a path has drawn of a name: a parameter, or an export of a process; nothing for others.
using DrawnValue = std::function<std::optional<double>(const Expression& name)>;

/// Values of expressions at time 0, before anything has happened: no event yet ("first" is infinite), phases
/// and regimes in `initial`, processes at theirs, returns 0. Of parameters and initial levels those that are
/// `drawn`; others stand at their means. `model` must outlive it.
Evaluator start_evaluator(const Model& model, DrawnValue drawn = {});

}  // namespace faultline
