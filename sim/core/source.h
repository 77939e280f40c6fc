#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

enum class FileId : std::uint32_t {};
inline constexpr FileId no_file{0xffffffffu};

/// A stretch of source text. Lines and columns count from 1, columns and length in characters (code points).
struct SourceRange {
  FileId file = no_file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 0;

  friend bool operator==(const SourceRange&, const SourceRange&) = default;
};

/// One text that was read: a file, or a `--set` given on the command line.
struct SourceFile {
  std::string path;    ///< as it is shown to the user
  std::string text;    ///< UTF-8
  std::string sha256;  ///< hexadecimal, of the bytes
};

/// Every text behind a scenario; diagnostics quote their lines. Grows with every text that is read: one per
/// thread that reads, or a copy. References to its files last until the next add().
class Sources {
 public:
  FileId add(SourceFile file);
  const SourceFile& file(FileId id) const;  ///< std::out_of_range for a number that it has not given
  std::size_t size() const { return files_.size(); }

 private:
  std::vector<SourceFile> files_;
};

template <class T>
struct Located {
  T value{};
  SourceRange where{};
};

}  // namespace faultline
