#pragma once

#include "faultline/model.h"
#include "math/distribution.h"
#include "model/constants.h"

#include <optional>
#include <string>

// Numbers as people say them.

namespace faultline {

/// "28.6%", "0.35%", "-4%"
std::string percent_words(double fraction);
/// "1.04"
std::string number_words(double number);
/// "6 weeks", "1 year", "5.5 months"
std::string duration_words(double years);
/// "1.5 times a year", "once in 4 years"
std::string rate_words(double per_year);

/// Reads numbers, expressions and laws of a model out: resolved, and with the text where that says more.
class Reader {
 public:
  explicit Reader(const Model& model);

  /// A number of the quantity's dimension; percent where the file writes percent.
  std::string value(double number, const Quantity& quantity) const;
  /// "1.5 times a year (curb_rate)", "`2 * deal.age`, 0 at the start", "6.2%, 9 in 10 between 1% and 12%".
  std::string words(const Quantity& quantity) const;
  /// The law or value of a quantity, state as it is at the start and drawn parameters at their means; nothing
  /// where that is outside of what the law allows.
  std::optional<Distribution> law(const Quantity& quantity, bool severity = false) const;
  double start_value(const Expression& expression) const { return start_(expression); }
  /// Neither state nor drawn parameters are in it.
  bool is_fixed(const Quantity& quantity) const;

  const Model& model() const { return model_; }
  const Market& market() const { return model_.market; }

 private:
  std::string law_words(const Quantity& quantity, const Distribution& law) const;

  const Model& model_;
  Evaluator start_;
};

}  // namespace faultline
