#pragma once

#include "faultline/risk_report.h"

#include <cstddef>
#include <string>
#include <vector>

namespace faultline {

/// The result file: objects keyed by name, horizon and level ("97.5%"); fractions and years, numbers that
/// round-trip, null for what does not exist or is "never". Everything that depends on the machine or the
/// clock stands under "run".
std::string to_result_json(const RiskReport& report, const RunInfo& run);

struct TextOptions {
  bool colour = false;      ///< ANSI bold and dim, for a terminal
  std::size_t width = 120;  ///< columns of text; wider tables are folded as far as they can be
};

struct Replay;  // faultline/replay.h

/// The stories of paths; documented in docs/replay.md.
std::string to_json(const std::vector<Replay>& replays);

/// Tables to read and to paste: percent, values with one standard error, digits as the error allows. UTF-8.
std::string to_text(const RiskReport& report, const RunInfo& run, TextOptions options = {});

/// A dated timeline of events, then contributions to the return by asset and source. UTF-8.
std::string to_text(const Replay& replay, TextOptions options = {});

}  // namespace faultline
