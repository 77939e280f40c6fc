#include "shocks/codes.h"

namespace faultline {

std::span<const DiagnosticCode* const> shock_codes() {
  static constexpr const DiagnosticCode* all[] = {
      &codes::missing_kind,
      &codes::unknown_kind,
      &codes::two_groups,
      &codes::fade_and_build,
      &codes::refused_field,
      &codes::unknown_event,
      &codes::upon_process,
      &codes::upon_itself,
      &codes::upon_circle,
      &codes::intensity_circle,
      &codes::priced_in_unfolding,
      &codes::priced_in_state,
      &codes::priced_in_source,
      &codes::priced_in_infinite,
      &codes::priced_in_news,
      &codes::no_cause,
      &codes::window,
      &codes::most,
      &codes::branching,
      &codes::at_or_every,
      &codes::outcome_probabilities,
      &codes::no_outcomes,
      &codes::unknown_part,
      &codes::edge_cause,
      &codes::edge_field,
      &codes::split_probabilities,
      &codes::no_parts,
      &codes::bounds_and_floor,
      &codes::bounds_form,
      &codes::outside_bounds,
      &codes::no_target,
  };
  return all;
}

}  // namespace faultline
