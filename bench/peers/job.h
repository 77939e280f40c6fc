#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>

/// The numbers of job.yaml, and what its peers in C++ share: events, figures, the line they print.
namespace job {

inline constexpr int assets = 10;
inline constexpr int steps = 252;
inline constexpr int groups = 2;
inline constexpr int members = 5;  ///< group g holds assets 5 g .. 5 g + 4

inline double drift(int i) {
  return 0.05 + 0.005 * i;
}
inline double volatility(int i) {
  return 0.15 + 0.02 * i;
}
inline double correlation(int i, int j) {
  return i == j ? 1.0 : 0.3 + 0.5 * std::exp(-std::abs(i - j) / 3.0);
}

inline constexpr double rate[groups] = {3.0, 2.0};  ///< events a year
inline constexpr double jump_mean[groups] = {-0.02, -0.03};
inline constexpr double jump_sd[groups] = {0.03, 0.05};

/// A jump of the prices of one group at the end of a step.
struct Event {
  int step;
  int group;
  double factor[members];
};

/// The events of one path, in the order of their steps.
class Events {
 public:
  template <class Engine>
  const std::vector<Event>& draw(Engine& engine) {
    events_.clear();
    for (int g = 0; g < groups; ++g)
      for (int left = count_[g](engine); left > 0; --left) {
        Event& event = events_.emplace_back();
        event.step = step_(engine);
        event.group = g;
        for (double& factor : event.factor) factor = 1.0 + jump_mean[g] + jump_sd[g] * normal_(engine);
      }
    std::sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) { return a.step < b.step; });
    return events_;
  }

 private:
  boost::random::poisson_distribution<int> count_[groups]{boost::random::poisson_distribution<int>(rate[0]),
                                                          boost::random::poisson_distribution<int>(rate[1])};
  boost::random::uniform_int_distribution<int> step_{0, steps - 1};
  boost::random::normal_distribution<double> normal_;
  std::vector<Event> events_;
};

/// What the paths leave: terminal value and largest drawdown of the equal-weighted portfolio that starts
/// at 1.
struct Outcomes {
  std::vector<double> values;
  std::vector<double> drawdowns;

  void add(double value, double drawdown) {
    values.push_back(value);
    drawdowns.push_back(drawdown);
  }
};

inline double mean(const std::vector<double>& x) {
  double sum = 0.0;
  for (double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

/// Mean, deviation, VaR and ES at 99 % (loss of rank ceil(0.99 n), mean of the worst 1 %), mean drawdown, as
/// JSON.
inline std::string figures(Outcomes& outcomes) {
  std::vector<double>& losses = outcomes.values;
  for (double& x : losses) x = 1.0 - x;
  const double n = static_cast<double>(losses.size());
  const double average = mean(losses);
  double squares = 0.0;
  for (double x : losses) squares += (x - average) * (x - average);
  const auto worst = losses.size() - static_cast<std::size_t>(std::ceil(0.99 * n)) + 1;
  std::nth_element(losses.begin(), losses.begin() + static_cast<std::ptrdiff_t>(worst - 1), losses.end(),
                   std::greater<>());
  const double var = losses[worst - 1], share = 0.01 * n;
  double tail = (share - static_cast<double>(worst - 1)) * var;
  for (std::size_t i = 0; i + 1 < worst; ++i) tail += losses[i];
  char line[256];
  std::snprintf(line, sizeof line,
                "\"mean\": %.17g, \"sd\": %.17g, \"var\": %.17g, \"es\": %.17g, \"drawdown\": %.17g",
                -average, std::sqrt(squares / (n - 1.0)), var, tail / share, mean(outcomes.drawdowns));
  return line;
}

/// PROGRAM PATHS SEED: prints the figures and the processor seconds they took as JSON.
template <class Simulate>
int run(int argc, char** argv, const std::string& library, Simulate simulate) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s PATHS SEED\n", argv[0]);
    return 2;
  }
  const auto paths = static_cast<std::size_t>(std::strtoull(argv[1], nullptr, 10));
  const auto seed = static_cast<std::uint64_t>(std::strtoull(argv[2], nullptr, 10));
  const std::clock_t began = std::clock();
  Outcomes outcomes;
  outcomes.values.reserve(paths);
  outcomes.drawdowns.reserve(paths);
  simulate(paths, seed, outcomes);
  const std::string found = figures(outcomes);
  const double seconds = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  std::printf("{%s, \"seconds\": %.6f, \"library\": \"%s\"}\n", found.c_str(), seconds, library.c_str());
  return 0;
}

}  // namespace job
