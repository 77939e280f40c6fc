#pragma once

#include "faultline/sweep.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

struct sqlite3;

namespace faultline {

/// Raised when the numbers of a sweep change, so that points of older programs are not mixed with new ones;
/// tests/study/sweep_rows_test.cpp fails until it is.
inline constexpr const char* sweep_results_version = "6";

/// What a store belongs to: every number in it follows from these texts.
using StoreIdentity = std::vector<std::pair<std::string, std::string>>;

/// The finished points of a sweep in an SQLite file, for programs that speak SQL too:
///
///     meta(key, value)                   the identity
///     settings(point, axis, value)       the text of every axis; no row where the scenario keeps its own
///     results(point, metric, value, se, n, unreliable)
///     points(point)                      those that are there
///
/// Write-ahead log, one transaction a point: a reader or a killed writer never sees half of one.
class SweepStore {
 public:
  /// Opens or makes a store. StoreMismatch when it is of another sweep or none, StoreError when it cannot
  /// be used.
  SweepStore(const std::filesystem::path& file, const StoreIdentity& identity);
  /// Opens an existing one to be read, whatever it is of. StoreMismatch when it is none, StoreError when it
  /// cannot be read.
  explicit SweepStore(const std::filesystem::path& file);

  StoreIdentity identity() const;
  /// The rows that are there; `axes` and `metrics` as the sweep names them.
  std::map<std::size_t, SweepRow> rows(const std::vector<std::string>& axes,
                                       const std::vector<std::string>& metrics) const;
  /// One transaction; a point that is there stays.
  void add(const SweepRow& row, const std::vector<std::string>& axes,
           const std::vector<std::string>& metrics);
  /// Copies the points that are missing here.
  void take_from(const SweepStore& other);
  std::size_t count() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };

  void open(const std::string& name, int flags);
  bool readable() const;
  void execute(const std::string& sql) const;
  void prepare(const StoreIdentity& identity);
  void refuse_what_is_no_store() const;
  void copy(const SweepStore& other, const std::string& table, int columns) const;

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace faultline
