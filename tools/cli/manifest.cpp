#include "manifest.h"

#include "failures.h"
#include "language/sha256.h"

#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace faultline::cli {
namespace {

using Json = nlohmann::ordered_json;

Json listed(const std::vector<FileDigest>& files) {
  Json list = Json::array();
  for (const auto& [path, sha256] : files) list.push_back({{"path", path}, {"sha256", sha256}});
  return list;
}

}  // namespace

std::string to_json(const Manifest& manifest) {
  const RunInfo& run = manifest.run;
  const ResultOptions& options = manifest.options;
  const Json json = {
      {"faultline", {{"version", FAULTLINE_VERSION}, {"language", 1}}},
      {"run",
       {{"seed", run.seed},
        {"paths", run.paths},
        {"stopped_by", run.stopped_by},
        {"complete", run.complete}}},
      {"options", {{"set", options.set}, {"without", options.without}, {"precision", options.precision}}},
      {"inputs", listed(manifest.inputs)},
      {"outputs", listed(manifest.outputs)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string file_digest(const std::filesystem::path& file) {
  std::ifstream bytes(file, std::ios::binary);
  std::string digest = sha256_hex(bytes);
  if (!bytes.eof() || bytes.bad()) throw IoError(fmt::format("cannot read '{}'", file.string()));
  return digest;
}

}  // namespace faultline::cli
