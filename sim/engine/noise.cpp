#include "engine/noise.h"

#include "engine/asset_motion.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace faultline {
namespace {

/// Rows hold whole groups of four.
std::size_t whole_groups(std::size_t rows) {
  return (rows + 3) / 4 * 4;
}

template <class Real>
std::vector<StreamRows<Real>> streams_into(Rows<Real>& normals, const NoiseSource& source) {
  std::vector<StreamRows<Real>> streams;
  for (const NoiseSource::Input& from : source.inputs())
    streams.push_back({from.stream, normals[steps_per_quad * from.input]});
  return streams;
}

}  // namespace

NoiseSource::NoiseSource(const Plan& plan, NoiseRows rows, PathDraws draws,
                         std::shared_ptr<const QuasiPlan> quasi)
    : plan_(&plan),
      rows_(std::move(rows)),
      wide_rows_(rows_.wide_rows()),
      draws_(std::move(draws)),
      quasi_(std::move(quasi)),
      row_of_source_(plan.noise.sources.size() + 1, no_row) {
  const NoisePlan& noise = plan.noise;
  if (noise.student_t_dof) mixing_.emplace(*noise.student_t_dof);
  for (const std::uint32_t r : wide_rows_) {
    for (std::size_t s = 0; s < noise.sources.size(); ++s)
      if (rows_.weights(r) == source_weights(noise, s)) row_of_source_[s] = r;
    if (rows_.weights(r) == blend_weights(noise)) row_of_source_.back() = r;
  }
  for (std::size_t input = 0; input < rows_.inputs(); ++input)
    if (rows_.needed(input))
      inputs_.push_back(
          {input, input < noise.sources.size() ? noise.sources[input].stream : noise.blend_stream});
}

BlockNoise::BlockNoise(const NoiseSource& source, std::size_t capacity, NormalPrecision precision)
    : source_(&source), precision_(precision) {
  const std::size_t stride = padded_lanes(capacity);
  const std::size_t normals = steps_per_quad * source.rows().inputs(),
                    rows = steps_per_quad * whole_groups(source.rows().size());
  if (precision == NormalPrecision::single) {
    single_ = Rows<float>(normals, stride);
    single_streams_ = streams_into(single_, source);
    single_table_.emplace(source.rows(), single_);
    single_rows_ = Rows<float>(rows, stride);
    wide_ = Rows<double>(source.rows().size(), stride);
  } else {
    full_ = Rows<double>(normals, stride);
    full_streams_ = streams_into(full_, source);
    full_table_.emplace(source.rows(), full_);
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

template <class Real>
void BlockNoise::draw_normals(std::uint32_t step, std::size_t steps,
                              const std::vector<StreamRows<Real>>& streams, Rows<Real>& normals) {
  source_->draws().normals(streams, step / steps_per_quad, paths_, normals.stride());
  for (std::uint32_t j = 0; quasi_ && j < steps; ++j)
    quasi_->lead(step + j, normals[j], steps_per_quad * normals.stride(), lanes());
}

/// The quad that begins with the step.
void BlockNoise::draw(std::uint32_t step) {
  const Kernels& kernels = source_->kernels();
  const std::size_t steps = std::min<std::size_t>(steps_per_quad, source_->steps() - step);
  if (precision_ == NormalPrecision::single) {
    draw_normals(step, steps, single_streams_, single_);
    const auto groups = single_table_->groups();
    kernels.mix_single(groups.data(), groups.size(), single_rows_[0], single_.stride(), steps, lanes());
  } else {
    draw_normals(step, steps, full_streams_, full_);
    const auto groups = full_table_->groups();
    kernels.mix_double(groups.data(), groups.size(), full_rows_[0], full_.stride(), steps, lanes());
  }
  if (source_->mixing())
    source_->draws().uniform_words(source_->mixing_stream(), step / steps_per_quad, paths_, words_[0],
                                   words_.stride());
}

void BlockNoise::advance(std::uint32_t step) {
  within_ = step % steps_per_quad;
  if (within_ == 0) draw(step);
  if (precision_ == NormalPrecision::single)
    for (const std::uint32_t r : source_->wide_rows())
      std::copy_n(single_rows_[steps_per_quad * r + within_], lanes(), wide_[r]);
  if (const MixingTable* mixing = source_->mixing())
    mixing->factors(words_[within_], paths_.size(), mixing_[0]);
}

double BlockNoise::largest_normal() const {
  if (quasi_) return std::numeric_limits<double>::infinity();
  return precision_ == NormalPrecision::single ? largest_single_normal : largest_double_normal;
}

void BlockNoise::move(std::uint32_t row, const Motion& motion, double* x, double* price) const {
  const std::size_t r = steps_per_quad * row + within_;
  if (precision_ == NormalPrecision::single)
    source_->kernels().move_single(single_rows_[r], motion, x, price, lanes());
  else
    source_->kernels().move_double(full_rows_[r], motion, x, price, lanes());
}

}  // namespace faultline
