#pragma once

#include "plan/action.h"
#include "plan/clock.h"
#include "plan/outputs.h"
#include "plan/program.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace faultline {

/// What a computed number must satisfy, and the field to name when it does not.
struct Check {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
  bool lower_allowed = true;
  bool upper_allowed = true;
  std::string field;

  /// Whether every finite number holds.
  bool is_open() const { return std::isinf(lower) && std::isinf(upper); }
  /// False for NaN and infinities too.
  bool holds(double value) const {
    return (lower_allowed ? value >= lower : value > lower) &&
           (upper_allowed ? value <= upper : value < upper) && value - value == 0.0;
  }
};

/// A program whose value is kept in a register.
struct Evaluation {
  ProgramId program{};
  RegisterId target{};
  CheckId check{};
  std::optional<RegisterId> armed;  ///< checked only where this budget is finite
};

/// A draw at the start of a path (event number 0).
struct InitialDraw {
  LawId law{};
  StreamId stream{};
  RegisterId target{};
  CheckId check{};
};

/// A number computed once per path by a function of other numbers, e.g. an expected jump under drawn
/// arguments.
struct PathFunction {
  std::vector<ProgramId> arguments;
  std::function<double(const std::vector<double>&)> compute;
  RegisterId target{};
  CheckId check{};
};

using PathStart = std::variant<InitialDraw, Evaluation, PathFunction>;

/// Correlated standard normals: z_i = sum_{j <= i} lower[i][j] n_j over the noise order.
struct NoisePlan {
  struct Source {
    StreamId stream{};
    bool process = false;  ///< the mixing variable does not apply
    bool needed = true;    ///< some z needs its normals
    bool used = true;      ///< somebody reads its z
  };
  std::vector<Source> sources;
  std::vector<double> lower;            ///< row-major, n x n
  std::optional<double> student_t_dof;  ///< of innovations scaled to unit variance; none: normal
  StreamId mixing_stream{};
  std::optional<RegisterId> blend;  ///< b in [0, 1], per path
  StreamId blend_stream{};
};

struct FactorPlan {
  std::uint32_t noise = 0;  ///< position in NoisePlan::sources
  double volatility = 0.0;  ///< [1/sqrt(year)]
  Operand multiplier = Operand::constant(1.0);
};

/// While the condition (a constant or a register kept from the start of each step) is not 0, a shock changes
/// an asset's drift or noise.
struct Disturbance {
  std::uint32_t shock = 0;
  Operand condition;
  friend bool operator==(const Disturbance&, const Disturbance&) = default;
};

/// x += (drift - v/2) dt + sqrt(dt) m (sum_f beta_f m_f sigma_f z_f + r z)
struct AssetPlan {
  std::uint32_t noise = 0;
  RegisterId x{};      ///< log price but for transients and effects
  Operand drift;       ///< [1/year]
  Operand volatility;  ///< base volatility of the diffusion [1/sqrt(year)]
  Operand residual;    ///< what the factors leave of it
  std::vector<std::pair<std::uint32_t, double>> betas;
  Operand multiplier = Operand::constant(1.0);
  std::vector<std::uint32_t> transients;  ///< positions in Plan::transients
  std::vector<std::pair<std::uint32_t, double>>
      effects;                            ///< position in Plan::effects, log move per unit of it
  std::vector<Disturbance> disturbances;  ///< for the story of a path
  bool held = false;                      ///< a portfolio can hold it: its price is wanted, not only the log
  // Measures that expressions read, kept on the grid:
  std::optional<RegisterId> simple_return;
  std::optional<RegisterId> drawdown;
  std::optional<RegisterId> max_drawdown;
};

/// A part of log jumps of one asset that decays with one half-life.
struct Transient {
  std::uint32_t shock = 0;  ///< file order of the shock it belongs to
  AssetId asset{};
  RegisterId level{};
  Operand half_life;  ///< [years], constant or fixed per path
};

/// value(t) - value(0), added to log prices.
struct Effect {
  std::uint32_t shock = 0;  ///< file order of the shock it belongs to
  ProgramId program{};
  RegisterId base{};     ///< value at time 0
  RegisterId current{};  ///< value(t) - value(0)
  CheckId check{};
};

enum class Scale : std::uint8_t { identity, log, logit };

/// y(x) is x, log(x - lower) or logit((x - lower)/(upper - lower)).
struct ProcessPlan {
  std::uint32_t noise = 0;
  Scale scale = Scale::identity;
  double lower = 0.0;
  double upper = 0.0;
  Operand target;
  std::optional<Operand> half_life;  ///< none: a random walk
  Operand eta;                       ///< [y/sqrt(year)]
  RegisterId y{};
  RegisterId level{};
  std::optional<RegisterId> min;
  std::optional<RegisterId> max;
  CheckId check{};
};

/// A regime machine's state as the market feels it: taken over at grid points.
struct ActingState {
  RegisterId state{};
  RegisterId acting{};
};

struct PortfolioWeights {
  std::vector<std::pair<AssetId, double>> assets;
  double cash = 0.0;
};

