#pragma once

#include "language/fields.h"
#include "model/market.h"

namespace faultline {

/// Reads `portfolios`. Weights and cash are constants that sum to 1 within 1e-9; every `switch` is complete
/// in itself.
void read_portfolios(const Node& root, Market& market, ReadContext& context);

std::vector<FieldDoc> portfolio_docs();
std::vector<FieldDoc> switch_docs();

}  // namespace faultline
