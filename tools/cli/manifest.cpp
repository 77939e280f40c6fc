#include "manifest.h"

#include "language/sha256.h"

#include <nlohmann/json.hpp>

namespace faultline::cli {

using Json = nlohmann::ordered_json;

std::string manifest_json(const RiskReport& report, const RunInfo& run, const ResultOptions& options,
                          const std::vector<OutputFile>& outputs) {
  Json inputs = Json::array();
  for (const auto& [path, sha256] : report.files) inputs.push_back({{"path", path}, {"sha256", sha256}});
  Json written = Json::array();
  for (const OutputFile& file : outputs)
    written.push_back({{"path", file.name}, {"sha256", sha256_hex(file.content)}});
  const Json json = {
      {"faultline", {{"version", FAULTLINE_VERSION}, {"language", 1}}},
      {"run",
       {{"seed", run.seed},
        {"paths", run.paths},
        {"stopped_by", run.stopped_by},
        {"complete", run.complete}}},
      {"options", {{"set", options.set}, {"without", options.without}, {"precision", options.precision}}},
      {"inputs", std::move(inputs)},
      {"outputs", std::move(written)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace faultline::cli
