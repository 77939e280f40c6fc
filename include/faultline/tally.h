#pragma once

#include "plan/outputs.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

namespace faultline {

/// Partial sums belong to fixed leaves of this many paths, whatever the blocks, threads or shards.
inline constexpr std::uint64_t leaf_paths = 4096;

/// Numbers of paths lie below this, 1.8e13: every one of them has draws of its own, and all together fit the
/// counts of a tally.
inline constexpr std::uint64_t path_number_limit = std::uint64_t{1} << 44;

/// The recorded columns of one leaf, column-major: value(c, i) = values[c * leaf_paths + i], i < paths.
struct LeafSamples {
  std::uint64_t leaf = 0;      ///< paths leaf * leaf_paths ... + paths - 1
  std::uint32_t paths = 0;     ///< leaf_paths but for the last leaf of a run
  std::vector<double> values;  ///< leaf_paths per column; infinity is "never", NaN is not allowed
};

struct TallyOptions {
  /// The most the run may reach; decides between samples and histogram. More paths are taken too, and
  /// memory then grows with them where samples are kept.
  std::uint64_t planned_paths = 0;
  /// Samples kept exactly, over all columns (8 bytes each). Runs whose sampling is not plain rest on every
  /// sample: their figures are to be had where planned_paths times the columns that keep samples is no more.
  std::uint64_t kept_values = 1ull << 27;
  /// Plain runs of more paths keep none, however few their columns: their memory does not grow.
  std::uint64_t kept_paths = 1ull << 24;

  /// Every sample of every path, whatever it takes.
  static constexpr TallyOptions keeping_all(std::uint64_t paths) { return {paths, ~0ull, ~0ull}; }
};

/// A figure rests on every sample - run.sampling is not plain - and the tally has only histograms.
struct SamplesNotKept : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct TallyState;

/// What is known of the paths run so far: an exactly mergeable value. Same bits for any order of `add`. Keeps
/// nothing of the outputs it is made with. add(), paths() and bytes() are for any thread at any time;
/// whatever reads figures (measure(), evaluate(), attribute(), merge() its argument) needs a tally that
/// rests. A tally that was moved from can only be destroyed or assigned to.
class Tally {
 public:
  Tally(const Outputs& outputs, TallyOptions options);
  ~Tally();
  Tally(Tally&&) noexcept;
  Tally& operator=(Tally&&) noexcept;

  /// Takes the columns of a leaf; from any thread, in any order. std::invalid_argument, and nothing changes,
  /// for a leaf that is there already, that lies beyond path_number_limit or that has other columns.
  void add(const LeafSamples& leaf);
  /// Takes over the leaves of another tally of the same outputs and options, e.g. of another shard.
  /// std::invalid_argument, and nothing changes, when both hold the same leaf, for other outputs, where only
  /// one of them is exact(), and for the tally itself.
  void merge(const Tally& other);

  std::uint64_t paths() const;
  /// True while every sample is kept; false once order statistics come from histograms.
  bool exact() const;
  /// Relative resolution of order statistics: 0 when exact, 2^-11 of the value from histograms (2^-23 near
  /// 0).
  double resolution() const;
  /// Memory held: 8 bytes per kept sample, or 32 KB per octave of values and column (about 1 MB a column), as
  /// much again at most per column and condition, about 1 MB per column with an undisturbed twin, and the
  /// samples of up to 16 leaves that wait to be counted.
  std::size_t bytes() const;

  const TallyState& state() const& { return *state_; }
  const TallyState& state() const&& = delete;

 private:
  std::unique_ptr<TallyState> state_;
};

}  // namespace faultline
