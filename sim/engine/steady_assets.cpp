#include "engine/steady_assets.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

template <class Real>
void forget(Rows<Real>& sums, std::size_t n) {
  for (std::size_t row = 0; row < sums.size(); ++row) std::fill_n(sums[row], n, Real{});
}

}  // namespace

SteadyAssets::SteadyAssets(const PreparedPlan& prepared, Rows<double>& registers,
                           Rows<double>& followed_prices)
    : kernels_(prepared.kernels), place_(prepared.motions.size()) {
  const auto count = static_cast<std::size_t>(
      std::count_if(prepared.motions.begin(), prepared.motions.end(),
                    [](const AssetMotion& motion) { return motion.steady.has_value(); }));
  const bool single = prepared.precision == NormalPrecision::single;
  if (single)
    single_sums_ = Rows<float>(count, registers.stride());
  else
    full_sums_ = Rows<double>(count, registers.stride());
  for (std::size_t a = 0; a < prepared.motions.size(); ++a) {
    const AssetMotion& motion = prepared.motions[a];
    if (!motion.steady) continue;
    const AssetMotion::Steady& year = *motion.steady;
    double* x = registers[static_cast<std::size_t>(prepared.plan->assets[a].x)];
    double* price = prepared.prices_run[a] ? followed_prices[a] : nullptr;
    place_[a] = single ? single_.size() : full_.size();
    if (single)
      single_.push_back(
          {year.mean, year.scale, year.deviation, motion.row, single_sums_[place_[a]], x, price});
    else
      full_.push_back({year.mean, year.scale, year.deviation, motion.row, full_sums_[place_[a]], x, price});
  }
}

void SteadyAssets::start(std::size_t n) {
  forget(single_sums_, n);
  forget(full_sums_, n);
}

void SteadyAssets::close_quad(const GridStep& step, std::size_t n) {
  for (const auto& a : single_) kernels_->settled_single(a, step.quad_so_far, step.quad_sqrt_dt, a.x, n);
  for (const auto& a : full_) kernels_->settled_double(a, step.quad_so_far, step.quad_sqrt_dt, a.x, n);
  start(n);
}

void SteadyAssets::settled(std::size_t asset, const GridStep& step, double* out, std::size_t n) const {
  if (single_.empty())
    kernels_->settled_double(full_[place_[asset]], step.quad_so_far, step.quad_sqrt_dt, out, n);
  else
    kernels_->settled_single(single_[place_[asset]], step.quad_so_far, step.quad_sqrt_dt, out, n);
}

double SteadyAssets::settled(std::size_t asset, const GridStep& step, std::size_t lane) const {
  return at(asset, [&](const auto& a) {
    return a.x[lane] +
           std::fma(a.scale * step.quad_sqrt_dt, static_cast<double>(a.sum[lane]), a.mean * step.quad_so_far);
  });
}

}  // namespace faultline
