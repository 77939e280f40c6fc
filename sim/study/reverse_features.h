#pragma once

#include "faultline/model.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline {

enum class FeatureKind : std::uint8_t {
  flag,    ///< 0 or 1
  count,   ///< whole numbers
  time,    ///< of something that may never happen [years]
  number,  ///< anything else, in the unit `unit`
};

/// A number of a path that the scenario language can read.
struct Feature {
  std::string subject;     ///< the shock, variable, parameter or condition it tells of
  std::string expression;  ///< "export_curb.count"
  FeatureKind kind = FeatureKind::number;
  std::string unit;                        ///< suffix of literals: "", "%", "y", "/y"
  std::string happened;                    ///< of a time: the condition that it is not "never"
  Quantity value;                          ///< `expression`, ready to be lowered
  bool rare_low = true, rare_high = true;  ///< a number: low values, high values are worth telling
  bool zero_is_none = false;               ///< a number: 0 before anything has happened
  bool for_rules = true;                   ///< false: it has a label instead of an expression
  std::vector<std::string> figure;         ///< of a label: the shock's figure that is positive where it holds
};

/// What is looked at on the paths of a scenario: of every enabled shock what it exports, the variables, drawn
/// parameters, and the conditions of the report. In file order, the plainest of a subject first.
std::vector<Feature> reverse_features(const Model& model);

}  // namespace faultline
