#include <limits>
#include <map>

#include "plan/stream_labels.h"
#include "shocks/shock_lowering.h"

namespace faultline {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

class RegimesLowering final : public ShockLowering {
 public:
  RegimesLowering(Lowering& lowering, const Regimes& shock, std::uint32_t position)
      : lowering_(lowering), shock_(shock), position_(position) {
    const double initial = static_cast<double>(shock.initial);
    state_ = lowering.add_register(initial, Tempo::event);
    acting_ = lowering.add_register(initial, Tempo::grid);
    entered_ = lowering.add_register(0.0, Tempo::event);
    changes_ = lowering.add_register(0.0, Tempo::event);
    for (std::size_t s = 0; s < shock.states.size(); ++s) {
      visits_.push_back(lowering.add_register(s == shock.initial ? 1.0 : 0.0, Tempo::event));
      spent_.push_back(lowering.add_register(0.0, Tempo::event));
      lowering.publish(shock, "is", shock.states[s].name, [state = state_, s](ProgramBuilder& b) {
        return b.emit(Opcode::equal, Operand::state(state), Operand::constant(static_cast<double>(s)));
      });
    }
    clocks_.resize(shock.states.size());
  }

  void emit() override {
    lowering_.add_whiles(shock_, shock_.whiles, std::nullopt, "shocks." + shock_.name + ".while");
    if (!lowering_.enabled(shock_)) return;
    lowering_.plan().acting.push_back({state_, acting_});
    for (std::size_t s = 0; s < shock_.states.size(); ++s) {
      const Regimes::State& state = shock_.states[s];
      const Operand condition = lowering_.condition_of({acting_, static_cast<double>(s)});
      lowering_.add_entries(state.volatility, condition, true);
      lowering_.add_entries(state.drift, condition, false);
      if (state.blend) lowering_.blends.emplace_back(condition, *state.blend);
      add_clocks(s);
    }
    for (std::size_t s = 0; s < shock_.states.size(); ++s)
      for (std::size_t i = 0; i < state_edges(s).size(); ++i)
        lowering_.plan().clocks[at(clocks_[s][i])].action = lowering_.add_action(change(s, state_edges(s)[i].to));
    for (const ClockId clock : clocks_[shock_.initial]) lowering_.plan().armed_at_start.push_back(clock);
  }

  std::vector<ShockFigure> figures() override {
    const double horizon = lowering_.market().grid.times.back().years();
    std::vector<ShockFigure> out;
    for (std::size_t s = 0; s < shock_.states.size(); ++s) {
      ProgramBuilder b;
      const Operand here = b.emit(Opcode::equal, Operand::state(state_), Operand::constant(static_cast<double>(s)));
      const Operand since = b.emit(Opcode::elapsed, Operand::state(entered_));
      const Operand open = b.emit(Opcode::select, here, since, Operand::constant(0.0));
      const Operand share = b.emit(Opcode::divide, b.emit(Opcode::add, Operand::state(spent_[s]), open),
                                   Operand::constant(horizon));
      out.push_back({{"share", shock_.states[s].name}, FigureKind::mean, b.finish(share), false});
    }
    return out;
  }

 private:
  const std::vector<Regimes::Edge>& state_edges(std::size_t s) const { return shock_.states[s].next; }

  void add_clocks(std::size_t s) {
    Plan& plan = lowering_.plan();
    std::map<std::uint32_t, int> times;
    for (const Regimes::Edge& edge : state_edges(s)) {
      Clock clock;
      clock.order = position_;
      clock.budget = lowering_.add_register(never, Tempo::event);
      clock.anchor = lowering_.add_register(0.0, Tempo::event);
      clock.due = lowering_.add_register(never, Tempo::event);
      clock.rate = lowering_.kept(edge.hazard, plan.rates, clock.budget);
      clock.every_step = clock.rate.is_state() && plan.tempo[clock.rate.index] == Tempo::grid;
      clock.stream = lowering_.stream(stream::clock(
          shock_.name, stream::edge_part(shock_.states[s].name, shock_.states[edge.to].name, ++times[edge.to])));
      clock.number = {visits_[s], -1};
      clock.check = lowering_.add_check(edge.hazard.range, edge.hazard.field);
      clocks_[s].push_back(make_id<ClockId>(plan.clocks.size()));
      plan.clocks.push_back(std::move(clock));
    }
  }

  Action change(std::size_t from, std::uint32_t to) {
    Action action{act::AddElapsed{spent_[from], entered_}};
    for (const ClockId clock : clocks_[from]) action.emplace_back(act::Disarm{clock});
    action.emplace_back(act::Set{state_, static_cast<double>(to)});
    action.emplace_back(act::SetNow{entered_});
    action.emplace_back(act::Count{visits_[to]});
    action.emplace_back(act::Count{changes_});
    for (const ClockId clock : clocks_[to]) action.emplace_back(act::Arm{clock});
    action.emplace_back(act::Notify{lowering_.source(position_, -1), {changes_, -1}});
    action.emplace_back(act::Notify{lowering_.source(position_, static_cast<std::int32_t>(to)),
                                    {visits_[to], to == shock_.initial ? -2 : -1}});
    return action;
  }

  Lowering& lowering_;
  const Regimes& shock_;
  std::uint32_t position_;
  RegisterId state_{}, acting_{}, entered_{}, changes_{};
  std::vector<RegisterId> visits_, spent_;
  std::vector<std::vector<ClockId>> clocks_;
};

}  // namespace

std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Regimes& shock, std::uint32_t position) {
  return std::make_unique<RegimesLowering>(lowering, shock, position);
}

}  // namespace faultline
