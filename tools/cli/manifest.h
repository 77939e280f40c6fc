#pragma once

#include "faultline/risk_report.h"

#include <filesystem>
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

/// A path and the SHA-256 of what is there.
using FileDigest = std::pair<std::string, std::string>;

/// What made the files of a result and how to make them again. Outputs are named from the directory of the
/// manifest, inputs as they were read.
struct Manifest {
  RunInfo run;
  ResultOptions options;
  std::vector<FileDigest> inputs, outputs;
};

/// manifest.json: version, language, seed, paths, the options that change figures, inputs and outputs.
std::string to_json(const Manifest& manifest);

/// The digest of a file of any size. IoError where it cannot be read.
std::string file_digest(const std::filesystem::path& file);

}  // namespace faultline::cli
