#pragma once

#include "shocks/common.h"

namespace faultline {

enum class ProcessScale : std::uint8_t { identity, log, logit };

/// A continuous driver: an Ornstein-Uhlenbeck process on a transformed scale (Uhlenbeck and Ornstein 1930).
///
///     y = x | log(x - lo) | logit((x - lo)/(hi - lo)),   dy = k (y(target) - y) dt + eta dW,   k = ln 2 /
///     half_life eta = volatility |dy/dx| at the target of time 0 (at `initial` for half_life: none),
///     constant thereafter
///
/// Exact over a step with the target held.
struct Process : ShockBase {
  struct Effect {
    bool is_factor = false;
    std::uint32_t index = 0;
    std::string name;
    Quantity value;  ///< expression in `level`: contribution to the log price relative to time 0
  };

  Quantity initial;                   ///< a law is drawn once per path
  std::optional<Quantity> target;     ///< may be omitted with half_life: none
  std::optional<Quantity> half_life;  ///< [years]; none: a random walk
  double volatility = 0.0;            ///< annual, natural units at the target
  ProcessScale scale = ProcessScale::identity;
  double lower = 0.0;  ///< of log and logit
  double upper = 0.0;  ///< of logit
  std::vector<Effect> effects;
  std::vector<While> whiles;
};

}  // namespace faultline
