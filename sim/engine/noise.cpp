#include "engine/noise.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

constexpr std::uint32_t steps_per_call = 4;

/// z += weight n along a row.
template <class Real>
void add_scaled(double* z, const Real* n, double weight, std::size_t lanes) {
  for (std::size_t i = 0; i < lanes; ++i) z[i] = std::fma(weight, static_cast<double>(n[i]), z[i]);
}

}  // namespace

NoiseSource::NoiseSource(const NoisePlan& plan, BulkRandom random) : plan_(&plan), random_(random) {
  if (plan.student_t_dof) mixing_.emplace(*plan.student_t_dof);
}

BlockNoise::BlockNoise(const NoiseSource& source, std::size_t capacity, NormalPrecision precision)
    : source_(&source), precision_(precision) {
  const std::size_t stride = padded_row(capacity);
  const std::size_t sources = source.plan().sources.size();
  const std::size_t rows = steps_per_call * (sources + 1);
  if (precision == NormalPrecision::single)
    single_ = Rows<float>(rows, stride);
  else
    full_ = Rows<double>(rows, stride);
  words_ = Rows<std::uint32_t>(steps_per_call, stride);
  correlated_ = Rows<double>(sources, stride);
  mixing_ = Rows<double>(1, stride);
  blend_ = Rows<double>(1, stride);
}

void BlockNoise::start(std::span<const std::uint64_t> paths) { paths_ = paths; }

template <class Real>
void BlockNoise::draw_quad(StreamId stream, std::uint32_t quad, Rows<Real>& rows, std::size_t first) {
  source_->random().normals(stream, quad, paths_, rows[first], rows.stride());
}

void BlockNoise::draw(std::uint32_t quad) {
  const NoisePlan& plan = source_->plan();
  const auto draw_into = [&](StreamId stream, std::size_t first) {
    if (precision_ == NormalPrecision::single)
      draw_quad(stream, quad, single_, first);
    else
      draw_quad(stream, quad, full_, first);
  };
  for (std::size_t s = 0; s < plan.sources.size(); ++s)
    if (plan.sources[s].needed) draw_into(plan.sources[s].stream, steps_per_call * s);
  if (plan.blend) draw_into(plan.blend_stream, steps_per_call * plan.sources.size());
  if (source_->mixing()) source_->random().uniform_words(plan.mixing_stream, quad, paths_, words_[0], words_.stride());
}

template <class Real>
void BlockNoise::correlate(const Rows<Real>& draws, std::uint32_t lane_of_step) {
  const NoisePlan& plan = source_->plan();
  const std::size_t n = plan.sources.size(), lanes = paths_.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (!plan.sources[i].used) continue;
    double* z = correlated_[i];
    std::fill_n(z, lanes, 0.0);
    for (std::size_t j = 0; j <= i; ++j)
      if (const double weight = plan.lower[i * n + j]; weight != 0.0)
        add_scaled(z, draws[steps_per_call * j + lane_of_step], weight, lanes);
  }
  if (plan.blend) {
    std::fill_n(blend_[0], lanes, 0.0);
    add_scaled(blend_[0], draws[steps_per_call * n + lane_of_step], 1.0, lanes);
  }
}

void BlockNoise::advance(std::uint32_t step) {
  const std::uint32_t within = step % steps_per_call;
  if (within == 0) draw(step / steps_per_call);
  if (precision_ == NormalPrecision::single)
    correlate(single_, within);
  else
    correlate(full_, within);
  if (const MixingTable* mixing = source_->mixing())
    mixing->factors(words_[within], paths_.size(), mixing_[0]);
}

}  // namespace faultline
