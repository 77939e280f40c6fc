#pragma once

#include "faultline/diagnostics.h"

#include <span>

namespace faultline::codes {

// Names, parameters, base values, laws.
inline constexpr DiagnosticCode bad_name{"E0401", "a name that cannot be used"};
inline constexpr DiagnosticCode name_used_twice{"E0402", "a name means two things"};
inline constexpr DiagnosticCode name_is_difference{"E0403", "a name reads as the difference of two others"};
inline constexpr DiagnosticCode circle{"E0404", "parameters or variables read each other in a circle"};
inline constexpr DiagnosticCode parameter_range{"E0405", "the range of a parameter is wrong"};
inline constexpr DiagnosticCode value_outside_range{"W0405", "a parameter lies outside its own range"};
inline constexpr DiagnosticCode drawn_base_value{"E0406", "a drawn parameter where the value must be known"};
inline constexpr DiagnosticCode base_value_range{"E0407", "a value outside what its field allows"};
inline constexpr DiagnosticCode law_outside{"E0408",
                                            "a law with more than 1 % of its mass outside its field"};
inline constexpr DiagnosticCode law_arguments{"E0409", "a law whose arguments do not fit"};
inline constexpr DiagnosticCode law_truncated{"W0408", "a law is truncated to its field"};

// Assets, groups, dependence.
inline constexpr DiagnosticCode listed_twice{"E0410", "something is listed twice"};
inline constexpr DiagnosticCode empty_group{"E0411", "a group without assets"};
inline constexpr DiagnosticCode not_a_noise{"E0412", "a correlation of something without diffusion noise"};
inline constexpr DiagnosticCode correlation_with_itself{"E0413", "a pair of one and the same"};
inline constexpr DiagnosticCode pair_twice{"E0414", "a pair is listed twice"};
inline constexpr DiagnosticCode factor_with_betas{"E0415", "a factor paired with an asset that has betas"};
inline constexpr DiagnosticCode innovations{"E0416", "innovations are neither normal nor student_t"};
inline constexpr DiagnosticCode student_dof{"E0417", "student_t with too few degrees of freedom"};
inline constexpr DiagnosticCode systematic_exceeds{"E0418", "the systematic part exceeds the volatility"};
inline constexpr DiagnosticCode residual_correlation{"E0419", "no residual correlation gives the listed one"};
inline constexpr DiagnosticCode not_semidefinite{"E0420",
                                                 "the correlation matrix is not positive semi-definite"};
inline constexpr DiagnosticCode repaired{"W0420", "the correlation matrix was replaced by the nearest"};

// Grid, portfolios.
inline constexpr DiagnosticCode duration_positive{"E0431", "a duration that must be positive"};
inline constexpr DiagnosticCode off_grid{"E0432", "a time that is not on the grid"};
inline constexpr DiagnosticCode beyond_horizon{"E0433", "a time beyond the horizon"};
inline constexpr DiagnosticCode grid_too_fine{"E0434", "too many grid points"};
inline constexpr DiagnosticCode weights_sum{"E0435", "weights and cash do not sum to 1"};

// Report, limits, run.
inline constexpr DiagnosticCode metric_form{"E0440", "a metric that cannot be read"};
inline constexpr DiagnosticCode metric_series{"E0441", "a metric of an unknown series"};
inline constexpr DiagnosticCode metric_horizon{"E0442", "a metric at a horizon that is not possible"};
inline constexpr DiagnosticCode unknown_label{"E0443", "a label that report.given does not have"};
inline constexpr DiagnosticCode limit_form{"E0444", "a limit that cannot be read"};
inline constexpr DiagnosticCode precision_form{"E0445", "a precision that cannot be read"};
inline constexpr DiagnosticCode attribute_kind{"E0446", "contributions of a metric that has none"};
inline constexpr DiagnosticCode sampling{"E0447", "a sampling that does not fit the scenario"};
inline constexpr DiagnosticCode not_integrated{"W0447",
                                               "figures that sampling integrated leaves as they are"};
inline constexpr DiagnosticCode wall_clock{"E0448", "a time on the clock that cannot be read"};

}  // namespace faultline::codes

namespace faultline {

/// Every code of the model layer.
std::span<const DiagnosticCode* const> model_codes();

}  // namespace faultline
