#include "random/bulk.h"

#include "core/contract.h"
#include "random/bulk_kernels.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace faultline {
namespace {

constexpr std::array<std::pair<SimdTarget, std::string_view>, 3> target_names = {{
    {SimdTarget::scalar, "scalar"},
    {SimdTarget::avx2, "avx2"},
    {SimdTarget::avx512, "avx512"},
}};

const BulkKernels& kernels_of(SimdTarget target) {
  if (target == SimdTarget::scalar) return scalar_bulk_kernels();
  const BulkKernels* kernels = simd_bulk_kernels(target);
  FAULTLINE_EXPECT(kernels != nullptr);
  return kernels != nullptr ? *kernels : scalar_bulk_kernels();
}

/// Calls work(first, n, chunk) for each chunk of paths.
template <class Work>
void for_each_chunk(const BulkKernels& kernels, std::span<const std::uint64_t> paths, Work work) {
  ChunkPaths chunk;
  for (std::size_t first = 0; first < paths.size(); first += bulk_chunk) {
    const std::size_t n = std::min(bulk_chunk, paths.size() - first);
    std::array<std::uint64_t, bulk_chunk> padded;
    chunk.numbers = paths.data() + first;
    chunk.count = (n + bulk_group - 1) / bulk_group * bulk_group;
    if (chunk.count != n) {
      padded.fill(paths[first]);
      std::copy_n(paths.data() + first, n, padded.data());
      chunk.numbers = padded.data();
    }
    kernels.begin(chunk);
    work(first, n, std::as_const(chunk));
  }
}

}  // namespace

std::string_view name_of(SimdTarget target) {
  for (const auto& [value, name] : target_names) {
    if (value == target) return name;
  }
  return {};
}

std::optional<SimdTarget> simd_target_named(std::string_view name) {
  for (const auto& [value, known] : target_names) {
    if (known == name) return value;
  }
  return std::nullopt;
}

std::vector<SimdTarget> supported_simd_targets() {
  std::vector<SimdTarget> targets{SimdTarget::scalar};
  for (SimdTarget target : {SimdTarget::avx2, SimdTarget::avx512}) {
    if (simd_bulk_kernels(target) != nullptr) targets.push_back(target);
  }
  return targets;
}

SimdTarget best_simd_target() {
  for (SimdTarget target : {SimdTarget::avx512, SimdTarget::avx2}) {
    if (simd_bulk_kernels(target) != nullptr) return target;
  }
  return SimdTarget::scalar;
}

SimdTarget chosen_simd_target(std::string_view name) {
  if (name.empty()) return best_simd_target();
  const std::optional<SimdTarget> target = simd_target_named(name);
  if (!target)
    throw std::invalid_argument("'" + std::string(name) + "' is no instruction set: scalar, avx2, avx512");
  if (*target != SimdTarget::scalar && simd_bulk_kernels(*target) == nullptr)
    throw std::invalid_argument("this processor does not run " + std::string(name));
  return *target;
}

BulkRandom::BulkRandom(SeedKey key, SimdTarget target)
    : keys_(round_keys(key)), target_(target), kernels_(&kernels_of(target)) {}

void BulkRandom::normals(std::span<const StreamRows<float>> streams, std::uint32_t quad,
                         std::span<const std::uint64_t> paths, std::size_t stride) const {
  FAULTLINE_EXPECT(stride % row_granule == 0 && stride >= padded_row(paths.size()));
  ChunkWords words;
  for_each_chunk(*kernels_, paths, [&](std::size_t first, std::size_t n, const ChunkPaths& chunk) {
    for (const StreamRows<float>& to : streams) {
      kernels_->words(keys_, DrawDomain::grid, to.stream, quad, chunk, words);
      kernels_->normals_single(words, padded_row(n), to.rows + first, stride);
    }
  });
}

void BulkRandom::normals(std::span<const StreamRows<double>> streams, std::uint32_t quad,
                         std::span<const std::uint64_t> paths, std::size_t stride) const {
  FAULTLINE_EXPECT(stride % row_granule == 0 && stride >= padded_row(paths.size()));
  ChunkWords high;
  ChunkWords low;
  for_each_chunk(*kernels_, paths, [&](std::size_t first, std::size_t n, const ChunkPaths& chunk) {
    for (const StreamRows<double>& to : streams) {
      kernels_->words(keys_, DrawDomain::grid, to.stream, quad, chunk, high);
      kernels_->words(keys_, DrawDomain::grid_low, to.stream, quad, chunk, low);
      kernels_->normals_double(high, low, padded_row(n), to.rows + first, stride);
    }
  });
}

void BulkRandom::uniform_words(StreamId stream, std::uint32_t quad, std::span<const std::uint64_t> paths,
                               std::uint32_t* rows, std::size_t stride) const {
  FAULTLINE_EXPECT(stride % row_granule == 0 && stride >= padded_row(paths.size()));
  ChunkWords words;
  for_each_chunk(*kernels_, paths, [&](std::size_t first, std::size_t n, const ChunkPaths& chunk) {
    kernels_->words(keys_, DrawDomain::grid, stream, quad, chunk, words);
    for (std::size_t j = 0; j < 4; ++j) std::copy_n(words.row[j], padded_row(n), rows + j * stride + first);
  });
}

void BulkRandom::event_uniforms(StreamId stream, std::uint32_t number, std::span<const std::uint64_t> paths,
                                double* out) const {
  std::array<std::uint32_t, bulk_chunk> numbers;
  numbers.fill(number);
  for (std::size_t first = 0; first < paths.size(); first += bulk_chunk) {
    const std::size_t n = std::min(bulk_chunk, paths.size() - first);
    event_uniforms(stream, std::span(numbers).first(n), paths.subspan(first, n), out + first);
  }
}

void BulkRandom::event_uniforms(StreamId stream, std::span<const std::uint32_t> numbers,
                                std::span<const std::uint64_t> paths, double* out) const {
  FAULTLINE_EXPECT(numbers.size() == paths.size());
  const std::size_t whole = paths.size() / bulk_group * bulk_group, left = paths.size() - whole;
  if (whole > 0) kernels_->event_uniforms(keys_, stream, numbers.data(), paths.data(), whole, out);
  if (left == 0) return;
  std::array<std::uint32_t, bulk_group> last_numbers{};
  std::array<std::uint64_t, bulk_group> last_paths{};
  std::array<double, bulk_group> drawn;
  std::copy_n(numbers.data() + whole, left, last_numbers.data());
  std::copy_n(paths.data() + whole, left, last_paths.data());
  kernels_->event_uniforms(keys_, stream, last_numbers.data(), last_paths.data(), bulk_group, drawn.data());
  std::copy_n(drawn.data(), left, out + whole);
}

}  // namespace faultline
