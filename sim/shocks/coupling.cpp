#include "shocks/coupling.h"

#include "model/constants.h"
#include "model/names.h"
#include "shocks/codes.h"

#include <functional>
#include <string>
#include <utility>

namespace faultline {
namespace {

using Shocks = std::vector<std::optional<Shock>>;

/// Sources of events as nodes of a graph: the phases of a shock of kind phases one by one, any other shock as
/// one.
class UponGraph {
 public:
  UponGraph(const Shocks& shocks, Diagnostics& diagnostics) : shocks_(shocks), diagnostics_(diagnostics) {
    for (const auto& shock : shocks_) {
      first_.push_back(static_cast<std::uint32_t>(names_.size()));
      const auto* phases = shock ? std::get_if<Phases>(&*shock) : nullptr;
      if (phases == nullptr) {
        add_node(shock ? base(*shock).name : "", shock ? base(*shock).where : SourceRange{});
        continue;
      }
      for (const Phases::Phase& phase : phases->phases)
        add_node(phases->name + "." + phase.name, phases->where);
    }
    first_.push_back(static_cast<std::uint32_t>(names_.size()));
    for (std::uint32_t i = 0; i < shocks_.size(); ++i) add_edges(i);
  }

  void check() {
    std::vector<std::vector<std::uint32_t>> circles;
    dependence_order(causes_, circles);
    for (const std::vector<std::uint32_t>& circle : circles)
      if (circle.size() >= 2) report_circle(circle);  // one upon itself is reported on its own
  }

 private:
  void report_circle(const std::vector<std::uint32_t>& circle) {
    std::string chain;
    for (auto node = circle.rbegin(); node != circle.rend(); ++node)
      chain += "'" + names_[*node] + "' brings ";
    diagnostics_.error(codes::upon_circle, places_[circle.back()], "shocks",
                       "a circle without delay: " + chain + "'" + names_[circle.back()] + "'",
                       "give one of them a delay with `after`");
  }

  void add_node(std::string name, SourceRange where) {
    names_.push_back(std::move(name));
    places_.push_back(where);
    causes_.emplace_back();
  }

  bool has_phases(std::uint32_t shock) const {
    return shocks_[shock] && std::holds_alternative<Phases>(*shocks_[shock]);
  }

  /// Every node that a source stands for.
  std::vector<std::uint32_t> nodes_of(const EventSource& source) const {
    std::vector<std::uint32_t> nodes;
    if (source.shock >= shocks_.size()) return nodes;
    for (std::uint32_t node = first_[source.shock]; node < first_[source.shock + 1]; ++node) {
      const bool named = source.part >= 0 && has_phases(source.shock);
      if (!named || node - first_[source.shock] == static_cast<std::uint32_t>(source.part))
        nodes.push_back(node);
    }
    return nodes;
  }

  void connect(const EventSource& source, std::uint32_t brought) {
    for (const std::uint32_t node : nodes_of(source)) causes_[brought].push_back(node);
  }

  void report_itself(const ShockBase& shock, const std::string& message) {
    diagnostics_.error(codes::upon_itself, shock.where, "shocks." + shock.name, message);
  }

  void add_edges(std::uint32_t position) {
    if (!shocks_[position]) return;
    if (const auto* arrivals = std::get_if<Arrivals>(&*shocks_[position])) {
      bool itself = false;
      for (const Arrivals::Upon& cause : arrivals->upon) {
        itself = itself || cause.source.shock == position;
        if (!cause.after && cause.source.shock != position) connect(cause.source, first_[position]);
      }
      if (itself) report_itself(*arrivals, "the shock is `upon` itself; `excitation` is for that");
    }
    if (const auto* phases = std::get_if<Phases>(&*shocks_[position])) {
      bool itself = false;
      for (const Phases::Phase& phase : phases->phases)
        for (const Phases::Edge& edge : phase.next) {
          if (edge.kind != Phases::EdgeKind::upon) continue;
          itself = itself || edge.upon->shock == position;
          if (edge.upon->shock == position) continue;
          for (const Phases::Branch& branch : edge.to) connect(*edge.upon, first_[position] + branch.phase);
        }
      if (itself) report_itself(*phases, "an edge is `upon` its own shock");
    }
  }

