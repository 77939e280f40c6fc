#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

namespace faultline {

/// Where a magnitude falls: one page per octave [2^e, 2^(e+1)) with 2^Bits equal bins, all below 2^-12 on one
/// linear page, infinity on the last. So the resolution is 2^-Bits of the value, or 2^-(12 + Bits) where that
/// is larger.
template <int Bits>
struct BinGrid {
  static constexpr std::size_t bins = std::size_t{1} << Bits;
  static constexpr int least_exponent = -12;
  static constexpr int offset_bits = 20;
  static constexpr std::size_t pages = 2048 - (1023 + least_exponent) + 1;
  static constexpr std::size_t infinite = pages - 1;

  struct Place {
    std::uint32_t slot;    ///< page * bins + bin
    std::uint32_t offset;  ///< position in the bin, in 2^-20 of its width
  };

  /// Without a branch, so that a loop over it is vectorised.
  static Place place(double magnitude) {
    constexpr double least = 0x1p-12, below_twice = 0x1.fffffffffffffp-12;
    const bool linear = magnitude < least;
    // Moved up into the octave from 2^-12 on, a small magnitude has its position in its leading bits too.
    const double shifted = magnitude + least < below_twice ? magnitude + least : below_twice;
    const auto word = std::bit_cast<std::uint64_t>(linear ? shifted : magnitude);
    const auto octave_and_bin = static_cast<std::uint32_t>(word >> (52 - Bits));
    constexpr auto before = static_cast<std::uint32_t>((1023 + least_exponent) << Bits);
    constexpr auto page = static_cast<std::uint32_t>(bins);
    return {octave_and_bin - before + (linear ? 0u : page),
            static_cast<std::uint32_t>(word >> (52 - Bits - offset_bits)) & ((1u << offset_bits) - 1)};
  }

  static double width(std::size_t page) {
    const int exponent = page == 0 ? least_exponent : least_exponent + static_cast<int>(page) - 1;
    return std::ldexp(1.0, exponent - Bits);
  }
  static double lower(std::size_t page, std::size_t bin) {
    return (page == 0 ? 0.0 : std::ldexp(1.0, least_exponent + static_cast<int>(page) - 1)) +
           static_cast<double>(bin) * width(page);
  }
};

/// One bin as a range of values; `mean` is that of its values (the midpoint where no sums are kept).
struct Bin {
  double lower = 0.0;
  double upper = 0.0;
  double mean = 0.0;
  std::uint64_t count = 0;
};

/// Integer counts over a BinGrid and, if WithSums, integer sums of the positions inside each bin: the same
/// bits in any order of adding and merging. A page takes 2^Bits * (sizeof(Count) + 8 if WithSums) bytes and
/// exists once a value falls on it: 32 KB and up to about 30 pages for a column of returns at Bits = 11.
/// Before a short Count could overflow, all counts move to a histogram of 64 bits.
template <int Bits, class Count, bool WithSums>
class PagedHistogram {
 public:
  using Grid = BinGrid<Bits>;
  using Wide = PagedHistogram<Bits, std::uint64_t, WithSums>;

  /// Takes numbers and infinities, not NaN. A few ns a value as long as the pages stay in the cache: add many
  /// values of one column at a time.
  void add(std::span<const double> values);
  void add(double value) { add({&value, 1}); }

  void merge(const PagedHistogram& other);

  std::uint64_t below() const { return infinite(1); }  ///< values at -infinity
  std::uint64_t above() const { return infinite(0); }  ///< values at +infinity

  /// Calls visit(Bin) for the filled bins in ascending order until it returns false.
  template <class Visit>
  void ascend(Visit&& visit) const {
    if (moved_) return with_moved().ascend(visit);
    for (std::size_t p = std::min(sides_[1].size(), Grid::infinite); p-- > 0;) {
      const Page* page = sides_[1][p].get();
      for (std::size_t b = page != nullptr ? Grid::bins : 0; b-- > 0;) {
        if ((*page)[b].count != 0 && !visit(bin(*page, p, b, true))) return;
      }
    }
    for (std::size_t p = 0; p < std::min(sides_[0].size(), Grid::infinite); ++p) {
      const Page* page = sides_[0][p].get();
      for (std::size_t b = 0; page != nullptr && b < Grid::bins; ++b) {
        if ((*page)[b].count != 0 && !visit(bin(*page, p, b, false))) return;
      }
    }
  }

  std::size_t bytes() const;

 private:
  template <int, class, bool>
  friend class PagedHistogram;

  static constexpr bool overflows = sizeof(Count) < sizeof(std::uint64_t);

  struct CountAndOffsets {
    Count count = 0;
    std::uint64_t offsets = 0;
  };
  struct CountAlone {
    Count count = 0;
  };
  /// Together, so that adding a value touches one line of the cache.
  using Slot = std::conditional_t<WithSums, CountAndOffsets, CountAlone>;
  using Page = std::array<Slot, Grid::bins>;
  using Pages = std::vector<std::unique_ptr<Page>>;

  std::uint64_t infinite(std::size_t side) const {
    const Pages& pages = sides_[side];
    const std::uint64_t moved = moved_ ? moved_->infinite(side) : 0;
    return pages.size() > Grid::infinite && pages[Grid::infinite] ? moved + (*pages[Grid::infinite])[0].count
                                                                  : moved;
  }
  Page& page(std::size_t side, std::size_t number) {
    Pages& pages = sides_[side];
    if (number < pages.size() && pages[number]) return *pages[number];
    return new_page(pages, number);
  }
  /// Rare: out of the way of the loop that adds.
  [[gnu::noinline]] static Page& new_page(Pages& pages, std::size_t number);
  static Bin bin(const Page& page, std::size_t number, std::size_t index, bool negative);
  template <class Target>
  static void add_pages(const Pages& from, std::vector<std::unique_ptr<Target>>& to) {
    if (to.size() < from.size()) to.resize(from.size());
    for (std::size_t p = 0; p < from.size(); ++p) {
      if (!from[p]) continue;
      if (!to[p]) to[p] = std::make_unique<Target>();
      for (std::size_t b = 0; b < Grid::bins; ++b) {
        (*to[p])[b].count += (*from[p])[b].count;
        if constexpr (WithSums) (*to[p])[b].offsets += (*from[p])[b].offsets;
      }
    }
  }
  void count(std::span<const double> values);
  /// Room for so many more counts.
  void make_room(std::uint64_t more);
  void move_counts();
  Wide with_moved() const;

  std::array<Pages, 2> sides_;   ///< positive values and zero, negative values (and -0)
  std::uint64_t counted_ = 0;    ///< in `sides_`, where they could overflow
  std::unique_ptr<Wide> moved_;  ///< what was counted before
};

inline constexpr int fine_histogram_bits = 11;
inline constexpr int batch_histogram_bits = 7;

/// What order statistics are read from when the samples are too many to keep: resolution 2^-11.
using FineHistogram = PagedHistogram<fine_histogram_bits, std::uint64_t, true>;
/// One of the 40 batches behind the error of a change: resolution 2^-7.
using BatchHistogram = PagedHistogram<batch_histogram_bits, std::uint32_t, false>;

}  // namespace faultline
