#pragma once

#include <string_view>

namespace faultline::cli {

/// Writes to standard output at once. A reader that has gone away (`| head`) is no error; anything else
/// throws IoError.
void write_stdout(std::string_view text);

/// Writes to standard error; nobody is left to tell when that fails.
void write_stderr(std::string_view text);

bool stderr_is_terminal();
/// Standard output is a terminal that shows colours, and NO_COLOR is not set.
bool stdout_has_colour();
/// Columns of the terminal at standard output, `otherwise` elsewhere.
unsigned stdout_width(unsigned otherwise);

}  // namespace faultline::cli
