#pragma once

#include "shocks/lowering.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace faultline {

/// Adds columns to the outputs and what fills them to the plans.
class ColumnRecorder {
 public:
  ColumnRecorder(Outputs& outputs, const Report& report) : outputs_(outputs), report_(report) {}

  ColumnId record(Lowering& lowering, Recording recording, Retain retain, const std::string& label);
  /// The value of a program at a horizon (position in the report's horizons).
  ColumnId record_program(Lowering& lowering, Program program, std::size_t horizon, Retain retain,
                          bool infinity_allowed, const std::string& label);
  /// The simple return of an asset or portfolio, recorded once however often it is asked for.
  ColumnId record_return(Lowering& lowering, SeriesKind kind, std::uint32_t index, std::size_t horizon);
  /// The largest drawdown so far.
  ColumnId record_drawdown(Lowering& lowering, SeriesKind kind, std::uint32_t index, std::size_t horizon);

 private:
  struct ReturnKey {
    bool twin;
    SeriesKind kind;
    std::uint32_t index;
    std::size_t horizon;
    auto operator<=>(const ReturnKey&) const = default;
  };

  std::string label(const Lowering& lowering, SeriesKind kind, std::uint32_t index, const char* measure,
                    std::size_t horizon) const;

  Outputs& outputs_;
  const Report& report_;
  std::map<ReturnKey, ColumnId> returns_;
};

}  // namespace faultline
