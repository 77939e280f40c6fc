#include "study/needed_columns.h"

#include "core/ids.h"

#include <optional>
#include <vector>

namespace faultline {
namespace {

/// New positions of the columns that stay, in the order in which they are first named.
class Renumbering {
 public:
  explicit Renumbering(std::vector<Column>& columns) : old_(std::move(columns)), position_(old_.size()) {}

  void keep(ColumnId& id) {
    auto& place = position_[at(id)];
    if (!place) {
      place = make_id<ColumnId>(kept.size());
      kept.push_back(old_[at(id)]);
      kept.back().retain = Retain::samples;
    }
    id = *place;
  }
  void keep(std::optional<ColumnId>& id) {
    if (id) keep(*id);
  }
  std::optional<ColumnId> find(ColumnId id) const { return position_[at(id)]; }

  std::vector<Column> kept;

 private:
  std::vector<Column> old_;
  std::vector<std::optional<ColumnId>> position_;
};

void renumber(Plan& plan, const Renumbering& columns) {
  std::vector<Recording> recordings;
  for (Recording& recording : plan.recordings) {
    const auto column = columns.find(recording.column);
    if (!column) continue;
    recording.column = *column;
    recordings.push_back(std::move(recording));
  }
  plan.recordings = std::move(recordings);
}

}  // namespace

void keep_needed_columns(CompiledScenario& scenario) {
  Outputs& outputs = scenario.outputs;
  Renumbering columns(outputs.columns);
  for (SeriesOutput& series : outputs.series) {
    for (SeriesColumns& horizon : series.horizons) {
      columns.keep(horizon.simple_return);
      columns.keep(horizon.drawdown);
      columns.keep(horizon.twin_return);
      columns.keep(horizon.twin_drawdown);
    }
  }
  for (ConditionOutput& condition : outputs.given) columns.keep(condition.column);
  for (ConditionOutput& condition : outputs.conditions) columns.keep(condition.column);
  for (ShockOutput& shock : outputs.shocks) shock.figures.clear();
  for (VariableOutput& variable : outputs.variables) variable.figures.clear();
  renumber(scenario.plan, columns);
  if (scenario.twin) renumber(*scenario.twin, columns);
  outputs.columns = std::move(columns.kept);
}

}  // namespace faultline
