#pragma once

#include "faultline/report.h"

#include <string>

namespace faultline {

/// Tables of returns and of losses per horizon; with the undisturbed figures and the change below each series
/// where they are known.
std::string series_text(const std::vector<SeriesReport>& series, const TextOptions& options);
/// Chances and counts, times, and levels of shocks and variables.
std::string subjects_text(const RiskReport& report, const TextOptions& options);
/// Contributions to VaR or ES, assets by sources; sources that contribute nothing are left out.
std::string attribution_text(const RiskReport& report, const TextOptions& options);
std::string limits_text(const RiskReport& report, const TextOptions& options);

}  // namespace faultline
