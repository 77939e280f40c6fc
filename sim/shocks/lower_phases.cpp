// Lowering of phases: registers, clocks and actions.
#include "plan/stream_labels.h"
#include "shocks/lower_jumps.h"
#include "shocks/phases.h"
#include "shocks/shock_lowering.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace faultline {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

class PhasesLowering final : public ShockLowering {
 public:
  PhasesLowering(Lowering& lowering, const Phases& shock, std::uint32_t position)
      : lowering_(lowering), shock_(shock), position_(position) {
    state_ = lowering.add_register(static_cast<double>(shock.initial), Tempo::event);
    entered_ = lowering.add_register(0.0, Tempo::event);
    entries_ = lowering.add_register(0.0, Tempo::event);
    severity_ = lowering.add_register(0.0, Tempo::event);
    for (std::size_t p = 0; p < shock.phases.size(); ++p) {
      const bool initial = p == shock.initial;
      visits_.push_back(lowering.add_register(initial ? 1.0 : 0.0, Tempo::event));
      when_.push_back(lowering.add_register(initial ? 0.0 : never, Tempo::event));
    }
    clocks_.resize(shock.phases.size());
    publish();
  }

  void emit() override {
    const std::string field = "shocks." + shock_.name;
    lowering_.add_whiles(shock_, shock_.whiles, std::nullopt, field + ".while");
    for (std::size_t p = 0; p < shock_.phases.size(); ++p)
      lowering_.add_whiles(shock_, shock_.phases[p].whiles, Guard{state_, static_cast<double>(p)},
                           field + ".phases." + shock_.phases[p].name + ".while");
    if (!lowering_.enabled(shock_)) return;
    // Clocks first, without their actions: entering a phase arms clocks, and clocks lead to phases.
    for (std::size_t p = 0; p < shock_.phases.size(); ++p) add_clocks(p);
    for (std::size_t p = 0; p < shock_.phases.size(); ++p) add_transitions(p);
    for (const auto& [edge, clock] : clocks_[shock_.initial])
      lowering_.plan().armed_at_start.push_back(clock);
  }

  std::vector<ShockFigure> figures() override {
    std::vector<ShockFigure> out;
    for (std::size_t p = 0; p < shock_.phases.size(); ++p) {
      const std::string& name = shock_.phases[p].name;
      ProgramBuilder builder;
      const Operand reached = builder.emit(Opcode::less, Operand::state(when_[p]), Operand::constant(never));
      out.push_back({{"reached", name}, FigureKind::probability, builder.finish(reached), false});
    }
    for (std::size_t p = 0; p < shock_.phases.size(); ++p)
      out.push_back({{"final", shock_.phases[p].name},
                     FigureKind::probability,
                     equals_program(state_, static_cast<double>(p)),
                     false});
    for (std::size_t p = 0; p < shock_.phases.size(); ++p)
      out.push_back({{"when", shock_.phases[p].name}, FigureKind::time, state_program(when_[p]), false});
    return out;
  }

 private:
  void publish() {
    lowering_.publish(shock_, "age", {}, [e = entered_](ProgramBuilder& b) {
      return b.emit(Opcode::elapsed, Operand::state(e));
    });
    for (std::size_t p = 0; p < shock_.phases.size(); ++p) {
      const std::string& name = shock_.phases[p].name;
      lowering_.publish(shock_, "is", name, [s = state_, p](ProgramBuilder& b) {
        return b.emit(Opcode::equal, Operand::state(s), Operand::constant(static_cast<double>(p)));
      });
      lowering_.publish(shock_, "reached", name, [w = when_[p]](ProgramBuilder& b) {
        return b.emit(Opcode::less, Operand::state(w), Operand::constant(never));
      });
      lowering_.publish(shock_, "when", name, [w = when_[p]](ProgramBuilder&) { return Operand::state(w); });
    }
  }

  std::string edge_label(std::size_t phase, std::size_t edge) const {
    const auto text = [&](const Phases::Edge& e) {
      std::string to;
      for (const Phases::Branch& branch : e.to)
        to += (to.empty() ? "" : "|") + shock_.phases[branch.phase].name;
      return to;
    };
    const auto& next = shock_.phases[phase].next;
    int k = 0;
    for (std::size_t i = 0; i <= edge; ++i) k += text(next[i]) == text(next[edge]) ? 1 : 0;
    return stream::edge_part(shock_.phases[phase].name, text(next[edge]), k);
  }

