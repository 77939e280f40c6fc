#include "core/contract.h"
#include "risk/order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <deque>

namespace faultline {

namespace {

constexpr std::uint32_t in_tail = 0x80000000u;

/// Counts per bin of a grid over all doubles; a page of bins exists once a value falls on it.
template <int Bits>
class Bins {
 public:
  using Grid = BinGrid<Bits>;

  /// Calls visit(value, its bin) for each value. Bins are found for many values at a time, by a vectorised
  /// loop.
  template <class Visit>
  void each(std::span<const double> values, Visit&& visit) {
    constexpr std::size_t together = 256;
    std::array<std::uint32_t, together> slots;
    for (std::size_t first = 0; first < values.size(); first += together) {
      const auto some = values.subspan(first, std::min(together, values.size() - first));
      for (std::size_t i = 0; i < some.size(); ++i) {
        // Without a branch on the sign, which no processor foresees. -0 and +0 are equal, whichever comes
        // first.
        const std::uint64_t sign = std::bit_cast<std::uint64_t>(some[i]) >> 63;
        slots[i] = Grid::place(std::fabs(some[i])).slot +
                   static_cast<std::uint32_t>(sign) * static_cast<std::uint32_t>(Grid::pages << Bits);
      }
      for (std::size_t i = 0; i < some.size(); ++i) {
        Page*& page = table_[slots[i] >> Bits];
        if (page == nullptr) page = &pages_.emplace_back();
        visit(some[i], (*page)[slots[i] & (Grid::bins - 1)]);
      }
    }
  }

  template <class Visit>
  void ascend(Visit&& visit) {
    for (std::size_t p = 2 * Grid::pages; p-- > Grid::pages;) {
      if (table_[p] == nullptr) continue;
      for (std::size_t b = Grid::bins; b-- > 0;) visit((*table_[p])[b]);
    }
    for (std::size_t p = 0; p < Grid::pages; ++p) {
      if (table_[p] == nullptr) continue;
      for (std::uint32_t& bin : *table_[p]) visit(bin);
    }
  }

 private:
  using Page = std::array<std::uint32_t, Grid::bins>;
  std::array<Page*, 2 * Grid::pages> table_{};  ///< positive magnitudes, then negative ones
  std::deque<Page> pages_;
};

/// A bin with ranks in it: where its values are collected, and the ranks before it.
struct Bucket {
  std::size_t before = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t filled = 0;
};

/// Turns counts into marks: the number (from 1) of the bucket to collect a bin's values in, and whether they
/// are in the tail.
template <int Bits>
std::vector<Bucket> mark(Bins<Bits>& bins, const std::vector<std::size_t>& ranks, std::size_t tail) {
  std::vector<Bucket> buckets;
  std::size_t before = 0, next = 0, collected = 0;
  bins.ascend([&](std::uint32_t& bin) {
    const std::size_t count = bin;
    bin = count > 0 && before < tail ? in_tail : 0u;
    if (count > 0 && next < ranks.size() && ranks[next] <= before + count) {
      buckets.push_back({before, collected, collected + count, collected});
      collected += count;
      bin |= static_cast<std::uint32_t>(buckets.size());
      while (next < ranks.size() && ranks[next] <= before + count) ++next;
    }
    before += count;
  });
  return buckets;
}

template <int Bits>
OrderAnswer select(std::span<const std::span<const double>> sample, std::size_t n,
                   const OrderRequest& request) {
  Bins<Bits> bins;
  for (const auto& piece : sample) bins.each(piece, [](double, std::uint32_t& bin) { ++bin; });
  std::size_t tail = 0;
  for (double c : request.confidence) tail = std::max(tail, tail_size(n, c));

  std::vector<Bucket> buckets = mark(bins, request.ranks, tail);
  std::vector<double> collected(buckets.empty() ? 0 : buckets.back().end);
  std::vector<double> worst;
  worst.reserve(tail + tail / 8);
  const auto collect = [&](double x, std::uint32_t marks) {
    if (marks == 0) return;
    if ((marks & in_tail) != 0) worst.push_back(-x);
    if (const std::uint32_t number = marks & ~in_tail; number != 0) {
      collected[buckets[number - 1].filled++] = x;
    }
  };
  for (const auto& piece : sample) bins.each(piece, collect);

  OrderAnswer answer{request.ranks, std::vector<double>(request.ranks.size()), {}};
  std::size_t next = 0;
  std::vector<std::size_t> local;
  for (const Bucket& bucket : buckets) {
    const std::size_t first = next, size = bucket.end - bucket.begin;
    local.clear();
    for (; next < request.ranks.size() && request.ranks[next] <= bucket.before + size; ++next) {
      local.push_back(request.ranks[next] - bucket.before);
    }
    select_ranks(std::span(collected).subspan(bucket.begin, size), local,
                 std::span(answer.values).subspan(first, local.size()));
  }
  for (double c : request.confidence) answer.shortfalls.push_back(expected_shortfall_of_tail(worst, n, c));
  return answer;
}

}  // namespace

double OrderAnswer::at(std::size_t rank) const {
  const auto found = std::lower_bound(ranks.begin(), ranks.end(), rank);
  FAULTLINE_EXPECT(found != ranks.end() && *found == rank);
  return values[static_cast<std::size_t>(found - ranks.begin())];
}

OrderAnswer order_of(std::span<const std::span<const double>> sample, OrderRequest request) {
  std::sort(request.ranks.begin(), request.ranks.end());
  request.ranks.erase(std::unique(request.ranks.begin(), request.ranks.end()), request.ranks.end());
  std::size_t n = 0;
  for (const auto& piece : sample) n += piece.size();
  // Coarse bins where the table of fine ones would outweigh the sample.
  constexpr std::size_t small_sample = 200'000;
  return n < small_sample ? select<7>(sample, n, request) : select<11>(sample, n, request);
}

}  // namespace faultline
