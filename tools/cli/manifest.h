#pragma once

#include "faultline/risk_report.h"
#include "output_files.h"

#include <string>
#include <utility>
#include <vector>

namespace faultline::cli {

/// Options of the command line that change the figures; threads, blocks and instruction sets do not.
struct ResultOptions {
  std::vector<std::string> set;
  std::vector<std::string> without;
  std::string precision;
};

/// manifest.json: what made the files of a result and how to make them again - version, language, seed,
/// paths, the options that change figures, and the SHA-256 of every input and output.
std::string manifest_json(const RiskReport& report, const RunInfo& run, const ResultOptions& options,
                          const std::vector<OutputFile>& outputs);

}  // namespace faultline::cli
