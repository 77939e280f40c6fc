#include "engine/noise.h"

#include "engine/asset_motion.h"

#include <algorithm>
#include <utility>

namespace faultline {
namespace {

/// Rows hold whole groups of four.
std::size_t whole_groups(std::size_t rows) {
  return (rows + 3) / 4 * 4;
}

}  // namespace

NoiseSource::NoiseSource(const NoisePlan& plan, NoiseRows rows, PathDraws draws,
                         std::shared_ptr<const QuasiPlan> quasi)
    : plan_(&plan),
      rows_(std::move(rows)),
      draws_(std::move(draws)),
      quasi_(std::move(quasi)),
      row_of_source_(plan.sources.size() + 1, no_row),
      single_(rows_),
      full_(rows_) {
  if (plan.student_t_dof) mixing_.emplace(*plan.student_t_dof);
  for (std::uint32_t r = 0; r < rows_.size(); ++r) {
    if (!rows_.wide(r)) continue;
    for (std::size_t s = 0; s < plan.sources.size(); ++s)
      if (rows_.weights(r) == source_weights(plan, s)) row_of_source_[s] = r;
    if (rows_.weights(r) == blend_weights(plan)) row_of_source_.back() = r;
  }
}

BlockNoise::BlockNoise(const NoiseSource& source, std::size_t capacity, NormalPrecision precision)
    : source_(&source), precision_(precision) {
  const std::size_t stride = padded_lanes(capacity);
  const std::size_t normals = steps_per_quad * source.rows().inputs(),
                    rows = whole_groups(source.rows().size());
  if (precision == NormalPrecision::single) {
    single_ = Rows<float>(normals, stride);
    single_rows_ = Rows<float>(rows, stride);
    wide_ = Rows<double>(rows, stride);
  } else {
    full_ = Rows<double>(normals, stride);
    full_rows_ = Rows<double>(rows, stride);
  }
  words_ = Rows<std::uint32_t>(steps_per_quad, stride);
  mixing_ = Rows<double>(1, stride);
  if (source.quasi() != nullptr) quasi_.emplace(*source.quasi(), capacity, precision);
}

void BlockNoise::start(std::span<const std::uint64_t> paths) {
  paths_ = paths;
  if (quasi_) quasi_->start(paths);
}

void BlockNoise::draw(std::uint32_t quad) {
  const NoisePlan& plan = source_->plan();
  for (std::size_t input = 0; input < source_->rows().inputs(); ++input) {
    if (!source_->rows().needed(input)) continue;
    const StreamId stream = input < plan.sources.size() ? plan.sources[input].stream : plan.blend_stream;
    if (precision_ == NormalPrecision::single)
      source_->draws().normals(stream, quad, paths_, single_[steps_per_quad * input], single_.stride());
    else
      source_->draws().normals(stream, quad, paths_, full_[steps_per_quad * input], full_.stride());
  }
  if (source_->mixing())
    source_->draws().uniform_words(plan.mixing_stream, quad, paths_, words_[0], words_.stride());
}

void BlockNoise::widen() {
  for (std::size_t r = 0; r < source_->rows().size(); ++r)
    if (source_->rows().wide(r)) std::copy_n(single_rows_[r], lanes(), wide_[r]);
}

void BlockNoise::advance(std::uint32_t step) {
  const std::size_t within = step % steps_per_quad;
  if (within == 0) draw(static_cast<std::uint32_t>(step / steps_per_quad));
  if (quasi_ && precision_ == NormalPrecision::single)
    quasi_->lead(step, single_[within], steps_per_quad * single_.stride(), lanes());
  else if (quasi_)
    quasi_->lead(step, full_[within], steps_per_quad * full_.stride(), lanes());
  if (precision_ == NormalPrecision::single) {
    const auto groups = source_->single().groups();
    source_->kernels().mix_single(groups.data(), groups.size(), single_[within],
                                  steps_per_quad * single_.stride(), single_rows_[0], single_rows_.stride(),
                                  lanes());
    widen();
  } else {
    const auto groups = source_->full().groups();
    source_->kernels().mix_double(groups.data(), groups.size(), full_[within],
                                  steps_per_quad * full_.stride(), full_rows_[0], full_rows_.stride(),
                                  lanes());
  }
  if (const MixingTable* mixing = source_->mixing())
    mixing->factors(words_[within], paths_.size(), mixing_[0]);
}

void BlockNoise::move(std::uint32_t row, const Motion& motion, double* x, double* price) const {
  if (precision_ == NormalPrecision::single)
    source_->kernels().move_single(single_rows_[row], motion, x, price, lanes());
  else
    source_->kernels().move_double(full_rows_[row], motion, x, price, lanes());
}

void BlockNoise::move(const SteadyAssets& assets, const SteadyStep& step) const {
  const auto single = assets.single();
  const auto full = assets.full();
  if (!single.empty())
    source_->kernels().steady_single(single_rows_[0], single_rows_.stride(), single.data(), single.size(),
                                     step, lanes());
  if (!full.empty())
    source_->kernels().steady_double(full_rows_[0], full_rows_.stride(), full.data(), full.size(), step,
                                     lanes());
}

}  // namespace faultline