  EventNumber visit(std::size_t phase) const { return {visits_[phase], -1}; }

  void add_clocks(std::size_t phase) {
    Plan& plan = lowering_.plan();
    for (std::size_t i = 0; i < shock_.phases[phase].next.size(); ++i) {
      const Phases::Edge& edge = shock_.phases[phase].next[i];
      if (edge.kind == Phases::EdgeKind::upon) continue;
      Clock clock;
      clock.kind = edge.kind == Phases::EdgeKind::at ? Clock::Kind::date : Clock::Kind::budget;
      clock.order = position_;
      clock.rank = static_cast<std::uint32_t>(i);
      clock.budget = lowering_.add_register(never, Tempo::event);
      clock.anchor = lowering_.add_register(0.0, Tempo::event);
      clock.due = lowering_.add_register(never, Tempo::event);
      clock.stream = lowering_.stream(stream::clock(shock_.name, edge_label(phase, i)));
      clock.number = visit(phase);
      clock.check = lowering_.add_check(edge.clock.range, edge.clock.field);
      clock.rate = Operand::constant(edge.kind == Phases::EdgeKind::at ? 0.0 : 1.0);
      if (edge.kind == Phases::EdgeKind::hazard)
        clock.rate = lowering_.kept(edge.clock, plan.rates, clock.budget);
      else
        clock.law = lowering_.draw(edge.clock);
      if (edge.kind == Phases::EdgeKind::after && edge.speed)
        clock.rate = lowering_.kept(*edge.speed, plan.rates, clock.budget);
      if (edge.kind == Phases::EdgeKind::hazard && shock_.priced_in) price_in(edge, clock);
      clock.every_step = !clock.compensations.empty() ||
                         (clock.rate.is_state() && plan.tempo[clock.rate.index] == Tempo::grid);
      clocks_[phase].emplace_back(i, make_id<ClockId>(plan.clocks.size()));
      plan.clocks.push_back(std::move(clock));
    }
  }

  void add_transitions(std::size_t phase) {
    Plan& plan = lowering_.plan();
    for (const auto& [edge, clock] : clocks_[phase])
      plan.clocks[at(clock)].action = lowering_.add_action(transition(phase, edge));
    for (std::size_t i = 0; i < shock_.phases[phase].next.size(); ++i) {
      const Phases::Edge& edge = shock_.phases[phase].next[i];
      if (edge.kind == Phases::EdgeKind::upon) add_trigger(phase, i);
    }
  }

  void add_trigger(std::size_t phase, std::size_t i) {
    const Phases::Edge& edge = shock_.phases[phase].next[i];
    Trigger trigger;
    trigger.guard = Guard{state_, static_cast<double>(phase)};
    trigger.stamp = visits_[phase];
    if (edge.chance) {
      trigger.chance = lowering_.program_id(edge.chance->expression());
      trigger.chance_stream = lowering_.stream(stream::chance(shock_.name, edge_label(phase, i)));
      trigger.chance_check = lowering_.add_check(edge.chance->range, edge.chance->field);
    }
    trigger.action = lowering_.add_action(transition(phase, i));
    trigger.order = position_;
    trigger.rank = static_cast<std::uint32_t>(i);
    const SourceId source = lowering_.source(edge.upon->shock, edge.upon->part);
    lowering_.plan().sources[at(source)].push_back(std::move(trigger));
  }

  /// What an edge does: its own jump, then the way to the phase it leads to.
  Action transition(std::size_t from, std::size_t i) {
    const Phases::Edge& edge = shock_.phases[from].next[i];
    const std::string label = edge_label(from, i);
    Action action;
    if (!edge.jump.impact.empty())
      action.emplace_back(lowering_.mark(EventLabel::Kind::edge, position_, shock_.phases[from].name));
    append_jump(lowering_, {&shock_, &edge.jump, label, visit(from), severity_}, action);
    if (edge.to.size() == 1) {
      for (Step& step : entry(from, edge.to.front().phase)) action.push_back(std::move(step));
      return action;
    }
    act::Choose choose;
    choose.stream = lowering_.stream(stream::branch(shock_.name, label));
    choose.number = visit(from);
    choose.check = lowering_.add_check(Range::probability(), "shocks." + shock_.name + "." + label + ".to");
    for (const Phases::Branch& branch : edge.to) {
      std::optional<ProgramId> probability;
      if (branch.probability) probability = lowering_.program_id(branch.probability->expression());
      choose.branches.push_back({probability, lowering_.add_action(entry(from, branch.phase))});
    }
    action.emplace_back(std::move(choose));
    return action;
  }

