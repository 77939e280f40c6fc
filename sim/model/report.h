#pragma once

#include "language/fields.h"
#include "model/market.h"

namespace faultline {

/// Reads `report`, `limits` and `run`, in this order, since limits and stopping rules name the report's
/// conditions. The grid, assets and portfolios must be known.
void read_report(const Node& root, Market& market, ReadContext& context);
void read_limits(const Node& root, Market& market, ReadContext& context);
void read_run(const Node& root, Market& market, ReadContext& context);

std::vector<FieldDoc> report_docs();
std::vector<FieldDoc> run_docs();
std::vector<FieldDoc> until_docs();

/// A metric with a bound, as text; its schema.
FieldType<std::string> limit_type();

}  // namespace faultline
