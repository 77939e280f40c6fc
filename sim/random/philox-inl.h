// Philox4x32-10 of many counters at once. Included once per instruction set by bulk_simd.cpp.

using D32 = hn::ScalableTag<std::uint32_t>;
using D64 = hn::ScalableTag<std::uint64_t>;
using V32 = hn::Vec<D32>;
using V64 = hn::Vec<D64>;

/// High and low words of 32-bit products.
template <class D>
struct Products {
  hn::Vec<D> high;
  hn::Vec<D> low;
};

/// A counter to a 64-bit lane. The upper halves hold rubbish, which no product reads.
struct Spread {
  using D = D64;

  Products<D> products(V64 a, V64 b) const {
    const D32 half;
    const V64 p = hn::MulEven(hn::BitCast(half, a), hn::BitCast(half, b));
    return {hn::ShiftRight<32>(p), p};
  }
  static V64 all(std::uint32_t word) { return hn::BitCast(D(), hn::Set(D32(), word)); }
  static V64 low_words(const std::uint64_t* paths) { return hn::LoadU(D(), paths); }
  /// Of what ChunkPaths keeps.
  static V64 load(const std::uint32_t* kept, std::size_t i) {
    return hn::BitCast(D(), hn::Load(D32(), kept + 2 * i));
  }
  static void keep(V64 words, std::uint32_t* kept, std::size_t i) {
    hn::Store(hn::BitCast(D32(), words), D32(), kept + 2 * i);
  }
  template <std::size_t sets>
  static void put(const V64 (&counters)[sets][4], std::size_t j, std::uint32_t* out) {
    const D32 d;
#pragma GCC unroll 8
    for (std::size_t s = 0; s < sets; s += 2) {
      const V32 lower = hn::BitCast(d, counters[s][j]), upper = hn::BitCast(d, counters[s + 1][j]);
      hn::Store(hn::ConcatEven(d, upper, lower), d, out + s * hn::Lanes(D()));
    }
  }
};

/// A counter to a 32-bit lane. Where a shuffle takes a mask (AVX-512) this is as much work a round, and words
/// need no gathering in the end.
struct Packed {
  using D = D32;
  hn::Mask<D> odd;
  hn::Mask<D> even;

  Packed() : odd(hn::Ne(hn::And(hn::Iota(D(), 0), hn::Set(D(), 1)), hn::Zero(D()))), even(hn::Not(odd)) {}

  Products<D> products(V32 a, V32 b) const {
    const D d;
    const D64 wide;
    const V32 upper = hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(wide, b)));
    const V32 p = hn::BitCast(d, hn::MulEven(a, b)), q = hn::BitCast(d, hn::MulEven(a, upper));
    return {hn::IfThenElse(even, hn::Shuffle2301(p), q), hn::IfThenElse(odd, hn::Shuffle2301(q), p)};
  }
  static V32 all(std::uint32_t word) { return hn::Set(D(), word); }
  static V32 low_words(const std::uint64_t* paths) {
    const D64 wide;
    const V64 first = hn::LoadU(wide, paths), second = hn::LoadU(wide, paths + hn::Lanes(wide));
    return hn::ConcatEven(D(), hn::BitCast(D(), second), hn::BitCast(D(), first));
  }
  static V32 load(const std::uint32_t* kept, std::size_t i) { return hn::Load(D(), kept + i); }
  static void keep(V32 words, std::uint32_t* kept, std::size_t i) { hn::Store(words, D(), kept + i); }
  template <std::size_t sets>
  static void put(const V32 (&counters)[sets][4], std::size_t j, std::uint32_t* out) {
#pragma GCC unroll 8
    for (std::size_t s = 0; s < sets; ++s) hn::Store(counters[s][j], D(), out + s * hn::Lanes(D()));
  }
};

/// Counter sets that advance in lock-step, so that the multiplier's latency is hidden. Where words are
/// gathered in the end (AVX2) twice as many cost less, though registers do not hold them.
constexpr std::size_t lockstep = 4;
constexpr std::size_t word_sets = HWY_MAX_BYTES >= 64 ? lockstep : 2 * lockstep;

