#include "samples.h"

#include "failures.h"
#include "netcdf_library.h"
#include "output_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <future>
#include <numeric>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace faultline::cli {
namespace {

namespace fs = std::filesystem;

/// Reasons of the system that NetCDF hides behind an "HDF error".
bool is_of_the_disk(int error) {
  return error == ENOSPC || error == EDQUOT || error == EFBIG || error == EIO || error == EROFS;
}

/// One variable on (series, horizon, path) and the member of SeriesColumns it is made of.
struct PathQuantity {
  const char* name;
  const char* description;
  std::optional<ColumnId> SeriesColumns::*column;
  int id = -1;
};

/// An open file under a temporary name, gone unless it was renamed.
class NetcdfFile {
 public:
  explicit NetcdfFile(fs::path target) : target_(std::move(target)) {
    errno = 0;
    path_ = target_.parent_path() / fmt::format(".{}.{}", target_.filename().string(), ::getpid());
    hold(netcdf().create(path_.c_str(), NC_NETCDF4 | NC_CLOBBER, &file_), "make");
  }
  NetcdfFile(const NetcdfFile&) = delete;
  NetcdfFile& operator=(const NetcdfFile&) = delete;
  ~NetcdfFile() {
    if (file_ >= 0) netcdf().close(file_);
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  int id() const { return file_; }

  /// IoError that names the file where NetCDF was not able to do it.
  void hold(int status, const char* deed) const {
    const int reason = errno;
    if (status == NC_NOERR) return;
    throw IoError(fmt::format("cannot {} '{}': {}", deed, target_.string(),
                              is_of_the_disk(reason) ? std::strerror(reason) : netcdf().strerror(status)));
  }

  int dimension(const char* name, std::size_t length) const {
    int dimension_id = -1;
    hold(netcdf().def_dim(file_, name, length, &dimension_id), "describe");
    return dimension_id;
  }
  int variable(const char* name, nc_type type, const std::vector<int>& dimensions,
               const char* description) const {
    int variable_id = -1;
    hold(netcdf().def_var(file_, name, type, static_cast<int>(dimensions.size()), dimensions.data(),
                          &variable_id),
         "describe");
    text(variable_id, "long_name", description);
    return variable_id;
  }
  void text(int variable_id, const char* name, const std::string& value) const {
    hold(netcdf().put_att_text(file_, variable_id, name, value.size(), value.c_str()), "describe");
  }

  void finish() {
    hold(netcdf().close(std::exchange(file_, -1)), "write");
    const int written = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = written >= 0 && ::fsync(written) == 0;
    const int reason = errno;
    if (written >= 0) ::close(written);
    std::error_code error;
    if (synced) fs::rename(path_, target_, error);
    if (!synced || error)
      throw IoError(fmt::format("cannot write '{}': {}", target_.string(),
                                error ? error.message() : std::strerror(reason)));
    path_.clear();
    sync_directory(target_.has_parent_path() ? target_.parent_path() : fs::path("."));
  }

 private:
  fs::path target_;
  fs::path path_;
  int file_ = -1;
};

class SampleWriter {
 public:
  SampleWriter(const CompiledScenario& scenario, const SimulateOptions& options, std::uint64_t paths,
               NetcdfFile& file)
      : scenario_(scenario),
        simulator_(scenario, options),
        threads_(static_cast<std::uint64_t>(std::max(1, options.threads))),
        paths_(paths),
        file_(file) {
    for (const SeriesOutput& series : scenario.outputs.series)
      if (series.reported) series_.push_back(&series);
    for (std::size_t h = 0; h < scenario.outputs.horizons.size(); ++h)
      if (scenario.outputs.horizons[h].reported) horizons_.push_back(h);
  }

  void describe() {
    const int series = file_.dimension("series", series_.size());
    const int horizon = file_.dimension("horizon", horizons_.size());
    const int path = file_.dimension("path", paths_);
    series_id_ = file_.variable("series", NC_STRING, {series}, "asset or portfolio");
    horizon_id_ = file_.variable("horizon", NC_STRING, {horizon}, "horizon as written in the scenario");
    years_id_ = file_.variable("years", NC_DOUBLE, {horizon}, "horizon in years");
    path_id_ = file_.variable("path", NC_UINT64, {path}, "path number");
    std::erase_if(quantities_, [&](const PathQuantity& quantity) { return !recorded(quantity); });
    for (PathQuantity& quantity : quantities_) {
      quantity.id = file_.variable(quantity.name, NC_DOUBLE, {series, horizon, path}, quantity.description);
      const std::size_t chunk[] = {1, 1, static_cast<std::size_t>(std::min(paths_, leaf_paths))};
      file_.hold(netcdf().def_var_chunking(file_.id(), quantity.id, NC_CHUNKED, chunk), "describe");
    }
    file_.hold(netcdf().enddef(file_.id()), "describe");
  }

