#include "compile/codes.h"

namespace faultline {

std::span<const DiagnosticCode* const> compile_codes() {
  static constexpr const DiagnosticCode* all[] = {
      &codes::language_version, &codes::start_date, &codes::jumps_exceed_total,
      &codes::total_drawn,      &codes::no_assets,  &codes::unknown_source,
  };
  return all;
}

}  // namespace faultline