  const Shocks& shocks_;
  Diagnostics& diagnostics_;
  std::vector<std::uint32_t> first_;  // node of each shock's first source
  std::vector<std::string> names_;
  std::vector<SourceRange> places_;
  std::vector<std::vector<std::uint32_t>> causes_;  // per node: the nodes that bring it at once
};

/// Calls visit(shock position, export) for everything of shocks an expression reads, through variables too.
void each_shock_read(const Expression& expression, const Market& market,
                     const std::function<void(std::uint32_t, const Export&)>& visit) {
  walk_through(expression, market, [&](const Expression& e) {
    if (e.operation != Operation::exported) return;
    const Symbol& symbol = market.symbols[e.reference.symbol];
    if (symbol.kind == SymbolKind::shock) visit(symbol.index, symbol.exports[e.reference.exported]);
  });
}

void check_intensities(const Shocks& shocks, const Market& market, Diagnostics& diagnostics) {
  std::vector<std::vector<std::uint32_t>> reads(shocks.size());
  for (std::size_t i = 0; i < shocks.size(); ++i) {
    const auto* arrivals = shocks[i] ? std::get_if<Arrivals>(&*shocks[i]) : nullptr;
    if (arrivals == nullptr || !arrivals->rate) continue;
    each_shock_read(arrivals->rate->expression(), market, [&](std::uint32_t shock, const Export& exported) {
      if (exported.name == "intensity" && shock < shocks.size()) reads[i].push_back(shock);
    });
  }
  std::vector<std::vector<std::uint32_t>> circles;
  dependence_order(reads, circles);
  for (const std::vector<std::uint32_t>& circle : circles) {
    std::string chain;
    for (const std::uint32_t position : circle) chain += "'" + base(*shocks[position]).name + "' reads ";
    const auto& first = std::get<Arrivals>(*shocks[circle.front()]);
    diagnostics.error(codes::intensity_circle, first.rate->where, first.rate->field,
                      "a circle of intensities: " + chain + "'" + first.name + "'",
                      "read `.count` or `.any` instead");
  }
}

bool reads_other_shock(const Quantity& quantity, std::uint32_t own, const Market& market) {
  bool found = false;
  each_shock_read(quantity.expression(), market,
                  [&](std::uint32_t shock, const Export&) { found = found || shock != own; });
  return found;
}

void check_pricing(const Shocks& shocks, const Market& market, Diagnostics& diagnostics) {
  for (std::uint32_t i = 0; i < shocks.size(); ++i) {
    if (!shocks[i]) continue;
    const std::optional<Quantity>* priced_in = nullptr;
    bool news = false;
    if (const auto* arrivals = std::get_if<Arrivals>(&*shocks[i])) {
      priced_in = &arrivals->priced_in;
      news = arrivals->rate && reads_other_shock(*arrivals->rate, i, market);
    } else if (const auto* phases = std::get_if<Phases>(&*shocks[i])) {
      priced_in = &phases->priced_in;
      for (const Phases::Phase& phase : phases->phases)
        for (const Phases::Edge& edge : phase.next)
          news = news || (edge.kind == Phases::EdgeKind::hazard && reads_other_shock(edge.clock, i, market));
    }
    if (priced_in == nullptr || !*priced_in || !news) continue;
    diagnostics.warning(codes::priced_in_news, (*priced_in)->where, (*priced_in)->field,
                        "the intensity reads another shock, so the compensation reacts to its news");
  }
}

}  // namespace

void check_coupling(const Shocks& shocks, const Market& market, Diagnostics& diagnostics) {
  UponGraph(shocks, diagnostics).check();
  check_intensities(shocks, market, diagnostics);
  check_pricing(shocks, market, diagnostics);
}

}  // namespace faultline
