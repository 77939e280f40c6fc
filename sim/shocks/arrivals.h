#pragma once

#include "shocks/common.h"

namespace faultline {

/// Recurring events with a self-exciting intensity (Hawkes 1971), own and triggered.
///
///     lambda(t) = rate(t) + sum_{t_i < t} jump 2^{-(t - t_i)/half_life}   inside the window, 0 once `max` is
///     reached
///
/// | field      | in YAML                 | in memory                     |
/// |------------|-------------------------|-------------------------------|
/// | rate       | 1/time, expression      | Quantity [1/year], >= 0       |
/// | upon       | list of shock, chance, after | Upon: chance in [0,1], after a law [years] |
/// | excitation | jump (1/time), half_life | Quantity [1/year], [years]   |
/// | window     | [from, to)              | [years], constants            |
/// | max        | whole number            | at most so many arrivals      |
/// | priced_in  | share                   | Quantity in [0, 1]            |
///
/// Exact in continuous time between steps at which `rate` changes (Dassios and Zhao 2013).
struct Arrivals : ShockBase {
  struct Upon {
    EventSource source;
    Quantity chance;                ///< [0, 1], default 1
    std::optional<Quantity> after;  ///< delay [years]; none, or one known to be 0: at once
  };
  struct Excitation {
    Quantity jump;       ///< added to the intensity by each arrival [1/year]
    Quantity half_life;  ///< [years]
  };

  std::optional<Quantity> rate;
  std::vector<Upon> upon;
  std::optional<Excitation> excitation;
  double from = 0.0;  ///< window [from, to) in years
  std::optional<double> to;
  std::string from_text, to_text;  ///< as written
  std::optional<std::uint64_t> max;
  Jump jump;
  std::optional<Quantity> priced_in;
  std::vector<While> whiles;

  /// Whether any can come at time 0.
  bool open_at_start() const { return enabled && from <= 0.0 && !(to && *to <= 0.0) && !(max && *max == 0); }
};

}  // namespace faultline
