#include "compile/column_recorder.h"

#include <utility>

namespace faultline {

ColumnId ColumnRecorder::record(Lowering& lowering, Recording recording, Retain retain,
                                const std::string& label) {
  outputs_.columns.push_back({retain, label});
  recording.column = make_id<ColumnId>(outputs_.columns.size() - 1);
  recording.check = lowering.add_check(Range::any(), label);
  lowering.plan().recordings.push_back(recording);
  return recording.column;
}

ColumnId ColumnRecorder::record_program(Lowering& lowering, Program program, std::size_t horizon,
                                        Retain retain, bool infinity_allowed, const std::string& label) {
  Recording recording;
  recording.program = lowering.add_program(std::move(program));
  recording.grid_point = report_.horizons[horizon].step;
  recording.infinity_allowed = infinity_allowed;
  return record(lowering, recording, retain, label);
}

ColumnId ColumnRecorder::record_return(Lowering& lowering, SeriesKind kind, std::uint32_t index,
                                       std::size_t horizon) {
  const ReturnKey key{lowering.without_shocks(), kind, index, horizon};
  if (const auto known = returns_.find(key); known != returns_.end()) return known->second;
  Recording recording;
  recording.what =
      kind == SeriesKind::asset ? Recording::What::asset_return : Recording::What::portfolio_return;
  recording.index = index;
  recording.grid_point = report_.horizons[horizon].step;
  const ColumnId column =
      record(lowering, recording, Retain::samples, label(lowering, kind, index, ".return", horizon));
  returns_.emplace(key, column);
  return column;
}

ColumnId ColumnRecorder::record_drawdown(Lowering& lowering, SeriesKind kind, std::uint32_t index,
                                         std::size_t horizon) {
  Recording recording;
  recording.index = index;
  recording.grid_point = report_.horizons[horizon].step;
  if (kind == SeriesKind::asset) {
    lowering.follow_drawdown(index);
    recording.what = Recording::What::asset_drawdown;
  } else {
    lowering.follow_portfolio_drawdown(index);
    recording.what = Recording::What::portfolio_drawdown;
  }
  return record(lowering, recording, Retain::samples, label(lowering, kind, index, ".max_drawdown", horizon));
}

std::string ColumnRecorder::label(const Lowering& lowering, SeriesKind kind, std::uint32_t index,
                                  const char* measure, std::size_t horizon) const {
  const Market& market = lowering.market();
  const std::string& name =
      kind == SeriesKind::asset ? market.assets[index].name : market.portfolios[index].name;
  return name + measure + " at " + report_.horizons[horizon].text +
         (lowering.without_shocks() ? " without shocks" : "");
}

}  // namespace faultline
