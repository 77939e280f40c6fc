#pragma once

#include "faultline/tally.h"
#include "plan/outputs.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace faultline {

/// The error of a paired change rests on this many batches; a path belongs to batch (path number mod 40).
inline constexpr std::size_t batch_count = 40;

/// What is summed beyond the plain columns: conditional figures, paired differences and counts of losses.
struct TallyLayout {
  static constexpr std::uint32_t none = 0xffffffffu;

  struct Conditional {
    std::uint32_t given = 0;
    std::uint32_t column = 0;
    friend bool operator==(const Conditional&, const Conditional&) = default;
  };
  struct Pair {
    std::uint32_t with = 0;
    std::uint32_t without = 0;
    bool ranked = false;          ///< both keep samples, so changes of quantiles can be measured
    bool batch_moments = false;   ///< returns whose sd, skewness or kurtosis is asked for
    std::size_t first_batch = 0;  ///< then: where its 40 + 40 batches begin
    friend bool operator==(const Pair&, const Pair&) = default;
  };

  explicit TallyLayout(const Outputs& outputs);
  friend bool operator==(const TallyLayout&, const TallyLayout&) = default;

  /// Most paths of which all samples are kept. Runs that rest on them go as far as their values allow.
  std::uint64_t most_kept_paths(const TallyOptions& options) const;

  Sampling sampling = Sampling::plain;
  bool high_moments = false;  ///< the fifth to the eighth: errors of skewness and kurtosis rest on them
  std::size_t columns = 0;
  std::vector<std::uint32_t>
      sample_slot;  ///< per column: position among the columns that keep samples, or none
  std::vector<std::uint32_t> sample_columns;
  std::vector<std::uint32_t> given;  ///< columns of the conditions that figures are reported under
  std::vector<Conditional> conditionals;
  std::vector<Pair> pairs;
  std::vector<double> losses;               ///< every x of a P(loss >= x), ascending
  std::vector<std::uint32_t> loss_columns;  ///< columns of returns

  std::uint32_t conditional_of(std::uint32_t given_index, std::uint32_t column) const;
  std::uint32_t pair_of(std::uint32_t with, std::uint32_t without) const;

  /// Positions in the vector of counts of {return <= -loss}: of columns, under conditions, and of pairs at
  /// once.
  std::size_t hits() const;
  std::optional<std::size_t> column_hits(std::uint32_t column, double loss) const;
  std::optional<std::size_t> conditional_hits(std::uint32_t conditional, double loss) const;
  std::optional<std::size_t> pair_hits(std::uint32_t pair, double loss) const;

 private:
  void add_pair(std::optional<ColumnId> with, std::optional<ColumnId> without, bool batch_moments);
  std::optional<std::size_t> loss_position(double loss) const;

  std::size_t batches_ = 0;
  std::vector<std::uint32_t> conditional_index_;  ///< by given * columns + column
  std::vector<std::uint32_t> loss_slot_;          ///< per column: position among loss_columns, or none
};

}  // namespace faultline
