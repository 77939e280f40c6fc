#pragma once

#include "math/distribution.h"
#include "reference/draws.h"
#include "reference/reference.h"
#include "reference/state.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace faultline::reference {

using Matrix = std::vector<std::vector<double>>;

/// What an event looks like to those who listen.
struct Happening {
  std::uint32_t shock = 0;
  std::int32_t part = -1;
  std::uint64_t number = 0;       ///< events of the shock before
  std::uint64_t part_number = 0;  ///< events of that part before
};

/// One path as it is simulated. Everything is evaluated where it is needed and nothing is remembered.
class Path {
 public:
  Path(const Model& model, std::uint64_t seed, std::uint64_t path, const ReferenceOptions& options);

  ReferenceResult run();

 private:
  // expressions.cpp: values of expressions at the path's clock
  struct Instant {
    double t = 0.0;
    double level = 0.0;
  };
  double compute(const Expression& e, const Instant& at);
  double operand(const Expression& e, std::size_t i, const Instant& at) { return compute(e.operands[i], at); }
  double exported(const Reference& reference);
  double exported_of_shock(std::uint32_t shock, const std::string& name, std::int32_t argument);
  double value(const Quantity& q, double t, double level = 0.0);
  double value_or(const std::optional<Quantity>& q, double t, double otherwise);
  bool holds(const std::optional<Quantity>& q, double t);
  Distribution law(const Quantity& q);
  double draw(const Quantity& q, double t, const std::string& label, std::uint64_t number);

  // start.cpp: before time 0
  void draw_parameters();
  void start_processes();
  void start_process(std::uint32_t shock, const Process& process);
  void start_clocks();
  void start_volatilities();
  double deducted_variance(std::uint32_t asset);
  double triggered_intensity(std::uint32_t shock, int depth);
  double factor_variance(std::uint32_t asset, const std::vector<double>& multipliers) const;

  // jumps.cpp: impacts, and what is expected of them
  void apply(const Jump& jump, const std::string& shock, const std::string& part, std::uint64_t number,
             std::optional<double> severity);
  double draw_severity(const Jump& jump, const std::string& shock, const std::string& part,
                       std::uint64_t number);
  void hit(std::uint32_t asset, double jump, const Jump& from);
  double expected_growth(const Jump& jump, std::uint32_t asset);
  double integrate_growth(const Jump& jump, std::uint32_t asset);
  std::pair<double, double> log_jump_moments(const Jump& jump, std::uint32_t asset);
  double share_of(const ImpactTarget& target, std::uint32_t asset) const;
  Distribution jump_law(const ImpactTarget& target);
  Distribution severity_law(const Jump& jump);

  // events.cpp: the events of a step in order of time
  void run_events(double end);
  void evaluate_speeds();
  double intensity(std::uint32_t shock);
  double on_grid(double time) const;
  double next_event(std::uint32_t shock, double end);
  void advance(double to);
  void fire(std::uint32_t shock);
  void announce(const Happening& happening);

  // arrivals.cpp
  double next_event(std::uint32_t shock, const Arrivals& arrivals, double end);
  double own_intensity_integral(const Arrivals& arrivals, const ArrivalsState& s, double to);
  void advance(const Arrivals& arrivals, ArrivalsState& s, double to);
  void fire(std::uint32_t shock, const Arrivals& arrivals);
  void happen(std::uint32_t shock, const Arrivals& arrivals);
  void listen(std::uint32_t shock, const Arrivals& arrivals, const Happening& happening);

  // scheduled.cpp
  void fire(std::uint32_t shock, const Scheduled& scheduled);

  // machines.cpp: phases and regimes
  void enter(std::uint32_t shock, std::uint32_t state, bool start);
  void arm(std::uint32_t shock);
  double next_event(const Phases& phases, MachineState& s) const;
  double next_event(const Regimes& regimes, MachineState& s) const;
  void compensate(const Phases& phases, const MachineState& s, double dt);
  void advance(MachineState& s, double to) const;
  void fire(std::uint32_t shock, const Phases& phases);
  void fire(std::uint32_t shock, const Regimes& regimes);
  void listen(std::uint32_t shock, const Phases& phases, const Happening& happening);
  /// With `t` in them at the time given.
  std::vector<double> probabilities(const std::vector<const std::optional<Quantity>*>& given, double t);
  std::vector<double> branch_probabilities(const Phases::Edge& edge, double t);
  std::size_t choose(const std::vector<double>& probabilities, const std::string& label,
                     std::uint64_t number);

  // grid.cpp: what happens on grid points
  void begin_step(std::uint32_t k);
  void read_multipliers();
  void read_multipliers(const std::vector<While>& whiles);
  void add_entries(const std::vector<While::Entry>& volatility, const std::vector<While::Entry>& drift);
  void diffuse(std::uint32_t k);
  void prepare_process(std::uint32_t shock, const Process& process);
  void end_step(std::uint32_t k);
  void move_processes(std::uint32_t k);
  double effects_on(std::uint32_t asset);
  void price_assets();

  // portfolios.cpp
  void start_portfolios();
  void value_portfolios();
  void trade(std::uint32_t k);
  void trade_to_target(const Portfolio& portfolio, PortfolioState& s);

  // figures.cpp
  void record_horizon(const HorizonRef& horizon);
  void record_end();
  void record_shock(std::uint32_t shock);

  void compensate(std::uint32_t asset, double amount) { assets_[asset].log_price -= amount; }
  bool enabled(std::uint32_t shock) const;
  [[noreturn]] void fail(const std::string& field, const std::string& what) const;
  void tell(const std::string& line);
  double growth(std::uint32_t asset) const { return 1.0 + assets_[asset].simple_return; }

  const Model& model_;
  const Market& market_;
  ReferenceOptions options_;
  Draws draws_;
  ReferenceResult result_;

  double now_ = 0.0;
  double middle_ = 0.0;  ///< of the step
  std::uint64_t events_ = 0;
  std::uint64_t raised_ = 0;
  bool shocks_on_ = true;
  std::vector<double> parameters_;
  std::map<std::pair<const Jump*, std::uint32_t>, double> growth_;  ///< expected, by jump and asset
  std::vector<ShockState> shocks_;
  std::vector<AssetState> assets_;
  std::vector<PortfolioState> portfolios_;
  std::vector<double> residual_volatility_;
  Matrix correlation_;
  Matrix cholesky_;
  std::vector<double> noise_;  ///< correlated normals of the step: processes, factors, assets

  // of the step
  std::vector<double> factor_multiplier_;
  std::vector<double> asset_multiplier_;
  std::vector<double> factor_drift_;
  std::vector<double> asset_drift_;
  double blend_ = 0.0;
};

/// Lower triangular L with L L^T the matrix; zero columns where it is singular.
Matrix cholesky(const Matrix& matrix);

/// Edge labels of a machine's state, the k-th of equal edges marked.
std::vector<std::string> edge_labels(const Phases& phases, std::uint32_t phase);
std::vector<std::string> edge_labels(const Regimes& regimes, std::uint32_t state);

}  // namespace faultline::reference
