#include "explain/assumptions.h"

#include "explain/describe.h"

#include <fmt/format.h>

namespace faultline {
namespace {

bool says_something(const Annotation& annotation) {
  return !annotation.note.empty() || !annotation.basis.empty() || !annotation.source.value.empty();
}

/// The register's line of a shock: what drives it, in a few words.
std::string driver(const Shock& shock, const Reader& reader) {
  if (!base(shock).enabled) return "left out";
  if (const auto* arrivals = std::get_if<Arrivals>(&shock)) {
    if (!arrivals->rate) return "upon other shocks";
    if (arrivals->rate->is_law() || reads_state(*arrivals->rate, reader.market()))
      return arrivals->rate->text;
    return fmt::format("{:.3g}/y", reader.start_value(arrivals->rate->expression()));
  }
  if (const auto* scheduled = std::get_if<Scheduled>(&shock))
    return scheduled->at ? scheduled->at->text : "every " + scheduled->every->text;
  if (const auto* phases = std::get_if<Phases>(&shock))
    return fmt::format("{} phases", phases->phases.size());
  if (const auto* process = std::get_if<Process>(&shock)) return "from " + process->initial.text;
  return fmt::format("{} states", std::get<Regimes>(shock).states.size());
}

class Register {
 public:
  explicit Register(const Reader& reader) : reader_(reader), market_(reader.market()) {}

  std::vector<Assumption> run() {
    for (const Parameter& parameter : market_.parameters) {
      add("parameter", parameter.name, parameter, parameter_value(parameter));
      if (parameter.range)
        out_.back().range = fmt::format("{} to {}", short_value(parameter.range->first, parameter.value),
                                        short_value(parameter.range->second, parameter.value));
    }
    for (const Variable& variable : market_.variables)
      if (says_something(variable)) add("variable", variable.name, variable, variable.value.text);
    for (const Factor& factor : market_.factors)
      add("factor", factor.name, factor, "volatility " + percent_words(factor.volatility));
    for (const Asset& asset : market_.assets)
      add("asset", asset.name, asset,
          fmt::format("drift {}, {}volatility {}", drift(asset), asset.volatility_is_total ? "total " : "",
                      percent_words(asset.volatility)));
    for (const Shock& shock : reader_.model().shocks) add_shock(shock);
    for (const Portfolio& portfolio : market_.portfolios)
      if (says_something(portfolio)) add("portfolio", portfolio.name, portfolio, "");
    return std::move(out_);
  }

 private:
  void add(const char* kind, const std::string& name, const Annotation& annotation, std::string value) {
    out_.push_back({kind, name, annotation.label, std::move(value), "", annotation.basis,
                    source_title(annotation, market_), annotation.note});
  }

  std::string short_value(double number, const Quantity& quantity) const {
    return quantity.dimension == rate_dimension ? fmt::format("{:.3g}/y", number)
                                                : reader_.value(number, quantity);
  }

  std::string parameter_value(const Parameter& parameter) const {
    if (parameter.drawn) return parameter.value.text;
    return short_value(parameter.constant, parameter.value);
  }

  std::string drift(const Asset& asset) const {
    return reader_.is_fixed(asset.drift) ? percent_words(reader_.start_value(asset.drift.expression()))
                                         : asset.drift.text;
  }

  void add_shock(const Shock& shock) {
    const ShockBase& own = base(shock);
    add("shock", own.name, own, driver(shock, reader_));
    const auto part = [&](const char* kind, const auto& parts) {
      for (const auto& entry : parts)
        if (says_something(entry)) add(kind, own.name + "." + entry.name, entry, "");
    };
    if (const auto* scheduled = std::get_if<Scheduled>(&shock)) part("outcome", scheduled->outcomes);
    if (const auto* phases = std::get_if<Phases>(&shock)) part("phase", phases->phases);
    if (const auto* regimes = std::get_if<Regimes>(&shock)) part("state", regimes->states);
  }

  const Reader& reader_;
  const Market& market_;
  std::vector<Assumption> out_;
};

}  // namespace

std::string source_title(const Annotation& annotation, const Market& market) {
  if (annotation.source.value.empty()) return {};
  for (const SourceEntry& entry : market.sources)
    if (entry.name == annotation.source.value)
      return entry.document.empty() ? entry.title : fmt::format("{} ({})", entry.title, entry.document);
  return annotation.source.value;
}

std::vector<Assumption> assumption_register(const Reader& reader) {
  return Register(reader).run();
}

}  // namespace faultline
