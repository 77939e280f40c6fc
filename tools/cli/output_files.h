#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace faultline::cli {

struct OutputFile {
  std::string name;
  std::string content;
};

/// So that what was renamed in it is still there after a crash.
void sync_directory(const std::filesystem::path& path);

/// UsageError where `target` is one of the files that the run reads; IoError where it exists and is not a
/// plain file: a device, a directory.
void refuse_target(const std::filesystem::path& target, const std::vector<std::filesystem::path>& inputs);

/// A directory that results go to. Files are written to temporary names in the same directory, synced and
/// renamed once all of them are on disk: a reader never sees half a file, and a full disk leaves what was
/// there before.
class OutputDirectory {
 public:
  /// Makes the directory where it is missing, and tries a file in it: IoError before any work is done, and
  /// what refuse_target() says of the names that will be written.
  explicit OutputDirectory(std::filesystem::path path, const std::vector<std::string>& names = {},
                           const std::vector<std::filesystem::path>& inputs = {});

  /// IoError when one of them cannot be brought to disk; then none is replaced.
  void write(const std::vector<OutputFile>& files) const;

 private:
  std::filesystem::path path_;
};

}  // namespace faultline::cli
