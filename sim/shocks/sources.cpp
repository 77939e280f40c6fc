#include "language/words.h"
#include "shocks/codes.h"
#include "shocks/fields.h"

#include <algorithm>
#include <string>

namespace faultline {
namespace {

/// SHOCK or SHOCK.part by the longest known shock's name.
bool find_source(const std::string& text, const Symbols& symbols, EventSource& out) {
  for (std::size_t length = text.size(); length != std::string::npos && length > 0;
       length = length == 0 ? std::string::npos : text.rfind('.', length - 1)) {
    const auto symbol = symbols.find(std::string_view(text).substr(0, length));
    if (!symbol || symbols[*symbol].kind != SymbolKind::shock) continue;
    const Symbol& shock = symbols[*symbol];
    out.shock = shock.index;
    if (length == text.size()) return true;
    const std::string part = text.substr(length + 1);
    const auto found = std::find(shock.parts.begin(), shock.parts.end(), part);
    if (found == shock.parts.end()) continue;
    out.part = static_cast<std::int32_t>(found - shock.parts.begin());
    return true;
  }
  return false;
}

std::string suggestion(const std::string& text, const Symbols& symbols) {
  std::vector<std::string> sources;
  for (std::uint32_t i = 0; i < symbols.size(); ++i) {
    const Symbol& symbol = symbols[i];
    if (symbol.kind != SymbolKind::shock || symbol.shock_kind == "process") continue;
    sources.push_back(symbol.name);
    for (const std::string& part : symbol.parts) sources.push_back(symbol.name + "." + part);
  }
  const std::string near = nearest_name(text, sources);
  return near.empty() ? "SHOCK, or SHOCK.PART for one phase, outcome or state"
                      : "did you mean '" + near + "'?";
}

}  // namespace

FieldType<Located<EventSource>> source_field() {
  const FieldType<std::string> name = name_field();
  return {"shock, or shock.phase, shock.outcome, shock.state", name.schema,
          [name](const Node& node, const std::string& path, Located<EventSource>& out, ReadContext& context) {
            out.where = node.where;
            if (!name.read(node, path, out.value.text, context)) return false;
            if (!find_source(out.value.text, context.symbols, out.value)) {
              context.diagnostics.error(codes::unknown_event, node.where, path,
                                        "'" + out.value.text + "' is not a source of events",
                                        suggestion(out.value.text, context.symbols));
              return false;
            }
            for (std::uint32_t i = 0; i < context.symbols.size(); ++i) {
              const Symbol& symbol = context.symbols[i];
              if (symbol.kind != SymbolKind::shock || symbol.index != out.value.shock) continue;
              if (symbol.shock_kind != "process") return true;
              context.diagnostics.error(codes::upon_process, node.where, path,
                                        "'" + symbol.name + "' is a process, which has no events",
                                        "use a rate or hazard that reads its level");
              return false;
            }
            return true;
          }};
}

}  // namespace faultline
