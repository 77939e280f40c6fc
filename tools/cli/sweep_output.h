#pragma once

#include "faultline/sweep.h"

#include <string>

namespace faultline::cli {

/// One line a point; every metric in percent with its error, rounded to what the error leaves.
std::string sweep_text(const SweepResult& result);
/// point, the axes, then `metric`, `metric se` for every metric (RFC 4180); all digits; empty where there is
/// no value.
std::string sweep_csv(const SweepResult& result);
/// docs/study-files.md
std::string sweep_json(const SweepResult& result);

}  // namespace faultline::cli
