#pragma once

#include "engine/prepared_plan.h"

#include <cstddef>

namespace faultline {

struct PathState;

/// Told what happens on the paths of a block, for replays: they run the very kernels of the run, which tell
/// nobody and pay for one comparison at events.
class PathObserver {
 public:
  PathObserver() = default;
  PathObserver(const PathObserver&) = delete;
  PathObserver& operator=(const PathObserver&) = delete;
  virtual ~PathObserver() = default;

  /// The block stands at time 0; the twin is null when there is none.
  virtual void started(PathState& state, PathState* twin) = 0;
  virtual void happened(std::size_t lane, double time, LabelId label) = 0;
  /// A log jump of an asset at an event: what stays, and what decays from here on.
  virtual void jumped(std::size_t lane, std::uint32_t shock, AssetId asset, double severity, double permanent,
                      double transient) = 0;
  /// A log price moved by what a shock's risk is priced in at.
  virtual void compensated(std::size_t lane, std::uint32_t shock, AssetId asset, double amount) = 0;
  /// A step is over, its trades included; effects are those of its end.
  virtual void stepped(PathState& state, PathState* twin, const GridStep& step) = 0;
};

}  // namespace faultline
