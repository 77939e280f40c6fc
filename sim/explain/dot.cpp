#include "faultline/explain.h"

#include <set>

#include <fmt/format.h>

namespace faultline {
namespace {

std::string in_quotes(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out + "\"";
}

std::string node(const std::string& name, const std::string& label, const char* style) {
  const std::string shown = label.empty() || label == name ? name : name + " - " + label;
  return fmt::format("  {} [label={}, {}];\n", in_quotes(name), in_quotes(shown), style);
}

class Graph {
 public:
  /// Assets that only numbers act on, and those numbers, would fill the picture without saying anything.
  explicit Graph(const Model& model) : model_(model) {
    const std::vector<Influence> all = influences(model);
    const auto kind = [&](const std::string& name) {
      return model.market.symbols[*model.market.symbols.find(name)].kind;
    };
    std::set<std::string> idle;
    for (const Asset& asset : model.market.assets) idle.insert(asset.name);
    for (const Influence& edge : all) {
      if (kind(edge.from) != SymbolKind::parameter) idle.erase(edge.to);
      idle.erase(edge.from);
    }
    for (const Influence& edge : all) {
      if (idle.count(edge.to) > 0) continue;
      edges_.push_back(edge);
      linked_.insert(edge.from);
      linked_.insert(edge.to);
    }
  }

  std::string run() {
    text_ = fmt::format(
        "digraph faultline {{\n  label={};\n  labelloc=t;\n  rankdir=LR;\n"
        "  node [fontname=\"Helvetica\", fontsize=11];\n  edge [fontname=\"Helvetica\", fontsize=9];\n",
        in_quotes(model_.market.title));
    const Market& market = model_.market;
    add(market.parameters, "shape=note, color=gray50, fontcolor=gray30");
    add(market.variables, "shape=ellipse, style=dashed");
    for (const Shock& shock : model_.shocks)
      text_ += node(base(shock).name, base(shock).label,
                    base(shock).enabled ? "shape=box, style=\"rounded,filled\", fillcolor=mistyrose"
                                        : "shape=box, style=\"rounded,dashed\", color=gray50");
    add(market.factors, "shape=hexagon, style=filled, fillcolor=lightyellow");
    add(market.assets, "shape=ellipse, style=filled, fillcolor=lightblue");
    add(market.portfolios, "shape=folder, style=filled, fillcolor=honeydew");
    for (const Influence& edge : edges_) add_edge(edge);
    return text_ + "}\n";
  }

 private:
  template <class Named>
  void add(const std::vector<Named>& list, const char* style) {
    for (const Named& entry : list)
      if (linked_.count(entry.name) > 0) text_ += node(entry.name, entry.label, style);
  }

  void add_edge(const Influence& edge) {
    const bool quiet = edge.label == "reads" || edge.label == "holds" || edge.label == "beta";
    std::string label = edge.label;
    if (!edge.detail.empty() && (edge.label == "reads" || edge.detail != edge.from))
      label += ": " + edge.detail;
    text_ += fmt::format("  {} -> {} [label={}{}];\n", in_quotes(edge.from), in_quotes(edge.to),
                         in_quotes(label), quiet ? ", style=dashed, color=gray50" : "");
  }

  const Model& model_;
  std::vector<Influence> edges_;
  std::set<std::string> linked_;
  std::string text_;
};

}  // namespace

std::string to_dot(const Model& model) {
  return Graph(model).run();
}

}  // namespace faultline
