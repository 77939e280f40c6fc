// The job as plain C++ does it well, one path at a time: std::mt19937_64, the ziggurat normals of
// Boost.Random, and Eigen for the correlation and the exponentials.
#include "job.h"

#include <random>

#include <Eigen/Dense>
#include <boost/version.hpp>

namespace {

using Vector = Eigen::Matrix<double, job::assets, 1>;
using Matrix = Eigen::Matrix<double, job::assets, job::assets>;

void simulate(std::size_t paths, std::uint64_t seed, job::Outcomes& outcomes) {
  const double dt = 1.0 / job::steps;
  Matrix correlation;
  Vector drift, volatility;
  for (int i = 0; i < job::assets; ++i) {
    volatility[i] = job::volatility(i) * std::sqrt(dt);
    drift[i] = (job::drift(i) - 0.5 * job::volatility(i) * job::volatility(i)) * dt;
    for (int j = 0; j < job::assets; ++j) correlation(i, j) = job::correlation(i, j);
  }
  const Matrix cholesky = correlation.llt().matrixL();
  const Matrix mixing = volatility.asDiagonal() * cholesky;

  std::mt19937_64 engine(seed);
  boost::random::normal_distribution<double> normal;
  job::Events events;
  for (std::size_t path = 0; path < paths; ++path) {
    const std::vector<job::Event>& drawn = events.draw(engine);
    auto event = drawn.begin();
    Vector x = Vector::Zero(), z;
    double value = 1.0, peak = 1.0, deepest = 0.0;
    for (int step = 0; step < job::steps; ++step) {
      for (int i = 0; i < job::assets; ++i) z[i] = normal(engine);
      x += drift;
      x.noalias() += mixing * z;
      for (; event != drawn.end() && event->step == step; ++event)
        for (int k = 0; k < job::members; ++k)
          x[job::members * event->group + k] += std::log(event->factor[k]);
      value = x.array().exp().sum() / job::assets;
      peak = std::max(peak, value);
      deepest = std::max(deepest, 1.0 - value / peak);
    }
    outcomes.add(value, deepest);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string library = "Boost " + std::to_string(BOOST_VERSION / 100000) + "." +
                              std::to_string(BOOST_VERSION / 100 % 1000) + ", Eigen " +
                              std::to_string(EIGEN_WORLD_VERSION) + "." +
                              std::to_string(EIGEN_MAJOR_VERSION) + "." + std::to_string(EIGEN_MINOR_VERSION);
  return job::run(argc, argv, library, simulate);
}