  Action entry(std::size_t from, std::uint32_t to) {
    const Phases::Phase& phase = shock_.phases[to];
    Action action{lowering_.mark(EventLabel::Kind::phase, position_, phase.name)};
    for (const auto& [edge, clock] : clocks_[from]) action.emplace_back(act::Disarm{clock});
    action.emplace_back(act::Set{state_, static_cast<double>(to)});
    action.emplace_back(act::SetNow{entered_});
    action.emplace_back(act::SetNowIfNever{when_[to]});
    action.emplace_back(act::Count{visits_[to]});
    action.emplace_back(act::Count{entries_});
    append_jump(lowering_, {&shock_, &phase.entry, stream::phase_part(phase.name), visit(to), severity_},
                action);
    for (const auto& [edge, clock] : clocks_[to]) action.emplace_back(act::Arm{clock});
    action.emplace_back(act::Notify{lowering_.source(position_, -1), {entries_, -1}});
    action.emplace_back(act::Notify{lowering_.source(position_, static_cast<std::int32_t>(to)),
                                    {visits_[to], to == shock_.initial ? -2 : -1}});
    return action;
  }

  /// Weights p sum over branches of probability (E[exp(edge + entry jump)] - 1), per asset.
  void price_in(const Phases::Edge& edge, Clock& clock) {
    const std::string field = "shocks." + shock_.name + ".priced_in";
    std::vector<std::uint32_t> assets = moved_assets(lowering_, edge.jump);
    for (const Phases::Branch& branch : edge.to)
      for (const std::uint32_t asset : moved_assets(lowering_, shock_.phases[branch.phase].entry))
        assets.push_back(asset);
    std::sort(assets.begin(), assets.end());
    assets.erase(std::unique(assets.begin(), assets.end()), assets.end());
    for (const std::uint32_t asset : assets) {
      ProgramBuilder builder;
      Operand sum = Operand::constant(0.0);
      for (std::size_t b = 0; b < edge.to.size(); ++b) {
        const Operand factor =
            expected_factor(lowering_, {&edge.jump, &shock_.phases[edge.to[b].phase].entry}, asset, field);
        const Operand excess = builder.emit(Opcode::subtract, factor, Operand::constant(1.0));
        sum = builder.emit(Opcode::add, sum,
                           builder.emit(Opcode::multiply, probability(edge, b, builder), excess));
      }
      const Operand weight = builder.emit(Opcode::multiply, lowering_.path_value(*shock_.priced_in), sum);
      clock.compensations.push_back(
          {make_id<AssetId>(asset),
           lowering_.kept(builder.finish(weight), lowering_.add_check(Range::any(), field),
                          lowering_.plan().rates)});
    }
  }

  Operand probability(const Phases::Edge& edge, std::size_t b, ProgramBuilder& builder) {
    if (edge.to[b].probability) return lowering_.lower(edge.to[b].probability->expression(), builder);
    Operand rest = Operand::constant(1.0);
    for (const Phases::Branch& branch : edge.to)
      if (branch.probability)
        rest =
            builder.emit(Opcode::subtract, rest, lowering_.lower(branch.probability->expression(), builder));
    return builder.emit(Opcode::max, Operand::constant(0.0), rest);
  }

  Lowering& lowering_;
  const Phases& shock_;
  std::uint32_t position_;
  RegisterId state_{}, entered_{}, entries_{}, severity_{};
  std::vector<RegisterId> visits_, when_;
  std::vector<std::vector<std::pair<std::size_t, ClockId>>> clocks_;  ///< per phase: edge, clock
};

}  // namespace

std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Phases& shock, std::uint32_t position) {
  return std::make_unique<PhasesLowering>(lowering, shock, position);
}

}  // namespace faultline
