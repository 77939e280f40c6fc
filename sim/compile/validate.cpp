#include "compile/codes.h"
#include "compile/jump_variance.h"
#include "compile/quantities.h"
#include "compile/root_fields.h"
#include "faultline/model.h"
#include "model/assets.h"
#include "model/codes.h"
#include "model/constants.h"
#include "model/dependence.h"
#include "model/grid.h"
#include "model/laws.h"
#include "model/names.h"
#include "model/parameters.h"
#include "model/portfolios.h"
#include "model/report.h"
#include "shocks/coupling.h"
#include "shocks/kinds.h"

#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace faultline {
namespace {

class Validation {
 public:
  explicit Validation(const ScenarioSpec& spec)
      : spec_(spec), root_(spec.root), market_(model_.market), context_{market_.symbols, diagnostics_, {}} {}

  Result<Model> run() {
    collect_names(root_, &describe_shock, market_.symbols, diagnostics_);
    read_head();
    read_market();
    read_events();
    check_citations();
    if (!diagnostics_.has_errors()) derive();
    diagnostics_.sort();
    if (diagnostics_.has_errors()) return diagnostics_;
    note_unread_parameters();
    for (const FileId file : spec_.files) {
      const SourceFile& source = spec_.sources.file(file);
      model_.files.emplace_back(source.path, source.sha256);
    }
    return {std::move(model_), std::move(diagnostics_)};
  }

 private:
  /// Those of extended files are for other scenarios as well and not worth a word.
  void note_unread_parameters() {
    for (const std::uint32_t i : unread_parameters(root_, market_.symbols)) {
      const Symbol& symbol = market_.symbols[i];
      market_.parameters[symbol.index].unread = true;
      if (symbol.where.file == spec_.files.front()) model_.unread_parameters.push_back(symbol.name);
    }
  }

  void read_head() {
    RootFields fields;
    root_fields().read(root_, "", fields, context_);
    if (!fields.version.empty() && fields.version != "1")
      diagnostics_.error(codes::language_version, root_.find("faultline")->value.where, "faultline",
                         "'" + fields.version + "' is not a version of the language", "faultline: 1");
    market_.title = fields.title;
    market_.description = fields.description.value;
    for (std::size_t i = 1; i < spec_.files.size(); ++i)
      if (spec_.files[i] == fields.description.where.file)
        market_.description_from = spec_.sources.file(spec_.files[i]).path;
    if (!fields.start.value.empty()) {
      market_.start = parse_date(fields.start.value);
      if (!market_.start)
        diagnostics_.error(codes::start_date, fields.start.where, "start",
                           "'" + fields.start.value + "' is not an ISO date", "for example 2025-02-13");
    }
    context_.start = market_.start;
    for (const char* section :
         {"sources", "parameters", "variables", "groups", "factors", "assets", "shocks", "portfolios"})
      if (const NodeEntry* found = root_.find(section))
        detail::is_kind(found->value, NodeKind::mapping, section, "a mapping of names", context_);
    for (const NodeEntry* entry : section_entries(root_, "sources")) {
      warn_boolean(entry->key.value, entry->key_quoted, entry->key.where, "sources." + entry->key.value,
                   diagnostics_);
      SourceEntry source;
      source_fields().read(entry->value, "sources." + entry->key.value, source, context_);
      source.name = entry->key.value;
      market_.sources.push_back(std::move(source));
    }
  }

  void read_market() {
    read_parameters(root_, market_, context_);
    bound_levels(root_, market_);
    read_grid(root_, market_, context_);
    read_factors(root_, market_, context_);
    read_groups(root_, market_, context_);
    read_assets(root_, market_, context_);
    if (const NodeEntry* assets = root_.find("assets"); assets != nullptr && market_.assets.empty())
      diagnostics_.error(codes::no_assets, assets->key.where, "assets", "there is no asset");
    read_variables(root_, market_, context_);
    for (std::uint32_t i = 0; i < market_.symbols.size(); ++i)
      if (market_.symbols[i].shock_kind == "process") market_.processes.push_back(i);
    read_dependence(root_, market_, context_);
    read_portfolios(root_, market_, context_);
    read_report(root_, market_, context_);
    read_limits(root_, market_, context_);
    read_run(root_, market_, context_);
  }

  void read_events() {
    std::vector<std::optional<Shock>> shocks = read_shocks(root_, market_, context_);
    check_coupling(shocks, market_, diagnostics_);
    const auto check = [this](const Quantity& quantity) {
      check_law(quantity, market_, diagnostics_);
      check_known_value(quantity, market_, diagnostics_);
    };
    const auto narrow = [this](const Quantity& quantity) { narrow_parameter(quantity, market_); };
    each_quantity(market_, check);
    each_quantity(market_, narrow);
    for (std::optional<Shock>& shock : shocks) {
      if (!shock) continue;
      each_quantity(*shock, check);
      each_quantity(*shock, narrow);
      model_.shocks.push_back(std::move(*shock));
    }
  }

  void check_citations() {
    std::vector<std::string> names;
    for (const SourceEntry& source : market_.sources) names.push_back(source.name);
    each_annotation(model_, [&](const Annotation& annotation) {
      const std::string& cited = annotation.source.value;
      if (cited.empty() || std::find(names.begin(), names.end(), cited) != names.end()) return;
      const std::string near = nearest_name(cited, names);
      diagnostics_.error(codes::unknown_source, annotation.source.where, "source",
                         "'" + cited + "' is not in the register of sources",
                         near.empty() ? "add it under `sources`" : "did you mean '" + near + "'?");
    });
  }

  /// Volatilities of the diffusions, then everything that rests on them.
  void derive() {
    std::vector<double> volatility;
    std::vector<JumpVariance> jumps(market_.assets.size());
    try {
      jumps = jump_variance(model_);
    } catch (const std::domain_error& complaint) {  // a law whose drawn arguments do not fit at their means
      diagnostics_.error(codes::law_arguments, root_.find("shocks")->key.where, "shocks", complaint.what());
      return;
    }
    for (std::size_t a = 0; a < market_.assets.size(); ++a) {
      const Asset& asset = market_.assets[a];
      volatility.push_back(asset.volatility);
      if (!asset.volatility_is_total) continue;
      const std::string field = "assets." + asset.name + ".volatility";
      if (jumps[a].drawn && !asset.betas.empty())
        diagnostics_.error(codes::total_drawn, asset.where, field,
                           "with betas, the jump variance that a total volatility contains must not be drawn",
                           "give the volatility of the diffusion");
      const double rest = asset.volatility * asset.volatility - jumps[a].rate;
      if (rest < 0.0 && !jumps[a].drawn) {
        diagnostics_.error(codes::jumps_exceed_total, asset.where, field,
                           fmt::format("the jumps alone make a volatility of {:.4g}, more than the total",
                                       std::sqrt(jumps[a].rate)));
      }
      volatility.back() = std::sqrt(std::max(rest, 0.0));
    }
    if (!diagnostics_.has_errors()) derive_dependence(volatility, market_, diagnostics_);
  }

  const ScenarioSpec& spec_;
  const Node& root_;
  Model model_;
  Market& market_;
  Diagnostics diagnostics_;
  ReadContext context_;
};

}  // namespace

Result<Model> validate(const ScenarioSpec& spec) {
  return Validation(spec).run();
}

}  // namespace faultline
