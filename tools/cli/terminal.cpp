#include "terminal.h"

#include "core/utf8.h"
#include "failures.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include <sys/ioctl.h>
#include <unistd.h>

namespace faultline::cli {
namespace {

/// Returns 0 or the error number.
int write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

bool is_terminal(int file) {
  const char* kind = std::getenv("TERM");
  return ::isatty(file) == 1 && (kind == nullptr || std::strcmp(kind, "dumb") != 0);
}

/// Titles and labels come from strangers: of what moves a terminal only the emphasis of reports is left.
std::string harmless(std::string_view text) {
  const bool emphasis = stdout_has_colour();
  std::string out;
  while (!text.empty()) {
    const std::size_t escape = emphasis ? text.find('\x1b') : std::string_view::npos;
    out += escape_controls(text.substr(0, escape), "\n\t");
    if (escape == std::string_view::npos) return out;
    text.remove_prefix(escape);
    const bool known =
        text.starts_with("\x1b[0m") || text.starts_with("\x1b[1m") || text.starts_with("\x1b[2m");
    const std::size_t length = known ? 4 : 1;
    out += known ? std::string(text.substr(0, length)) : escape_controls(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

}  // namespace

void write_stdout(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, harmless(text));
  if (error != 0 && error != EPIPE)
    throw IoError(std::string("cannot write to standard output: ") + std::strerror(error));
}

void write_stderr(std::string_view text) {
  static_cast<void>(write_all(STDERR_FILENO, text));
}

bool stderr_is_terminal() {
  return is_terminal(STDERR_FILENO);
}

bool stdout_has_colour() {
  const char* refused = std::getenv("NO_COLOR");
  return is_terminal(STDOUT_FILENO) && (refused == nullptr || *refused == '\0');
}

unsigned stdout_width(unsigned otherwise) {
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 1 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    return size.ws_col;
  return otherwise;
}

}  // namespace faultline::cli
