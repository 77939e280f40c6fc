#pragma once

#include "language/fields.h"
#include "model/market.h"

namespace faultline {

/// Reads `factors`: name -> {volatility, ...}.
void read_factors(const Node& root, Market& market, ReadContext& context);

/// Reads `groups`: name -> list of assets, each once.
void read_groups(const Node& root, Market& market, ReadContext& context);

/// Reads `assets`: name -> {drift, volatility | {total: x}, betas, ...}.
void read_assets(const Node& root, Market& market, ReadContext& context);

std::vector<FieldDoc> factor_docs();
std::vector<FieldDoc> asset_docs();
/// A list of assets.
FieldType<std::vector<Located<std::uint32_t>>> group_type();

}  // namespace faultline
