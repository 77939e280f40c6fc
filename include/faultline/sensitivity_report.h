#pragma once

#include "faultline/report.h"
#include "faultline/sensitivity.h"

#include <string>

namespace faultline {

/// Tables to read: metrics in percent, parameters in native units (fractions, years, 1/years). A tornado with
/// bars, to the left where the metric falls. UTF-8.
std::string to_text(const Tornado& tornado, TextOptions options = {});
std::string to_text(const SobolStudy& study, TextOptions options = {});
std::string to_text(const Gradient& gradient, TextOptions options = {});

/// {"method", "title", "paths", "seed", "evaluations", "notes": [{"parameter", "text"}], "metrics": {TEXT:
/// ...}}, each figure {"value", "se", "n"} in fractions and years, null for what does not exist.
/// docs/sensitivity.md lists the members of each method.
std::string to_json(const Tornado& tornado);
std::string to_json(const SobolStudy& study);
std::string to_json(const Gradient& gradient);

}  // namespace faultline
