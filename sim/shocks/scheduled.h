#pragma once

#include "shocks/common.h"

namespace faultline {

/// A dated decision, once (`at`) or again and again (`every`), with outcomes drawn when it falls due.
///
/// | field       | in YAML                       | in memory                               |
/// |-------------|-------------------------------|-----------------------------------------|
/// | at          | date, duration or law of it   | Quantity [years since the start], >= 0  |
/// | every       | duration                      | exact; the k-th falls due at k * every  |
/// | outcomes    | name -> probability, impact   | one without probability takes the rest  |
///
/// Exports before the first: `.time` infinite, every `.is` 0.
struct Scheduled : ShockBase {
  struct Outcome : Annotation {
    std::string name;
    std::optional<Quantity> probability;  ///< none: the rest
    Jump jump;  ///< the shock's own impact, severity, fade and build are its default
  };

  std::optional<Quantity> at;
  std::optional<Duration> every;
  std::vector<Outcome> outcomes;  ///< at least one; without `outcomes` one called "done"
  std::optional<Quantity> priced_in;
  std::vector<While> whiles;
};

}  // namespace faultline
