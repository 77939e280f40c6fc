#include "engine/steady_assets.h"

#include <cmath>

namespace faultline {
namespace {

template <class Real>
double weighted_sum(const Rows<Real>& noise, std::size_t first_row, const QuadSoFar& quad, std::size_t lane) {
  Real sum{};
  for (std::size_t j = 0; j < steps_per_quad; ++j)
    sum = std::fma(static_cast<Real>(quad.weights[j]), noise[first_row + j][lane], sum);
  return static_cast<double>(sum);
}

}  // namespace

SteadyAssets::SteadyAssets(const PreparedPlan& prepared, Rows<double>& registers,
                           Rows<double>& followed_prices)
    : kernels_(prepared.kernels), place_(prepared.motions.size()) {
  for (std::size_t a = 0; a < prepared.motions.size(); ++a) {
    const AssetMotion& motion = prepared.motions[a];
    if (!motion.steady) continue;
    const AssetMotion::Steady& year = *motion.steady;
    double* x = registers[static_cast<std::size_t>(prepared.plan->assets[a].x)];
    double* price = prepared.prices_run[a] ? followed_prices[a] : nullptr;
    place_[a] = assets_.size();
    assets_.push_back({year.mean, year.scale, year.spread, motion.row, x, price});
    if (price != nullptr) followed_.push_back(assets_.back());
  }
}

void SteadyAssets::advance(const BlockNoise& noise, const GridStep& step) {
  noise_ = &noise;
  if (!followed_.empty()) grow(step);
  const bool closes = step.quad.steps == steps_per_quad;
  waiting_for_ = closes ? nullptr : &step;
  if (closes)
    for (const SteadyAsset& asset : assets_) settle(asset, step.quad, asset.x);
}

void SteadyAssets::grow(const GridStep& step) const {
  const std::size_t within = step.quad.steps - 1, n = noise_->lanes();
  const Rows<float>& single = noise_->single_rows();
  const Rows<double>& full = noise_->full_rows();
  if (noise_->precision() == NormalPrecision::single)
    kernels_->grow_single(single[within], steps_per_quad * single.stride(), followed_.data(),
                          followed_.size(), step.dt, noise_->largest_normal(), n);
  else
    kernels_->grow_double(full[within], steps_per_quad * full.stride(), followed_.data(), followed_.size(),
                          step.dt, noise_->largest_normal(), n);
}

void SteadyAssets::settle(const SteadyAsset& asset, const QuadSoFar& quad, double* out) const {
  const std::size_t row = steps_per_quad * asset.row, n = noise_->lanes();
  if (noise_->precision() == NormalPrecision::single)
    kernels_->settled_single(noise_->single_rows()[row], noise_->single_rows().stride(), asset, quad, out, n);
  else
    kernels_->settled_double(noise_->full_rows()[row], noise_->full_rows().stride(), asset, quad, out, n);
}

void SteadyAssets::settled(std::size_t asset, double* out) const {
  settle(assets_[place_[asset]], waiting_for_->quad, out);
}

double SteadyAssets::settled(std::size_t asset, std::size_t lane) const {
  const SteadyAsset& a = assets_[place_[asset]];
  const QuadSoFar& quad = waiting_for_->quad;
  const std::size_t row = steps_per_quad * a.row;
  const double sum = noise_->precision() == NormalPrecision::single
                         ? weighted_sum(noise_->single_rows(), row, quad, lane)
                         : weighted_sum(noise_->full_rows(), row, quad, lane);
  return a.x[lane] + std::fma(a.scale * quad.sqrt_dt, sum, a.mean * quad.time);
}

}  // namespace faultline
