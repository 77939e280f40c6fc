#include "engine/tally_histogram.h"

#include <limits>

namespace faultline {

template <int Bits, class Count, bool WithSums>
void PagedHistogram<Bits, Count, WithSums>::add(std::span<const double> values) {
  constexpr std::size_t most = std::size_t{1} << 31;
  for (; values.size() > most; values = values.subspan(most)) {
    make_room(most);
    count(values.first(most));
  }
  make_room(values.size());
  count(values);
}

template <int Bits, class Count, bool WithSums>
void PagedHistogram<Bits, Count, WithSums>::count(std::span<const double> values) {
  constexpr std::size_t together = 256;
  std::array<typename Grid::Place, together> places;
  std::array<std::uint8_t, together> negative;
  std::array<Slot*, together> slots;
  for (std::size_t first = 0; first < values.size(); first += together) {
    const std::size_t n = std::min(together, values.size() - first);
    for (std::size_t i = 0; i < n; ++i) {
      places[i] = Grid::place(std::fabs(values[first + i]));
      negative[i] = static_cast<std::uint8_t>(std::bit_cast<std::uint64_t>(values[first + i]) >> 63);
    }
    // The sign as an index: no processor foresees it as a branch. All slots are on their way to the cache
    // before the first is touched.
    for (std::size_t i = 0; i < n; ++i) {
      slots[i] = &page(negative[i], places[i].slot >> Bits)[places[i].slot & (Grid::bins - 1)];
      __builtin_prefetch(slots[i], 1);
    }
    for (std::size_t i = 0; i < n; ++i) {
      ++slots[i]->count;
      if constexpr (WithSums) slots[i]->offsets += places[i].offset;
    }
  }
}

template <int Bits, class Count, bool WithSums>
auto PagedHistogram<Bits, Count, WithSums>::new_page(Pages& pages, std::size_t number) -> Page& {
  if (number >= pages.size()) pages.resize(number + 1);
  pages[number] = std::make_unique<Page>();
  return *pages[number];
}

template <int Bits, class Count, bool WithSums>
Bin PagedHistogram<Bits, Count, WithSums>::bin(const Page& page, std::size_t number, std::size_t index,
                                               bool negative) {
  const double lower = Grid::lower(number, index), width = Grid::width(number);
  Bin result{lower, lower + width, lower + 0.5 * width, page[index].count};
  if constexpr (WithSums) {
    const double position = static_cast<double>(page[index].offsets) / static_cast<double>(result.count);
    result.mean = lower + width * std::ldexp(position, -Grid::offset_bits);
  }
  if (negative) result = {-result.upper, -result.lower, -result.mean, result.count};
  return result;
}

template <int Bits, class Count, bool WithSums>
void PagedHistogram<Bits, Count, WithSums>::make_room(std::uint64_t more) {
  if constexpr (overflows) {
    if (more > std::numeric_limits<Count>::max() - counted_) move_counts();
    counted_ += more;
  }
}

template <int Bits, class Count, bool WithSums>
void PagedHistogram<Bits, Count, WithSums>::move_counts() {
  if (!moved_) moved_ = std::make_unique<Wide>();
  for (std::size_t side = 0; side < 2; ++side) {
    add_pages(sides_[side], moved_->sides_[side]);
    for (const auto& page : sides_[side])
      if (page) page->fill({});
  }
  counted_ = 0;
}

template <int Bits, class Count, bool WithSums>
auto PagedHistogram<Bits, Count, WithSums>::with_moved() const -> Wide {
  Wide all;
  all.merge(*moved_);
  for (std::size_t side = 0; side < 2; ++side) add_pages(sides_[side], all.sides_[side]);
  return all;
}

template <int Bits, class Count, bool WithSums>
void PagedHistogram<Bits, Count, WithSums>::merge(const PagedHistogram& other) {
  make_room(other.counted_);
  for (std::size_t side = 0; side < 2; ++side) add_pages(other.sides_[side], sides_[side]);
  if (!other.moved_) return;
  if (!moved_) moved_ = std::make_unique<Wide>();
  moved_->merge(*other.moved_);
}

template <int Bits, class Count, bool WithSums>
std::size_t PagedHistogram<Bits, Count, WithSums>::bytes() const {
  std::size_t pages = 0;
  std::size_t slots = 0;
  for (const Pages& side : sides_) {
    slots += side.capacity();
    for (const auto& page : side) pages += page != nullptr;
  }
  return sizeof(*this) + pages * sizeof(Page) + slots * sizeof(void*) + (moved_ ? moved_->bytes() : 0);
}

template class PagedHistogram<fine_histogram_bits, std::uint64_t, true>;
template class PagedHistogram<batch_histogram_bits, std::uint64_t, false>;
template class PagedHistogram<batch_histogram_bits, std::uint32_t, false>;

}  // namespace faultline
