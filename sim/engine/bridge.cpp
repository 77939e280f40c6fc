#include "engine/bridge.h"

#include "core/contract.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

/// Grid points between two nodes.
struct Stretch {
  std::uint32_t left, right;              ///< nodes; left may be the start
  std::uint32_t left_point, right_point;  ///< of the grid
};

/// The inner grid point nearest to the middle in time.
std::uint32_t middle_point(std::span<const double> times, const Stretch& stretch) {
  const double middle = 0.5 * (times[stretch.left_point] + times[stretch.right_point]);
  std::uint32_t best = stretch.left_point + 1;
  for (std::uint32_t k = best + 1; k < stretch.right_point; ++k)
    if (std::fabs(times[k] - middle) < std::fabs(times[best] - middle)) best = k;
  return best;
}

}  // namespace

Bridge::Bridge(std::span<const double> times, std::size_t most_nodes) {
  FAULTLINE_EXPECT(times.size() >= 2 && most_nodes >= 1);
  const auto last = static_cast<std::uint32_t>(times.size() - 1);
  nodes_.push_back({last, start, start, 0.0, 0.0, std::sqrt(times[last] - times[0])});
  // Grows while it is read: stretches are halved level by level.
  std::vector<Stretch> stretches{{start, 0, 0, last}};
  for (std::size_t s = 0; s < stretches.size() && nodes_.size() < most_nodes; ++s) {
    const Stretch stretch = stretches[s];
    if (stretch.right_point - stretch.left_point < 2) continue;
    const std::uint32_t point = middle_point(times, stretch);
    const double l = times[stretch.left_point], t = times[point], r = times[stretch.right_point];
    const auto node = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({point, stretch.left, stretch.right, (r - t) / (r - l), (t - l) / (r - l),
                      std::sqrt((t - l) * (r - t) / (r - l))});
    stretches.push_back({stretch.left, node, stretch.left_point, point});
    stretches.push_back({node, stretch.right, point, stretch.right_point});
  }

  std::vector<std::uint32_t> order(nodes_.size());
  for (std::uint32_t k = 0; k < order.size(); ++k) order[k] = k;
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return nodes_[a].point < nodes_[b].point; });
  std::uint32_t before = start, k = 0;
  for (const std::uint32_t node : order) {
    bool opens = true;
    for (; k < nodes_[node].point; ++k, opens = false) {
      const double dt = times[k + 1] - times[k], rest = times[nodes_[node].point] - times[k];
      const double fresh = k + 1 == nodes_[node].point ? 0.0 : std::sqrt(1.0 - dt / rest);
      const double carried = fresh == 0.0 ? 1.0 / std::sqrt(dt) : std::sqrt(dt) / rest;
      steps_.push_back({carried, fresh, std::sqrt(dt), node, before, opens});
    }
    before = node;
  }
}

}  // namespace faultline