/// The four words of a vector of counters.
template <class Layout>
using Counters = hn::Vec<typename Layout::D>[4];

/// All rounds but the first `done`. Within a round one set after the other: registers are few.
template <std::size_t done, std::size_t sets, class Layout>
HWY_INLINE void later_rounds(const Layout& layout, const RoundKeys& keys,
                             Counters<Layout> (&counters)[sets]) {
  const auto m0 = Layout::all(philox_multiplier_0), m1 = Layout::all(philox_multiplier_1);
#pragma GCC unroll 16
  for (std::size_t round = done; round < philox_rounds; ++round) {
    const auto key_0 = Layout::all(keys[round].low), key_1 = Layout::all(keys[round].high);
#pragma GCC unroll 8
    for (std::size_t s = 0; s < sets; ++s) {
      auto& c = counters[s];
      const auto p0 = layout.products(m0, c[0]), p1 = layout.products(m1, c[2]);
      c[0] = hn::Xor3(p1.high, c[1], key_0);
      c[2] = hn::Xor3(p0.high, c[3], key_1);
      c[1] = p1.low;
      c[3] = p0.low;
    }
  }
}

template <class Layout>
HWY_INLINE void begin_round(ChunkPaths& paths) {
  const Layout layout;
  const auto m0 = Layout::all(philox_multiplier_0);
  for (std::size_t i = 0; i < paths.count; i += hn::MaxLanes(typename Layout::D())) {
    const auto p0 = layout.products(m0, Layout::low_words(paths.numbers + i));
    Layout::keep(p0.low, paths.low, i);
    Layout::keep(p0.high, paths.high, i);
  }
}

/// The words of paths that share the upper halves of their numbers: in the first two rounds half of the
/// products are the same for all.
template <class Layout>
class Words {
 public:
  Words(const RoundKeys& keys, DrawDomain domain, StreamId stream, std::uint32_t index,
        const ChunkPaths& paths)
      : keys_(keys), paths_(paths) {
    const PhiloxBlock c = draw_counter(paths.numbers[0], domain, index, stream);
    const std::uint64_t p1 = std::uint64_t{philox_multiplier_1} * c[2];
    const std::uint64_t p0 =
        std::uint64_t{philox_multiplier_0} * (static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ keys[0].low);
    first_2_ = c[3] ^ keys[0].high;
    second_0_ = static_cast<std::uint32_t>(p1) ^ keys[1].low;
    second_2_ = static_cast<std::uint32_t>(p0 >> 32) ^ keys[1].high;
    second_3_ = static_cast<std::uint32_t>(p0);
  }

  /// Those of `sets` vectors of paths from the i-th on.
  template <std::size_t sets>
  HWY_INLINE void draw(std::size_t i, ChunkWords& out) const {
    const auto m1 = Layout::all(philox_multiplier_1);
    Counters<Layout> counters[sets];
#pragma GCC unroll 8
    for (std::size_t s = 0; s < sets; ++s) {
      auto& c = counters[s];
      const std::size_t at = i + s * hn::Lanes(D());
      const auto p1 = layout_.products(m1, hn::Xor(Layout::load(paths_.high, at), Layout::all(first_2_)));
      c[0] = hn::Xor(p1.high, Layout::all(second_0_));
      c[1] = p1.low;
      c[2] = hn::Xor(Layout::load(paths_.low, at), Layout::all(second_2_));
      c[3] = Layout::all(second_3_);
    }
    later_rounds<2>(layout_, keys_, counters);
#pragma GCC unroll 8
    for (std::size_t j = 0; j < 4; ++j) Layout::put(counters, j, out.row[j] + i);
  }

 private:
  using D = typename Layout::D;
  Layout layout_;
  const RoundKeys& keys_;
  const ChunkPaths& paths_;
  std::uint32_t first_2_, second_0_, second_2_, second_3_;
};