  void write_coordinates() const {
    for (std::size_t s = 0; s < series_.size(); ++s) {
      const char* name = series_[s]->name.c_str();
      file_.hold(netcdf().put_var1_string(file_.id(), series_id_, &s, &name), "write");
    }
    for (std::size_t h = 0; h < horizons_.size(); ++h) {
      const HorizonOutput& horizon = scenario_.outputs.horizons[horizons_[h]];
      const char* text = horizon.text.c_str();
      file_.hold(netcdf().put_var1_string(file_.id(), horizon_id_, &h, &text), "write");
      file_.hold(netcdf().put_var1_double(file_.id(), years_id_, &h, &horizon.years), "write");
    }
  }

  /// False when it was stopped.
  bool write_paths(const std::function<bool()>& stopped) const {
    for (std::uint64_t first = 0; first < paths_; first += threads_ * leaf_paths) {
      if (stopped()) return false;
      std::vector<std::future<Leaf>> leaves;
      for (std::uint64_t begin = first; begin < std::min(paths_, first + threads_ * leaf_paths);
           begin += leaf_paths)
        leaves.push_back(std::async(std::launch::async, [this, begin] { return simulate_leaf(begin); }));
      for (std::future<Leaf>& leaf : leaves) write_leaf(leaf.get());
    }
    return true;
  }

 private:
  struct Leaf {
    std::vector<std::uint64_t> paths;
    std::vector<double> values;  ///< value(c, i) = values[c * paths.size() + i]
  };

  bool recorded(const PathQuantity& quantity) const {
    return std::any_of(series_.begin(), series_.end(), [&](const SeriesOutput* series) {
      return std::any_of(horizons_.begin(), horizons_.end(),
                         [&](std::size_t h) { return (series->horizons[h].*quantity.column).has_value(); });
    });
  }

  Leaf simulate_leaf(std::uint64_t begin) const {
    Leaf leaf;
    leaf.paths.resize(std::min(leaf_paths, paths_ - begin));
    std::iota(leaf.paths.begin(), leaf.paths.end(), begin);
    leaf.values = simulator_.run(leaf.paths);
    return leaf;
  }

  void write_leaf(const Leaf& leaf) const {
    const std::size_t first = leaf.paths.front(), count = leaf.paths.size();
    std::vector<unsigned long long> numbers(leaf.paths.begin(), leaf.paths.end());
    file_.hold(netcdf().put_vara_ulonglong(file_.id(), path_id_, &first, &count, numbers.data()), "write");
    for (const PathQuantity& quantity : quantities_) {
      for (std::size_t s = 0; s < series_.size(); ++s) {
        for (std::size_t h = 0; h < horizons_.size(); ++h) {
          const std::optional<ColumnId>& column = series_[s]->horizons[horizons_[h]].*quantity.column;
          if (!column) continue;  // stays the fill value, which readers take for missing
          const std::size_t start[] = {s, h, first}, extent[] = {1, 1, count};
          file_.hold(netcdf().put_vara_double(file_.id(), quantity.id, start, extent,
                                              leaf.values.data() + static_cast<std::size_t>(*column) * count),
                     "write");
        }
      }
    }
  }

  const CompiledScenario& scenario_;
  PathSimulator simulator_;
  std::uint64_t threads_;
  std::uint64_t paths_;
  NetcdfFile& file_;
  std::vector<const SeriesOutput*> series_;
  std::vector<std::size_t> horizons_;
  std::vector<PathQuantity> quantities_{
      {"return", "simple return", &SeriesColumns::simple_return},
      {"return_without_shocks", "simple return of the same path without shocks", &SeriesColumns::twin_return},
      {"max_drawdown", "largest fall from the running maximum, as a fraction of it",
       &SeriesColumns::drawdown}};
  int series_id_ = -1, horizon_id_ = -1, years_id_ = -1, path_id_ = -1;
};

}  // namespace

SampleFile::SampleFile(fs::path path) : path_(std::move(path)) {
  const fs::path directory = path_.parent_path();
  const OutputDirectory probe(directory.empty() ? fs::path(".") : directory);
  std::error_code error;
  if (path_.filename().empty() || fs::is_directory(path_, error))
    throw IoError(fmt::format("cannot write '{}': it is a directory", path_.string()));
  netcdf();
}

bool SampleFile::write(const CompiledScenario& scenario, const SimulateOptions& options, const RunInfo& run,
                       const std::function<bool()>& stopped) const {
  NetcdfFile file(path_);
  file.text(NC_GLOBAL, "title", scenario.outputs.title);
  file.text(NC_GLOBAL, "faultline_version", FAULTLINE_VERSION);
  file.text(NC_GLOBAL, "seed", std::to_string(run.seed));
  file.text(NC_GLOBAL, "requested_paths", std::to_string(run.requested_paths));
  file.text(NC_GLOBAL, "stopped_by", run.stopped_by);
  SampleWriter writer(scenario, options, run.paths, file);
  writer.describe();
  writer.write_coordinates();
  if (!writer.write_paths(stopped)) return false;
  file.finish();
  return true;
}

}  // namespace faultline::cli