struct PortfolioPlan {
  PortfolioWeights weights;
  Operand cash_rate;  ///< continuously compounded [1/year]
  Operand cost;       ///< fraction of the traded notional
  bool limited = true;
  bool trades = false;             ///< rebalances or switches: holdings are kept per path
  bool can_fail = false;           ///< limited, and its value can reach zero, where it then stays
  std::vector<bool> rebalance_at;  ///< per grid point
  struct Switch {
    ProgramId when{};
    CheckId check{};
    PortfolioWeights weights;
    RegisterId fired{};
  };
  std::vector<Switch> switches;
  std::vector<AssetId> assets;       ///< every asset it can hold
  std::vector<RegisterId> holdings;  ///< units, parallel to `assets`, when it trades
  RegisterId cash{};
  RegisterId target{};  ///< which weights are in force: 0 the first, i the i-th switch's
  RegisterId value{};
  std::optional<RegisterId> peak;  ///< running maximum
  std::optional<RegisterId> max_drawdown;
  std::optional<RegisterId> simple_return;  ///< measures that expressions read
  std::optional<RegisterId> drawdown;
};

/// A direction of the noise along which terminal laws can be integrated: independent of what processes and
/// events draw. total = sum over steps of sqrt(dt) w . n, variance t.
struct Direction {
  std::vector<double> weights;  ///< w over the noise sources and, last, the blend normal; of length 1
  RegisterId total{};
};

/// How far a part of an asset's noise reaches: total = sum over steps of m c s dt, with m the asset's
/// multiplier times the mixing variable, c the coefficient and s the share under blend.
struct Exposure {
  enum class Share : std::uint8_t {
    whole,   ///< 1: not blended
    own,     ///< sqrt(1 - b)
    common,  ///< sqrt(b)
  };
  AssetId asset{};
  Operand coefficient = Operand::constant(1.0);
  Share share = Share::whole;
  RegisterId total{};
};

/// One recorded number.
struct Recording {
  enum class What : std::uint8_t {
    asset_return,
    asset_drawdown,
    portfolio_return,
    portfolio_drawdown,
    program
  };
  What what = What::program;
  std::uint32_t index = 0;  ///< asset or portfolio
  ProgramId program{};
  CheckId check{};
  bool infinity_allowed = false;
  std::uint32_t grid_point = 0;
  ColumnId column{};
};

/// What an event is called in the story of a path.
struct EventLabel {
  enum class Kind : std::uint8_t { arrival, outcome, edge, phase, regime } kind = Kind::arrival;
  std::uint32_t shock = 0;  ///< file order
  std::string name;         ///< of the outcome, phase or state; of an edge its beginning
};

/// A scenario as flat arrays: what the engine runs. No names but in checks and labels.
struct Plan {
  std::vector<double> times;  ///< K + 1 grid points [years]

  std::vector<double> initial;  ///< value of every register at the start of a path
  std::vector<Tempo> tempo;     ///< of every register
  std::vector<Program> programs;
  std::vector<PlanLaw> laws;
  std::vector<Check> checks;

  std::optional<RegisterId> midpoint;  ///< holds the midpoint of the step in progress

  std::vector<PathStart> path_start;  ///< in order
  std::vector<ClockId> armed_at_start;
  std::vector<Evaluation> step_start;     ///< multipliers and conditions, `t` at the start of the step
  std::vector<Evaluation> step_midpoint;  ///< drifts and targets, `t` at the midpoint
  std::vector<Evaluation> rates;  ///< of clocks, `t` at the midpoint; evaluated anew after every event

  NoisePlan noise;
  std::vector<FactorPlan> factors;
  std::vector<double> factor_correlation;  ///< row-major over factors
  std::vector<AssetPlan> assets;
  std::vector<Transient> transients;
  std::vector<Effect> effects;
  std::vector<ProcessPlan> processes;
  std::vector<ActingState> acting;

  std::vector<Clock> clocks;
  std::vector<Action> actions;
  std::vector<std::vector<Trigger>> sources;  ///< per kind of event others wait for: what each of them brings
  std::vector<EventLabel> labels;

  std::vector<PortfolioPlan> portfolios;
  std::vector<bool> asset_max_drawdown;   ///< per asset: followed on every grid point
  std::vector<RegisterId> asset_peak;     ///< running maximum of the log price, where followed
  std::vector<RegisterId> asset_deepest;  ///< largest fall of the log price from it
  std::vector<Recording> recordings;
  std::vector<Direction> directions;
  std::vector<Exposure> exposures;

  std::uint32_t steps() const { return static_cast<std::uint32_t>(times.size() - 1); }
};

/// A scenario ready to run: its plan, the same without shocks on the same draws, and what is recorded of
/// both. From compile(); a value that refers to nothing else, and that any number of threads may run at once
/// as long as nobody changes it.
struct CompiledScenario {
  Plan plan;
  std::optional<Plan> twin;
  Outputs outputs;
};

}  // namespace faultline
