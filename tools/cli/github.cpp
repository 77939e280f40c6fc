#include "github.h"

#include <string_view>

#include <fmt/format.h>

namespace faultline::cli {
namespace {

/// The escapes of workflow commands; property values escape their separators as well.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out;
}

std::string place(const SourceRange& where, const Sources& sources) {
  if (where.file == no_file) return {};
  std::string text = fmt::format("file={},", escaped(sources.file(where.file).path, true));
  if (where.line > 0)
    text +=
        fmt::format("line={},col={},endColumn={},", where.line, where.column, where.column + where.length);
  return text;
}

}  // namespace

std::string to_github(const Diagnostics& diagnostics, const Sources& sources) {
  std::string out;
  for (const Diagnostic& d : diagnostics.items()) {
    std::string message = d.field.empty() ? d.message : fmt::format("{}: {}", d.field, d.message);
    if (!d.hint.empty()) message += fmt::format(" ({})", d.hint);
    out += fmt::format("::{} {}title={}::{}\n", d.severity == Severity::error ? "error" : "warning",
                       place(d.where, sources), escaped(d.code, true), escaped(message, false));
  }
  return out;
}

}  // namespace faultline::cli
