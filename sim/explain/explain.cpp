#include "faultline/explain.h"

#include "core/argument.h"
#include "explain/assumptions.h"
#include "explain/describe.h"
#include "explain/implied.h"
#include "language/parse.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace faultline {
namespace {

bool hears(const Influence& influence) {
  return influence.label == "reads" || influence.label == "upon";
}

/// Influences on what moves prices: not on portfolios, shocks that are left out, or variables that only such
/// read.
std::vector<Influence> acting(const std::vector<Influence>& all, const Model& model) {
  const Symbols& symbols = model.market.symbols;
  std::multimap<std::string, const Influence*> on;
  std::vector<std::string> movers;
  for (const Influence& influence : all) {
    if (!hears(influence)) continue;
    on.emplace(influence.to, &influence);
    const Symbol& to = symbols[*symbols.find(influence.to)];
    const bool left_out = to.kind == SymbolKind::shock && !base(model.shocks[to.index]).enabled;
    if (to.kind != SymbolKind::portfolio && to.kind != SymbolKind::variable && !left_out)
      movers.push_back(influence.to);
  }
  std::vector<Influence> found;
  for (std::set<std::string> done; !movers.empty();) {
    const std::string name = movers.back();
    movers.pop_back();
    if (!done.insert(name).second) continue;
    for (auto [at, end] = on.equal_range(name); at != end; ++at) {
      found.push_back(*at->second);
      if (symbols[*symbols.find(at->second->from)].kind == SymbolKind::variable)
        movers.push_back(at->second->from);
    }
  }
  return found;
}

/// Something in the model acts on what the shock does: on its events, or on the prices that it moves.
bool is_listened_to(const std::string& shock, const std::vector<Influence>& on_prices, const Model& model) {
  const Symbols& symbols = model.market.symbols;
  return std::any_of(on_prices.begin(), on_prices.end(), [&](const Influence& influence) {
    const SymbolKind from = symbols[*symbols.find(influence.from)].kind;
    return influence.from == shock || from == SymbolKind::asset || from == SymbolKind::portfolio;
  });
}

ExplainedShock explain_shock(const Reader& reader, std::size_t position, const PairedRuns& runs,
                             const Sample& sample, const std::vector<Influence>& all, bool listened_to) {
  const Shock& shock = reader.model().shocks[position];
  const ShockBase& own = base(shock);
  ExplainedShock out;
  out.name = own.name;
  out.kind = kind_name(shock);
  out.label = own.label;
  out.note = own.note;
  out.source = source_title(own, reader.market());
  out.basis = own.basis;
  out.enabled = own.enabled;
  out.sentences = mechanism(shock, reader);
  out.expected = expectation(shock, position, reader, sample);
  out.events = event_sizes(shock, reader);
  const Symbols& symbols = reader.market().symbols;
  for (const Influence& influence : all) {
    const bool number = symbols[*symbols.find(influence.from)].kind == SymbolKind::parameter;
    if (hears(influence) && influence.to == own.name)
      (number ? out.uses : out.listens_to).push_back(influence);
    if (hears(influence) && influence.from == own.name) out.listened_to_by.push_back(influence);
  }
  out.effects = expected_effects(reader, runs, sample, position, listened_to);
  return out;
}

}  // namespace

Explanation explain(const Model& model, const ExplainOptions& options) {
  require_argument(options.paths > 0, "an explanation needs paths");
  const Market& market = model.market;
  const Reader reader(model);
  const PairedRuns runs(model, options);
  const Sample sample = runs.everything();
  Explanation out;
  out.title = market.title;
  out.description = market.description;
  out.description_from = market.description_from;
  if (market.start) out.start = to_text(*market.start);
  out.horizon = market.grid.horizon.text;
  out.years = market.grid.times.back().years();
  out.steps = static_cast<std::uint32_t>(market.grid.times.size() - 1);
  const auto dof = market.dependence.student_t_dof;
  out.innovations = dof ? fmt::format("Student-t with {} degrees of freedom", number_words(*dof)) : "normal";
  out.paths = options.paths;
  const std::vector<Influence> all = influences(model);
  const std::vector<Influence> on_prices = acting(all, model);
  for (std::size_t s = 0; s < model.shocks.size(); ++s)
    out.shocks.push_back(explain_shock(reader, s, runs, sample, all,
                                       is_listened_to(base(model.shocks[s]).name, on_prices, model)));
  for (const Portfolio& one : market.portfolios)
    out.holdings.push_back({one.name, one.label, one.note, holdings(one, reader)});
  for (const Variable& one : market.variables)
    out.variables.push_back({one.name, one.label, one.note, reader.words(one.value)});
  imply(reader, runs, sample, out);
  out.assumptions = assumption_register(reader);
  out.unread_parameters = model.unread_parameters;
  return out;
}

}  // namespace faultline
