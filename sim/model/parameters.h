#pragma once

#include "language/fields.h"
#include "model/market.h"

namespace faultline {

/// Reads `parameters`: numbers, laws and expressions of other parameters, in the order of dependence (circles
/// are errors). Sets the symbols' dimensions and bounds, `drawn` and `constant`. A law with a unit must be
/// positive.
void read_parameters(const Node& root, Market& market, ReadContext& context);

/// Reads `variables`: expressions of anything but laws; circles are errors.
void read_variables(const Node& root, Market& market, ReadContext& context);

/// Fields of the long form of a parameter and of a variable; their schema and reference.
FieldType<Parameter> parameter_type();
FieldType<Variable> variable_type();
std::vector<FieldDoc> parameter_docs();
std::vector<FieldDoc> variable_docs();

}  // namespace faultline
