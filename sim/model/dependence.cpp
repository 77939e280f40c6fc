#include "model/dependence.h"

#include "language/words.h"
#include "model/codes.h"
#include "model/common_fields.h"
#include "model/constants.h"
#include "model/noise.h"

#include <map>
#include <string>
#include <utility>

namespace faultline {

std::optional<std::uint32_t> NoiseOrder::position(std::uint32_t symbol) const {
  const Symbol& named = market_.symbols[symbol];
  if (named.kind == SymbolKind::factor) return factor(named.index);
  if (named.kind == SymbolKind::asset) return asset(named.index);
  for (std::uint32_t i = 0; i < processes_; ++i)
    if (market_.processes[i] == symbol) return process(i);
  return {};
}

namespace {

using Row = NamedList<Quantity>;

struct DependenceFields {
  NamedList<Row> correlation;
  std::string of = "total";
  Located<std::string> innovations{"normal", {}};
  std::optional<std::string> repair;
};

const FieldTable<DependenceFields>& dependence_fields() {
  static const FieldTable<DependenceFields> table = [] {
    FieldTable<DependenceFields> fields;
    const std::vector<SymbolKind> noises{SymbolKind::asset, SymbolKind::factor, SymbolKind::shock};
    QuantityRule rule = base_rule(Range{-1.0, 1.0});
    fields.field("correlation", &DependenceFields::correlation,
                 map_field(map_field(quantity_field(rule, "number between -1 and 1"), noises,
                                     "map of asset, factor or process to number"),
                           noises, "map of asset, factor or process to a map of the same to number"),
                 "Correlations by name, each pair once; a pair not listed has residual correlation 0.");
    fields.field("of", &DependenceFields::of, choice_field({"total", "residuals"}),
                 "Whether listed correlations are those an analyst sees or those of the residuals.",
                 Need::optional, "total");
    fields.field("innovations", &DependenceFields::innovations, located(text_field()),
                 "`normal` or `student_t(dof)`, dof above 2: one common mixing variable per step and path.",
                 Need::optional, "normal");
    fields.field("repair", &DependenceFields::repair, or_none(choice_field({"nearest"})),
                 "`nearest` replaces a matrix that is not positive semi-definite by the nearest that is.",
                 Need::optional, "none");
    return fields;
  }();
  return table;
}

class DependenceReader {
 public:
  DependenceReader(Market& market, ReadContext& context)
      : market_(market), context_(context), order_(market) {}

  void read(const DependenceFields& fields) {
    market_.dependence.of =
        fields.of == "residuals" ? CorrelationMeaning::residuals : CorrelationMeaning::total;
    market_.dependence.repair_nearest = fields.repair.has_value();
    read_innovations(fields.innovations);
    for (const auto& [first, row] : fields.correlation)
      for (const auto& [second, value] : row) read_pair(first, second, value);
  }

 private:
  std::optional<std::uint32_t> noise(const Located<std::string>& name) {
    const auto symbol = market_.symbols.find(name.value);
    if (!symbol) return {};
    const auto position = order_.position(*symbol);
    if (!position)
      context_.diagnostics.error(codes::not_a_noise, name.where, field,
                                 "'" + name.value + "' has no diffusion noise",
                                 "only assets, factors and shocks of kind process have");
    return position;
  }

  bool has_betas(std::uint32_t position) const {
    return order_.kind(position) == NoiseKind::asset && !market_.assets[order_.index(position)].betas.empty();
  }

  void read_pair(const Located<std::string>& first, const Located<std::string>& second,
                 const Quantity& value) {
    const auto a = noise(first);
    const auto b = noise(second);
    if (!a || !b) return;
    if (*a == *b) {
      context_.diagnostics.error(codes::correlation_with_itself, second.where, field,
                                 "'" + second.value + "' is paired with itself");
      return;
    }
    const auto key = std::minmax(*a, *b);
    const auto [known, fresh] = seen_.emplace(key, second.where);
    if (!fresh) {
      Diagnostic problem;
      problem.code = codes::pair_twice.id;
      problem.where = second.where;
      problem.field = field;
      problem.message = "the pair '" + first.value + "' and '" + second.value + "' is listed twice";
      problem.hint = "give the lower triangle only";
      problem.other = known->second;
      context_.diagnostics.add(std::move(problem));
      return;
    }
    const bool factor_and_loaded = (order_.kind(*a) == NoiseKind::factor && has_betas(*b)) ||
                                   (order_.kind(*b) == NoiseKind::factor && has_betas(*a));
    if (factor_and_loaded) {
      context_.diagnostics.error(
          codes::factor_with_betas, second.where, field,
          "a factor is paired with an asset that has betas ('" + first.value + "', '" + second.value + "')",
          "the betas say how the asset follows the factors");
      return;
    }
    if (const auto rho = base_value(value, market_, context_.diagnostics))
      market_.dependence.entries.push_back({*a, *b, *rho, value.where});
  }

  void read_innovations(const Located<std::string>& innovations) {
    std::string_view text = trimmed(innovations.value);
    if (text == "normal") return;
    const std::string path = "dependence.innovations";
    if (!text.starts_with("student_t") || !text.ends_with(")") || text.find('(') == std::string_view::npos) {
      context_.diagnostics.error(codes::innovations, innovations.where, path,
                                 "'" + innovations.value + "' is neither normal nor student_t(dof)");
      return;
    }
    text = text.substr(text.find('(') + 1);
    text.remove_suffix(1);
    ParseContext parse = context_.parse();
    const auto dof = parse_quantity(text, innovations.where, path, base_rule(Range::any()), parse);
    if (!dof) return;
    const auto value = base_value(*dof, market_, context_.diagnostics);
    if (!value) return;
    if (*value > 2.0) {
      market_.dependence.student_t_dof = *value;
    } else {
      context_.diagnostics.error(codes::student_dof, innovations.where, path,
                                 "student_t needs more than 2 degrees of freedom, for its variance to exist",
                                 "returns of shares over days are usually described by 3 to 8");
    }
  }

  static constexpr const char* field = "dependence.correlation";
  Market& market_;
  ReadContext& context_;
  NoiseOrder order_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, SourceRange> seen_;
};

}  // namespace

std::vector<FieldDoc> dependence_docs() {
  return dependence_fields().docs();
}

void read_dependence(const Node& root, Market& market, ReadContext& context) {
  const NodeEntry* section = root.find("dependence");
  if (section == nullptr) return;
  DependenceFields fields;
  dependence_fields().read(section->value, "dependence", fields, context);
  DependenceReader(market, context).read(fields);
}

}  // namespace faultline
