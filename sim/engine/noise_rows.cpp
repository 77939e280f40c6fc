#include "engine/noise_rows.h"

#include <algorithm>
#include <utility>

namespace faultline {

std::uint32_t NoiseRows::add(std::vector<double> weights, bool wide) {
  const auto known = std::find(rows_.begin(), rows_.end(), weights);
  const auto row = static_cast<std::size_t>(known - rows_.begin());
  if (known != rows_.end()) {
    wide_[row] = wide_[row] || wide;
    return static_cast<std::uint32_t>(row);
  }
  for (std::size_t k = 0; k < inputs_; ++k)
    if (weights[k] != 0.0) needed_[k] = true;
  rows_.push_back(std::move(weights));
  wide_.push_back(wide);
  return static_cast<std::uint32_t>(row);
}

std::vector<std::uint32_t> NoiseRows::wide_rows() const {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t r = 0; r < rows_.size(); ++r)
    if (wide_[r]) rows.push_back(r);
  return rows;
}

template <class Real>
MixTable<Real>::MixTable(const NoiseRows& rows, const Rows<Real>& normals) {
  constexpr std::size_t per_group = 4;
  const std::size_t count = (rows.size() + per_group - 1) / per_group;
  std::vector<std::size_t> first(count + 1);
  for (std::size_t g = 0; g < count; ++g) {
    const auto weight = [&](std::size_t r, std::size_t input) {
      const std::size_t row = per_group * g + r;
      return row < rows.size() ? rows.weights(row)[input] : 0.0;
    };
    for (std::uint32_t k = 0; k < rows.inputs(); ++k) {
      if (weight(0, k) == 0.0 && weight(1, k) == 0.0 && weight(2, k) == 0.0 && weight(3, k) == 0.0) continue;
      inputs_.push_back(normals[steps_per_quad * k]);
      for (std::size_t r = 0; r < per_group; ++r) weights_.push_back(static_cast<Real>(weight(r, k)));
    }
    first[g + 1] = inputs_.size();
  }
  for (std::size_t g = 0; g < count; ++g) {
    const Real* weights = weights_.data() + per_group * first[g];
    MixGroup<Real> group{
        weights, inputs_.data() + first[g], {}, std::min(per_group, rows.size() - per_group * g)};
    for (std::size_t k = 0; k < first[g + 1] - first[g]; ++k)
      for (std::size_t r = 0; r < per_group; ++r)
        if (weights[per_group * k + r] != Real{}) group.ends[r] = k + 1;
    for (std::size_t r = 1; r < per_group; ++r) group.ends[r] = std::max(group.ends[r], group.ends[r - 1]);
    groups_.push_back(group);
  }
}

template class MixTable<float>;
template class MixTable<double>;

}  // namespace faultline
