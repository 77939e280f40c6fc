#pragma once

#include "math/distribution.h"
#include "model/constants.h"

namespace faultline {

/// The distribution a law stands for, untruncated; `evaluate` gives the arguments their values. Arguments
/// outside what the law allows (possible only when they are drawn) are reported by throwing std::domain_error
/// with the law's complaint.
Distribution make_distribution(const Law& law, const Evaluator& evaluate);

/// The law or expression of a field as what is drawn from: truncated to the field's range.
Distribution field_distribution(const Quantity& quantity, const Evaluator& evaluate);

/// The same for a severity, further truncated at its 1 - 1e-6 quantile, so that its moments exist.
Distribution severity_distribution(const Quantity& quantity, const Evaluator& evaluate);

/// Whether E[(1 + X)^exponent] is finite for the X of a field. A Student-t law has no such expectation for
/// exponents from its degrees of freedom on, unless it is cut above, nor from -1 downwards, if it is cut at
/// -1 itself; all other laws have them.
bool has_expected_power(const Quantity& quantity, double exponent, const Evaluator& evaluate);

/// Checks the mass of a field's law outside the field's range: up to 1 % a warning, more an error. Laws whose
/// arguments are drawn are exempt. A parameter that stands alone in a field is checked like its law.
void check_law(const Quantity& quantity, const Market& market, Diagnostics& diagnostics);

/// Parameters that are drawn and stand alone in a field of narrower range are truncated to it from then on.
void narrow_parameter(const Quantity& quantity, Market& market);

}  // namespace faultline
