#include "engine/bridge.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace faultline {
namespace {

using Vector = std::vector<double>;

/// The steps' normals as combinations of the nodes' and the steps' own normals, by the recursion of the
/// header.
std::vector<Vector> combinations(const Bridge& bridge, const std::vector<double>& times) {
  const std::size_t nodes = bridge.nodes().size(), steps = times.size() - 1, inputs = nodes + steps;
  const auto add = [](Vector& to, double by, const Vector& v) {
    for (std::size_t k = 0; k < to.size(); ++k) to[k] += by * v[k];
  };
  std::vector<Vector> at_node;
  for (std::size_t k = 0; k < nodes; ++k) {
    const Bridge::Node& node = bridge.nodes()[k];
    Vector w(inputs);
    w[k] = node.sd;
    if (node.left != Bridge::start) add(w, node.from_left, at_node[node.left]);
    if (node.right != Bridge::start) add(w, node.from_right, at_node[node.right]);
    at_node.push_back(w);
  }
  std::vector<Vector> result;
  Vector left(inputs);
  for (std::size_t s = 0; s < steps; ++s) {
    const Bridge::Step& step = bridge.step(s);
    if (step.opens) {
      left = at_node[step.node];
      if (step.before != Bridge::start) add(left, -1.0, at_node[step.before]);
    }
    Vector z(inputs);
    z[nodes + s] = step.fresh;
    add(z, step.carried, left);
    add(left, -step.sqrt_dt, z);
    result.push_back(z);
  }
  return result;
}

double product(const Vector& a, const Vector& b) {
  double sum = 0.0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

void expect_independent_steps(const std::vector<double>& times, std::size_t most_nodes) {
  const Bridge bridge(times, most_nodes);
  const std::vector<Vector> z = combinations(bridge, times);
  for (std::size_t a = 0; a < z.size(); ++a)
    for (std::size_t b = 0; b <= a; ++b) EXPECT_NEAR(product(z[a], z[b]), a == b ? 1.0 : 0.0, 1e-12);
}

std::vector<double> uniform_grid(std::size_t steps) {
  std::vector<double> times;
  for (std::size_t k = 0; k <= steps; ++k)
    times.push_back(static_cast<double>(k) / static_cast<double>(steps));
  return times;
}

TEST(Bridge, StepsAreIndependentStandardNormalsOnAnyGrid) {
  for (const std::size_t steps : {1u, 2u, 3u, 7u, 8u, 9u, 52u})
    expect_independent_steps(uniform_grid(steps), 8);
  const std::vector<double> uneven{0.0, 0.01, 0.02, 0.3, 0.31, 0.5, 0.9, 0.95, 2.0, 2.001, 2.2, 3.0};
  for (const std::size_t nodes : {1u, 2u, 3u, 8u, 100u}) expect_independent_steps(uneven, nodes);
}

TEST(Bridge, NodesAreWhereTheMotionIs) {
  const std::vector<double> times{0.0, 0.1, 0.2, 0.45, 0.6, 0.7, 1.0, 1.5};
  const Bridge bridge(times, 4);
  const std::vector<Vector> z = combinations(bridge, times);
  ASSERT_EQ(bridge.nodes().size(), 4u);
  EXPECT_EQ(bridge.nodes()[0].point, 7u);
  EXPECT_EQ(bridge.nodes()[1].point, 5u);  // 0.7 is nearest to 0.75
  for (std::size_t k = 0; k < bridge.nodes().size(); ++k) {
    const Bridge::Node& node = bridge.nodes()[k];
    Vector w(z.front().size());
    for (std::size_t s = 0; s < node.point; ++s)
      for (std::size_t i = 0; i < w.size(); ++i) w[i] += std::sqrt(times[s + 1] - times[s]) * z[s][i];
    EXPECT_NEAR(product(w, w), times[node.point], 1e-12);
    EXPECT_NEAR(w[k], node.sd, 1e-12);
    for (std::size_t s = 0; s < times.size() - 1; ++s) EXPECT_NEAR(w[4 + s], 0.0, 1e-12);
  }
}

}  // namespace
}  // namespace faultline
