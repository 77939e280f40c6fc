#include "reference/path.h"

namespace faultline::reference {

void Path::record_horizon(const HorizonRef& horizon) {
  for (const SeriesRef& series : market_.report.series) {
    const std::string key = "series/" + series.name + "/" + horizon.text + "/";
    const auto record = [&](const auto& s) {
      result_.figures[key + "return"] = s.simple_return;
      result_.figures[key + "drawdown"] = s.max_drawdown;
    };
    if (series.kind == SeriesKind::asset) record(assets_[series.index]);
    if (series.kind == SeriesKind::portfolio) record(portfolios_[series.index]);
  }
  for (const Variable& variable : market_.variables)
    result_.figures["variable/" + variable.name + "/" + horizon.text] =
        compute(variable.value.expression(), {now_, 0.0});
  for (std::uint32_t i = 0; i < shocks_.size(); ++i)
    if (const auto* s = std::get_if<ProcessState>(&shocks_[i]))
      result_.figures["shock/" + base(model_.shocks[i]).name + "/level/" + horizon.text] = s->level;
}

void Path::record_end() {
  for (std::uint32_t i = 0; i < shocks_.size(); ++i) record_shock(i);
  for (const Condition& condition : market_.report.given)
    result_.figures["given/" + condition.label] = holds(condition.when, now_) ? 1.0 : 0.0;
  for (const Condition& condition : market_.report.conditions)
    result_.figures["condition/" + condition.label] = holds(condition.when, now_) ? 1.0 : 0.0;
}

void Path::record_shock(std::uint32_t shock) {
  auto& figures = result_.figures;
  const std::string key = "shock/" + base(model_.shocks[shock]).name + "/";
  if (const auto* s = std::get_if<ArrivalsState>(&shocks_[shock])) {
    figures[key + "count"] = s->count;
    figures[key + "any"] = s->count > 0.0 ? 1.0 : 0.0;
    figures[key + "first"] = s->first;
  }
  if (const auto* scheduled = std::get_if<Scheduled>(&model_.shocks[shock])) {
    const auto& s = std::get<ScheduledState>(shocks_[shock]);
    for (std::size_t o = 0; o < scheduled->outcomes.size(); ++o)
      figures[key + "outcomes/" + scheduled->outcomes[o].name] = s.happened[o];
  }
  if (const auto* phases = std::get_if<Phases>(&model_.shocks[shock])) {
    const auto& s = std::get<MachineState>(shocks_[shock]);
    for (std::size_t p = 0; p < phases->phases.size(); ++p) {
      const std::string& name = phases->phases[p].name;
      figures[key + "reached/" + name] = s.first_entry[p] < never ? 1.0 : 0.0;
      figures[key + "final/" + name] = s.current == p ? 1.0 : 0.0;
      figures[key + "when/" + name] = s.first_entry[p];
    }
  }
  if (const auto* s = std::get_if<ProcessState>(&shocks_[shock])) {
    figures[key + "min"] = s->lowest;
    figures[key + "max"] = s->highest;
  }
  if (const auto* regimes = std::get_if<Regimes>(&model_.shocks[shock])) {
    const auto& s = std::get<MachineState>(shocks_[shock]);
    for (std::size_t r = 0; r < regimes->states.size(); ++r)
      figures[key + "share/" + regimes->states[r].name] = s.time_spent[r] / now_;
  }
}

}  // namespace faultline::reference
