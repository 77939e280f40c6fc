#include "language/number.h"
#include "language/words.h"
#include "model/codes.h"
#include "model/common_fields.h"
#include "model/metrics.h"
#include "model/report.h"

#include <limits>
#include <string>

namespace faultline {
namespace {

constexpr std::uint64_t most_paths = std::uint64_t{1} << 40;

struct UntilFields {
  std::vector<Located<std::string>> precision;
  std::optional<std::uint64_t> paths;
  Located<std::string> time;
};

struct RunFields {
  std::uint64_t paths = 100'000;
  std::uint64_t seed = 42;
  Located<std::string> sampling{"plain", {}};
  UntilFields until;
};

const FieldTable<UntilFields>& until_fields() {
  static const FieldTable<UntilFields> table = [] {
    FieldTable<UntilFields> fields;
    fields.field("precision", &UntilFields::precision, list_field(located(text_field()), true),
                 "`metric +- standard error`, or a list of them.");
    fields.field("paths", &UntilFields::paths, maybe(integer_field(1, most_paths)), "Most paths.");
    fields.field("time", &UntilFields::time, located(text_field()), "Most time: 60s, 5min or 2h.");
    return fields;
  }();
  return table;
}

const FieldTable<RunFields>& run_fields() {
  static const FieldTable<RunFields> table = [] {
    FieldTable<RunFields> fields;
    fields.field("paths", &RunFields::paths, integer_field(1, most_paths), "Number of paths.", Need::optional,
                 "100_000");
    fields.field("seed", &RunFields::seed, integer_field(0, std::numeric_limits<std::uint64_t>::max()),
                 "Key of all random numbers.", Need::optional, "42");
    fields.field("sampling", &RunFields::sampling,
                 located(choice_field({"plain", "antithetic", "sobol", "integrated"})),
                 "How paths are drawn.", Need::optional, "plain");
    fields.field("until", &RunFields::until,
                 object_field(until_fields(), "mapping with precision, paths, time"),
                 "When to stop, whichever comes first.");
    return fields;
  }();
  return table;
}

/// A word that the field table lets through.
Sampling sampling_named(std::string_view text) {
  if (text == "antithetic") return Sampling::antithetic;
  if (text == "sobol") return Sampling::sobol;
  if (text == "integrated") return Sampling::integrated;
  return Sampling::plain;
}

/// "60s", "5min", "2h" in seconds.
std::optional<double> wall_clock(std::string_view text) {
  text = trimmed(text);
  std::size_t digits = 0;
  while (digits < text.size() && (is_digit(text[digits]) || text[digits] == '.')) ++digits;
  if (digits == 0 || digits > 12) return {};
  const std::optional<double> value = plain_decimal(text.substr(0, digits));
  if (!value || !(*value > 0.0)) return {};
  const std::string_view unit = text.substr(digits);
  if (unit == "s") return *value;
  if (unit == "min") return 60.0 * *value;
  if (unit == "h") return 3600.0 * *value;
  return {};
}

}  // namespace

std::vector<FieldDoc> run_docs() {
  return run_fields().docs();
}
std::vector<FieldDoc> until_docs() {
  return until_fields().docs();
}

void read_run(const Node& root, Market& market, ReadContext& context) {
  const NodeEntry* section = root.find("run");
  if (section == nullptr) return;
  RunFields fields;
  run_fields().read(section->value, "run", fields, context);
  RunRequest& run = market.run;
  run.paths = fields.paths;
  run.seed = fields.seed;
  run.sampling = sampling_named(fields.sampling.value);
  run.sampling_where = fields.sampling.where;
  run.until_paths = fields.until.paths;
  for (const Located<std::string>& text : fields.until.precision)
    if (auto precision = parse_precision(text.value, text.where, "run.until.precision", market, context))
      run.until_precision.push_back(std::move(*precision));
  if (fields.until.time.value.empty()) return;
  run.until_seconds = wall_clock(fields.until.time.value);
  if (!run.until_seconds)
    context.diagnostics.error(codes::wall_clock, fields.until.time.where, "run.until.time",
                              "'" + fields.until.time.value + "' is not a time on the clock",
                              "for example 60s, 5min or 2h");
}

}  // namespace faultline
