// The job in QuantLib: its multi-path generator over an array of geometric Brownian motions (Euler steps of
// the price, as that process has them) with its Mersenne twister and inverse normal. It has no jumps for such
// arrays: they are multiplied in by hand while the path is read.
#include "job.h"

#include <numeric>
#include <random>

#include <ql/math/randomnumbers/rngtraits.hpp>
#include <ql/methods/montecarlo/multipathgenerator.hpp>
#include <ql/processes/geometricbrownianprocess.hpp>
#include <ql/processes/stochasticprocessarray.hpp>
#include <ql/version.hpp>

namespace {

namespace ql = QuantLib;

ql::ext::shared_ptr<ql::StochasticProcess> prices() {
  std::vector<ql::ext::shared_ptr<ql::StochasticProcess1D>> processes;
  ql::Matrix correlation(job::assets, job::assets);
  for (int i = 0; i < job::assets; ++i) {
    processes.push_back(
        ql::ext::make_shared<ql::GeometricBrownianMotionProcess>(1.0, job::drift(i), job::volatility(i)));
    for (int j = 0; j < job::assets; ++j) correlation[i][j] = job::correlation(i, j);
  }
  return ql::ext::make_shared<ql::StochasticProcessArray>(processes, correlation);
}

void simulate(std::size_t paths, std::uint64_t seed, job::Outcomes& outcomes) {
  using Sequence = ql::PseudoRandom::rsg_type;
  ql::MultiPathGenerator<Sequence> generator(
      prices(), ql::TimeGrid(1.0, job::steps),
      ql::PseudoRandom::make_sequence_generator(job::assets * job::steps, static_cast<ql::BigNatural>(seed)));
  std::mt19937_64 engine(seed);
  job::Events events;
  for (std::size_t path = 0; path < paths; ++path) {
    const std::vector<job::Event>& drawn = events.draw(engine);
    auto event = drawn.begin();
    const ql::MultiPath& price = generator.next().value;
    double jumped[job::assets];
    std::fill(std::begin(jumped), std::end(jumped), 1.0 / job::assets);
    double value = 1.0, peak = 1.0, deepest = 0.0;
    for (int step = 0; step < job::steps; ++step) {
      for (; event != drawn.end() && event->step == step; ++event)
        for (int k = 0; k < job::members; ++k) jumped[job::members * event->group + k] *= event->factor[k];
      value = 0.0;
      for (int i = 0; i < job::assets; ++i) value += jumped[i] * price[i][step + 1];
      peak = std::max(peak, value);
      deepest = std::max(deepest, 1.0 - value / peak);
    }
    outcomes.add(value, deepest);
  }
}

}  // namespace

int main(int argc, char** argv) {
  return job::run(argc, argv, "QuantLib " QL_VERSION, simulate);
}
