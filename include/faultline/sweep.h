#pragma once

#include "faultline/diagnostics.h"
#include "faultline/estimate.h"
#include "faultline/run_error.h"
#include "faultline/scenario.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// A sweep that cannot be: an axis that is not understood, a design that does not fit its axes. Or a merge
/// without stores.
struct SweepRequestError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// The file of a store cannot be opened, read or written.
struct StoreError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// A store holds points of another scenario, version or design, or is none.
struct StoreMismatch : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What a parameter or a field runs through. Values are texts as `--set` takes them, with their units.
struct SweepAxis {
  /// `lo:hi` with one unit for both; numbers are those written, in that unit.
  struct Span {
    double lower = 0.0;
    double upper = 0.0;
    std::string unit;
    bool logarithmic = false;
  };
  std::string name;
  std::vector<std::string> values;  ///< empty: a span without a number of points, for lhs and sobol
  std::optional<Span> span;
};

/// Reads NAME=lo:hi:n, NAME=log:lo:hi:n or NAME=a,b,c; without `:n` a span for lhs and sobol. Throws
/// SweepRequestError.
SweepAxis parse_axis(std::string_view text);

enum class SweepDesign : std::uint8_t {
  grid,   ///< every combination, the last axis fastest
  oat,    ///< one at a time: the scenario as it is, then every value of every axis alone
  lhs,    ///< Latin hypercube (McKay, Beckman and Conover 1979)
  sobol,  ///< the first points of the Sobol sequence, with Joe and Kuo's direction numbers
};

/// One text per axis; none where the scenario keeps its own value.
using SweepPoint = std::vector<std::optional<std::string>>;

/// The points of a design. `points` (1 ... 1,000,000) counts those of lhs and sobol, `seed` draws lhs. Throws
/// SweepRequestError.
std::vector<SweepPoint> sweep_points(SweepDesign design, const std::vector<SweepAxis>& axes,
                                     std::size_t points, std::uint64_t seed);

struct SweepRequest {
  std::filesystem::path file;
  ReadOptions base;
  std::vector<SweepAxis> axes;
  SweepDesign design = SweepDesign::grid;
  std::size_t points = 64;           ///< of lhs and sobol
  std::vector<std::string> metrics;  ///< at least one, such as "es(core, 99%)"
  std::optional<std::uint64_t> paths,
      seed;         ///< paths of a point, 1 ... path_number_limit; default: the file's
  int threads = 0;  ///< 0: all processors
  /// Of the points those whose number leaves shard - 1 when divided by shards; 1 <= shard <= shards.
  std::uint32_t shard = 1, shards = 1;
  std::filesystem::path store;  ///< SQLite file, made when it is missing; empty: none
  std::function<void(std::size_t done, std::size_t total)> progress;  ///< one call at a time
  std::function<bool()> stopped;  ///< from any thread; true ends the sweep after the points in work
};

struct SweepRow {
  std::size_t point = 0;  ///< number in the design, from 0
  SweepPoint values;
  std::vector<Estimate> metrics;
};

struct SweepResult {
  std::vector<std::string> axes;
  std::vector<std::string> metrics;
  std::uint64_t paths = 0, seed = 0;
  std::size_t points = 0;             ///< of the whole design
  std::size_t reused = 0;             ///< taken from the store
  bool complete = true;               ///< false when stopped before all points of the shard were there
  std::vector<SweepRow> rows;         ///< every row known, by point
  std::optional<BrokenPoint> broken;  ///< ended the sweep; the first of those that did
};

/// Runs a metric at every point of a design, on common random numbers. With a store, every finished point is
/// one transaction: a sweep that was ended in any way goes on where it was, and its rows are the same bits.
/// Points run in parallel, one thread each, while there are at least as many as threads; else the paths of a
/// point do. Every value of every axis is checked alone before the first point runs. Errors: the scenario's
/// at a point. A run that ends with a RunError ends the sweep: SweepResult::broken. Throws SweepRequestError,
/// StoreError, StoreMismatch.
Result<SweepResult> sweep(const SweepRequest& request, Sources& sources);

struct MergeResult {
  std::size_t points = 0;   ///< of the design
  std::size_t present = 0;  ///< of them in the target
};

/// Copies the points of stores of one sweep into `target`, which is made when it is missing; it may stand
/// among the stores. Those are only read. Throws SweepRequestError, StoreError, StoreMismatch.
MergeResult merge_stores(const std::filesystem::path& target, const std::vector<std::filesystem::path>& from);

}  // namespace faultline
