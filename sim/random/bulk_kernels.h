#pragma once

#include "random/bulk.h"
#include "random/philox.h"

#include <cstddef>
#include <cstdint>

namespace faultline {

/// Paths are worked on in chunks that stay in the first-level cache.
inline constexpr std::size_t bulk_chunk = 128;
/// The kernels take a multiple of this many paths.
inline constexpr std::size_t bulk_group = 32;

/// A chunk of paths, `count` a multiple of bulk_group, and what an instruction set keeps of the first round,
/// which is the same for all streams.
struct ChunkPaths {
  const std::uint64_t* numbers = nullptr;
  std::size_t count = 0;
  bool share_upper_halves = false;  ///< of their numbers; else nothing is kept that words() would use
  /// Words of the numbers' products with the first multiplier, laid out as the instruction set works.
  alignas(64) std::uint32_t low[2 * bulk_chunk];
  alignas(64) std::uint32_t high[2 * bulk_chunk];
};

/// The four words of a chunk of paths: row j at 128 j.
struct alignas(64) ChunkWords {
  std::uint32_t row[4][bulk_chunk];
};

/// The inner loops of one instruction set.
struct BulkKernels {
  /// Fills in what is kept of the first round.
  void (*begin)(ChunkPaths& paths);
  void (*words)(const RoundKeys& keys, DrawDomain domain, StreamId stream, std::uint32_t index,
                const ChunkPaths& paths, ChunkWords& out);
  /// Box-Muller; `count` a multiple of row_granule.
  void (*normals_single)(const ChunkWords& words, std::size_t count, float* rows, std::size_t stride);
  void (*normals_double)(const ChunkWords& high, const ChunkWords& low, std::size_t count, double* rows,
                         std::size_t stride);
  /// out[i] = event_uniform(keys, paths[i], stream, numbers[i]); `count` a multiple of bulk_group.
  void (*event_uniforms)(const RoundKeys& keys, StreamId stream, const std::uint32_t* numbers,
                         const std::uint64_t* paths, std::size_t count, double* out);
};

const BulkKernels& scalar_bulk_kernels();
/// Kernels of avx2 or avx512; null where the processor has no such instructions.
const BulkKernels* simd_bulk_kernels(SimdTarget target);

}  // namespace faultline
