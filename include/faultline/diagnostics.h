#pragma once

#include "core/source.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace faultline {

enum class Severity { warning, error };

/// A stable code and what it stands for; every layer lists its own in `codes.h`.
struct DiagnosticCode {
  const char* id;     ///< "E0107"; errors begin with E, warnings with W
  const char* title;  ///< one line for the reference
};

/// One problem of the input: where, what, and what to do about it.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;
  SourceRange where;
  std::string field;                 ///< path of the field, "shocks.export_curb.rate"
  std::string message;               ///< what is wrong
  std::string hint;                  ///< what to do; may be empty
  std::optional<SourceRange> other;  ///< a second place, e.g. of the first of two duplicates
};

/// All problems found, in the order of the source (file, line, column) once sorted.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic) { items_.push_back(std::move(diagnostic)); }
  void error(const DiagnosticCode& code, SourceRange where, std::string field, std::string message,
             std::string hint = {});
  void warning(const DiagnosticCode& code, SourceRange where, std::string field, std::string message,
               std::string hint = {});
  void append(const Diagnostics& other);
  bool has_errors() const;
  bool empty() const { return items_.empty(); }
  const std::vector<Diagnostic>& items() const& { return items_; }
  std::vector<Diagnostic> items() && { return std::move(items_); }
  /// Orders by file, line and column (stable) and drops exact repeats.
  void sort();

 private:
  std::vector<Diagnostic> items_;
};

/// A value with the warnings found on the way, or the errors that prevented it. value() throws
/// std::bad_optional_access where there are errors.
template <class T>
class Result {
 public:
  Result(T value, Diagnostics warnings = {}) : value_(std::move(value)), diagnostics_(std::move(warnings)) {}
  Result(Diagnostics errors) : diagnostics_(std::move(errors)) {}

  explicit operator bool() const { return value_.has_value(); }
  T& value() & { return value_.value(); }
  const T& value() const& { return value_.value(); }
  T value() && { return std::move(value_).value(); }
  const Diagnostics& diagnostics() const& { return diagnostics_; }
  Diagnostics diagnostics() && { return std::move(diagnostics_); }

 private:
  std::optional<T> value_;
  Diagnostics diagnostics_;
};

/// "deal.yaml:14:13: error[E0107]: shocks.x.rate: message", the source line, a caret and the hint. `sources`
/// are those that the scenario was read with; std::out_of_range for others. UTF-8.
std::string to_text(const Diagnostic& diagnostic, const Sources& sources);
std::string to_text(const Diagnostics& diagnostics, const Sources& sources);

/// A JSON array of {severity, code, file, line, column, length, field, message, hint, other}.
std::string to_json(const Diagnostics& diagnostics, const Sources& sources);

}  // namespace faultline
