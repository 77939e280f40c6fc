#pragma once

#include "faultline/report.h"
#include "faultline/reverse.h"

#include <string>

namespace faultline {

/// Tables and lists to read, shares in percent: of the outcomes those beyond chance, at most three of a
/// subject. UTF-8.
std::string to_text(const ReverseLoss& found, TextOptions options = {});
std::string to_text(const BeliefStudy& study, TextOptions options = {});

/// Every figure is {"value", "se", "n"} in fractions, times in years, null for what does not exist.
/// docs/reverse.md lists the members.
std::string to_json(const ReverseLoss& found);
std::string to_json(const BeliefStudy& study);

}  // namespace faultline
