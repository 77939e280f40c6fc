#include <algorithm>

#include "plan/stream_labels.h"
#include "shocks/shock_lowering.h"

namespace faultline {
namespace {

Scale scale_of(ProcessScale scale) {
  switch (scale) {
    case ProcessScale::identity: return Scale::identity;
    case ProcessScale::log: return Scale::log;
    case ProcessScale::logit: return Scale::logit;
  }
  return Scale::identity;
}

class ProcessLowering final : public ShockLowering {
 public:
  ProcessLowering(Lowering& lowering, const Process& shock) : lowering_(lowering), shock_(shock) {
    const Market& market = lowering.market();
    noise_ = static_cast<std::uint32_t>(
        std::find(market.processes.begin(), market.processes.end(), shock.symbol) - market.processes.begin());
    start();
    publish();
  }

  void emit() override {
    lowering_.add_whiles(shock_, shock_.whiles, std::nullopt, "shocks." + shock_.name + ".while");
    if (!lowering_.enabled(shock_)) return;
    Plan& plan = lowering_.plan();
    ProcessPlan process;
    process.noise = noise_;
    process.scale = scale_of(shock_.scale);
    process.lower = shock_.lower;
    process.upper = shock_.upper;
    process.level = level_;
    process.y = lowering_.add_register(0.0, Tempo::grid);
    process.min = min_;
    process.max = max_;
    process.check = lowering_.add_check(shock_.initial.range, "shocks." + shock_.name + ".level");
    const Quantity& at_start = shock_.half_life ? *shock_.target : shock_.initial;
    if (shock_.half_life) {
      process.half_life = lowering_.kept(*shock_.half_life, plan.step_midpoint);
      process.target = lowering_.kept(*shock_.target, plan.step_midpoint);
    }
    process.eta = eta(at_start, shock_.half_life.has_value());
    plan.processes.push_back(process);
    for (const Process::Effect& effect : shock_.effects) add_effect(effect);
  }

  std::vector<ShockFigure> figures() override {
    return {{{"level"}, FigureKind::level, state_program(level_), true}};
  }

 private:
  void start() {
    const bool enabled = lowering_.enabled(shock_);
    const Quantity& initial = shock_.initial;
    level_ = lowering_.add_register(0.0, enabled ? Tempo::grid : Tempo::path);
    if (!initial.is_law()) {
      if (const auto value = lowering_.initial_value(lowering_.program(initial.expression()))) {
        lowering_.plan().initial[at(level_)] = *value;
        start_extremes(*value);
        return;
      }
    }
    lowering_.draw_at_start(initial, stream::initial(shock_.name), level_);
    start_extremes(0.0);
  }

  void start_extremes(double value) {
    if (!lowering_.enabled(shock_)) {
      min_ = max_ = level_;
      return;
    }
    min_ = lowering_.add_register(value, Tempo::grid);
    max_ = lowering_.add_register(value, Tempo::grid);
  }

  void publish() {
    const auto state = [](RegisterId r) { return [r](ProgramBuilder&) { return Operand::state(r); }; };
    lowering_.publish(shock_, "level", {}, state(level_));
    lowering_.publish(shock_, "min", {}, state(*min_));
    lowering_.publish(shock_, "max", {}, state(*max_));
  }

  /// volatility |dy/dx| at the target (or initial value) of time 0.
  Operand eta(const Quantity& where, bool is_target) {
    ProgramBuilder b;
    const Operand x = is_target ? lowering_.lower(where.expression(), b) : Operand::state(level_);
    const Operand volatility = Operand::constant(shock_.volatility);
    const Operand above = b.emit(Opcode::subtract, x, Operand::constant(shock_.lower));
    Operand result = volatility;
    if (shock_.scale == ProcessScale::log) result = b.emit(Opcode::divide, volatility, above);
    if (shock_.scale == ProcessScale::logit) {
      const Operand below = b.emit(Opcode::subtract, Operand::constant(shock_.upper), x);
      const Operand width = Operand::constant(shock_.volatility * (shock_.upper - shock_.lower));
      result = b.emit(Opcode::divide, width, b.emit(Opcode::multiply, above, below));
    }
    Program program = b.finish(result);
    if (shock_.scale == ProcessScale::identity) program = constant_program(shock_.volatility);
    return lowering_.path_value(std::move(program), lowering_.add_check(Range::non_negative(), where.field));
  }

  void add_effect(const Process::Effect& effect) {
    Plan& plan = lowering_.plan();
    const Operand level = Operand::state(level_);
    const auto position = static_cast<std::uint32_t>(plan.effects.size());
    plan.effects.push_back({lowering_.add_program(lowering_.program(effect.value.expression(), &level)),
                            lowering_.add_register(0.0, Tempo::path), lowering_.add_register(0.0, Tempo::grid),
                            lowering_.add_check(effect.value.range, effect.value.field)});
    for (const Loading& loading : lowering_.loadings(effect.is_factor, effect.index))
      plan.assets[at(loading.asset)].effects.emplace_back(position, loading.weight);
  }

  Lowering& lowering_;
  const Process& shock_;
  std::uint32_t noise_ = 0;
  RegisterId level_{};
  std::optional<RegisterId> min_, max_;
};

}  // namespace

std::unique_ptr<ShockLowering> lower_shock(Lowering& lowering, const Process& shock, std::uint32_t) {
  return std::make_unique<ProcessLowering>(lowering, shock);
}

}  // namespace faultline
