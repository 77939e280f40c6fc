#include "model/codes.h"

namespace faultline {

std::span<const DiagnosticCode* const> model_codes() {
  static constexpr const DiagnosticCode* all[] = {
      &codes::bad_name,         &codes::name_used_twice,    &codes::name_is_difference,
      &codes::circle,           &codes::parameter_range,    &codes::value_outside_range,
      &codes::drawn_base_value, &codes::base_value_range,   &codes::law_outside,
      &codes::law_arguments,    &codes::law_truncated,      &codes::listed_twice,
      &codes::empty_group,      &codes::not_a_noise,        &codes::correlation_with_itself,
      &codes::pair_twice,       &codes::factor_with_betas,  &codes::innovations,
      &codes::student_dof,      &codes::systematic_exceeds, &codes::residual_correlation,
      &codes::not_semidefinite, &codes::repaired,           &codes::duration_positive,
      &codes::off_grid,         &codes::beyond_horizon,     &codes::grid_too_fine,
      &codes::weights_sum,      &codes::metric_form,        &codes::metric_series,
      &codes::metric_horizon,   &codes::unknown_label,      &codes::limit_form,
      &codes::precision_form,   &codes::attribute_kind,     &codes::sampling,
      &codes::not_integrated,   &codes::wall_clock,
  };
  return all;
}

}  // namespace faultline
