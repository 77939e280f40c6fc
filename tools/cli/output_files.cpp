#include "output_files.h"

#include "failures.h"

#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace faultline::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const char* deed, int error) {
  throw IoError(fmt::format("cannot {} '{}': {}", deed, path.string(), std::strerror(error)));
}

/// A file under a temporary name, gone unless it was renamed.
class TemporaryFile {
 public:
  TemporaryFile(const fs::path& directory, const std::string& name)
      : target_(directory / name), path_((directory / ("." + name + ".XXXXXX")).string()) {
    file_ = ::mkostemp(path_.data(), O_CLOEXEC);
    if (file_ < 0) fail(target_, "write", errno);
  }
  TemporaryFile(TemporaryFile&& other) noexcept
      : target_(std::move(other.target_)),
        path_(std::exchange(other.path_, {})),
        file_(std::exchange(other.file_, -1)) {}
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile() {
    if (file_ >= 0) ::close(file_);
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  void fill(std::string_view content) {
    while (!content.empty()) {
      const ssize_t written = ::write(file_, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(target_, "write", errno);
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    give_usual_permissions();
    if (::fsync(file_) != 0) fail(target_, "write", errno);
    if (::close(std::exchange(file_, -1)) != 0) fail(target_, "write", errno);
  }

  void rename_to_target() {
    if (::rename(path_.c_str(), target_.c_str()) != 0) fail(target_, "write", errno);
    path_.clear();
  }

 private:
  /// Temporary files are made private; results are as readable as any other file.
  void give_usual_permissions() const {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    static_cast<void>(::fchmod(file_, 0666 & ~mask));
  }

  fs::path target_;
  std::string path_;
  int file_ = -1;
};

}  // namespace

void refuse_target(const fs::path& target, const std::vector<fs::path>& inputs) {
  std::error_code error;
  if (!fs::exists(target, error)) return;
  for (const fs::path& input : inputs)
    if (fs::equivalent(target, input, error))
      throw UsageError(fmt::format("'{}' is read by this run and would be replaced", target.string()));
  if (fs::is_directory(target, error)) fail(target, "write", EISDIR);
  if (!fs::is_regular_file(target, error))
    throw IoError(fmt::format("cannot write '{}': not a plain file", target.string()));
}

void sync_directory(const fs::path& path) {
  const int directory = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  static_cast<void>(::fsync(directory));
  ::close(directory);
}

OutputDirectory::OutputDirectory(fs::path path, const std::vector<std::string>& names,
                                 const std::vector<fs::path>& inputs)
    : path_(std::move(path)) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) throw IoError(fmt::format("cannot make '{}': {}", path_.string(), error.message()));
  if (!fs::is_directory(path_, error)) fail(path_, "write to", ENOTDIR);
  for (const std::string& name : names) refuse_target(path_ / name, inputs);
  TemporaryFile(path_, "probe").fill("probe\n");
}

void OutputDirectory::write(const std::vector<OutputFile>& files) const {
  std::vector<TemporaryFile> written;
  for (const OutputFile& file : files) {
    written.emplace_back(path_, file.name);
    written.back().fill(file.content);
  }
  for (TemporaryFile& file : written) file.rename_to_target();
  sync_directory(path_);
}

}  // namespace faultline::cli
