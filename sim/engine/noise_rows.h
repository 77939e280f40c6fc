#pragma once

#include "engine/kernels.h"
#include "engine/rows.h"

#include <cstdint>
#include <span>
#include <vector>

namespace faultline {

/// The linear combinations of a run's normals that its plans read, each kept once. Inputs are the sources of
/// the noise plan and, last, the normal common to all assets under `blend`.
class NoiseRows {
 public:
  explicit NoiseRows(std::size_t inputs) : inputs_(inputs), needed_(inputs) {}

  /// The row with these weights over the inputs; `wide` when it is read in double precision.
  std::uint32_t add(std::vector<double> weights, bool wide);

  std::size_t inputs() const { return inputs_; }
  std::size_t size() const { return rows_.size(); }
  bool needed(std::size_t input) const { return needed_[input]; }
  std::vector<std::uint32_t> wide_rows() const;
  const std::vector<double>& weights(std::size_t row) const { return rows_[row]; }

 private:
  std::size_t inputs_;
  std::vector<std::vector<double>> rows_;
  std::vector<bool> wide_;
  std::vector<bool> needed_;
};

/// The rows in groups of four, as the kernels take them, over the normals of a quad: four rows per input. The
/// groups point into their own tables.
template <class Real>
class MixTable {
 public:
  MixTable(const NoiseRows& rows, const Rows<Real>& normals);
  MixTable(const MixTable&) = delete;
  MixTable& operator=(const MixTable&) = delete;

  std::span<const MixGroup<Real>> groups() const { return groups_; }

 private:
  std::vector<Real> weights_;
  std::vector<const Real*> inputs_;
  std::vector<MixGroup<Real>> groups_;
};

}  // namespace faultline
