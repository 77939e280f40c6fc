// faultline new: writes a commented scenario to start from.
#include "exit_status.h"
#include "failures.h"
#include "faultline/explain.h"
#include "terminal.h"
#include "verbs.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace faultline::cli {
namespace {

/// 0 or the error number.
int write_synced(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0 ? 0 : errno;
}

/// Makes the file; IoError where there is one already, and nothing is left behind when the disk fails.
void write_new(const std::string& path, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0 && errno == EEXIST)
    throw IoError(fmt::format("'{}' exists already and is left as it is: choose another name", path));
  if (file < 0) throw IoError(fmt::format("cannot write '{}': {}", path, std::strerror(errno)));
  int error = write_synced(file, text);
  if (::close(file) != 0 && error == 0) error = errno;
  if (error == 0) return;
  ::unlink(path.c_str());
  throw IoError(fmt::format("cannot write '{}': {}", path, std::strerror(error)));
}

/// In quotes where a shell would read more than a name in it.
std::string as_shell_word(const std::string& path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c >= 0x80 ||
           std::string_view("/._-+,:@%").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) return path;
  std::string word = "'";
  for (const char c : path) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

class New : public Verb {
 public:
  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand("new", "Write a commented scenario to start from");
    verb->add_option("NAME", name_, "Its name; the file is NAME.yaml (default: scenario)")->type_name("");
    verb->add_option("-o,--output", output_, "Write this file instead; - for standard output")
        ->type_name("FILE");
    verb->footer(
        "The file passes `faultline check` and runs as it is. A file that exists is never overwritten.\n\n"
        "Examples:\n"
        "  faultline new chip_curbs\n"
        "  faultline new \"Chip curbs\" -o scenarios/curbs.yaml");
    return verb;
  }

  int run() override {
    const std::string text = starter_scenario(title());
    if (output_ == "-") {
      write_stdout(text);
      return done;
    }
    const std::string path = target();
    const std::filesystem::path file = std::filesystem::path(path).filename();
    if (output_.empty() && (file == ".yaml" || file == ".yml")) throw UsageError("the name is empty");
    write_new(path, text);
    write_stderr(fmt::format("wrote {}\nnext: faultline explain {}\n", path, as_shell_word(path)));
    return done;
  }

 private:
  std::string target() const {
    if (!output_.empty()) return output_;
    const bool complete = name_.ends_with(".yaml") || name_.ends_with(".yml");
    return complete ? name_ : name_ + ".yaml";
  }

  /// The name as words.
  std::string title() const {
    std::filesystem::path name(name_);
    if (name.extension() == ".yaml" || name.extension() == ".yml") name.replace_extension();
    std::string words = name.filename().string();
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
  }

  std::string name_ = "scenario";
  std::string output_;
};

}  // namespace

std::unique_ptr<Verb> make_new() {
  return std::make_unique<New>();
}

}  // namespace faultline::cli
