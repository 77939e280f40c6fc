#pragma once

#include "study/variant.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace faultline {

using Settings = std::vector<std::pair<std::string, std::string>>;

/// "curb_rate=2/y, grant=50%"
std::string text_of(const Settings& set);

/// The problems of a scenario at a point with its settings in the messages, but where they point at one.
Diagnostics with_settings(const Diagnostics& problems, const Settings& set, const Sources& sources);

/// One scenario, read once, at many settings of its parameters.
class ScenarioPoints {
 public:
  /// Reads the file and checks it with the metrics; without any: mean and 95 % ES of the first portfolio, or
  /// the first asset.
  static Result<ScenarioPoints> read(const std::filesystem::path& file, const ReadOptions& read,
                                     std::vector<std::string> metrics, Sources& sources,
                                     StudyPaths paths = StudyPaths::plain);

  /// The scenario with these texts, as `--set` would read them. From any thread, with sources of its own that
  /// began as a copy of those given to read().
  Result<StudyScenario> at(const Settings& set, Sources& sources) const;

  const StudyScenario& base() const { return base_; }
  const Market& market() const { return base_.model.market; }
  const std::vector<std::string>& metric_texts() const { return metrics_; }

 private:
  ScenarioSpec spec_;
  std::vector<std::string> metrics_;
  StudyPaths paths_ = StudyPaths::plain;
  StudyScenario base_;
};

/// Positions of the parameters of these names, all of them without names. A name that is none is an error.
Result<std::vector<std::uint32_t>> chosen_parameters(const Market& market,
                                                     const std::vector<std::string>& names, Sources& sources);

/// "", "y" or "/y"; nothing for other powers of time, which no literal has.
std::optional<std::string> unit_of(const Parameter& parameter);

/// A number as the language reads it back, e.g. "1.5/y".
std::string setting_text(double value, const std::string& unit);

/// Where the samples of a metric are among the recorded columns.
struct MetricColumns {
  std::uint32_t values = 0;
  std::optional<std::uint32_t> given;
};

MetricColumns columns_of(const Metric& metric, const Outputs& outputs);

}  // namespace faultline
