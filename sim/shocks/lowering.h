#pragma once

#include "faultline/model.h"
#include "faultline/plan.h"
#include "model/constants.h"
#include "random/streams.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace faultline {

/// The translation of one model into one plan: what the shock kinds and the market write into, and the names
/// they find.
///
/// Kinds first `declare` their registers and exports, so that any may read any other, then `emit` clocks and
/// actions.
class Lowering {
 public:
  /// Makes an operand inside a program that reads the export.
  using Exported = std::function<Operand(ProgramBuilder&)>;

  Lowering(std::shared_ptr<const Model> model, bool without_shocks, StreamRegistry& streams);

  const Model& model() const { return *model_; }
  const Market& market() const { return model_->market; }
  bool enabled(const ShockBase& shock) const { return shock.enabled && !without_shocks_; }
  bool without_shocks() const { return without_shocks_; }
  Plan& plan() { return plan_; }

  // ---- building blocks ----
  RegisterId add_register(double initial, Tempo tempo);
  ProgramId add_program(Program program);
  CheckId add_check(const Range& range, std::string field);
  ActionId add_action(Action action);
  /// The step that says what an event is.
  act::Mark mark(EventLabel::Kind kind, std::uint32_t shock, std::string name);
  std::uint32_t position_of(const ShockBase& shock) const;
  SourceId add_source();
  StreamId stream(const std::string& label) { return streams_.id(label); }

  // ---- names ----
  void publish(const ShockBase& shock, const std::string& name, const std::string& argument,
               Exported exported);
  /// Source of an `upon`: created when first asked for by the listening or the notifying side.
  SourceId source(std::uint32_t shock, std::int32_t part);

  // ---- numbers ----
  Operand lower(const Expression& expression, ProgramBuilder& builder, const Operand* level = nullptr);
  /// The same with `t` at the midpoint of the step, wherever it is read.
  Operand lower_at_midpoint(const Expression& expression, ProgramBuilder& builder);
  /// As with shocks, in the twin too: intensities are not 0 there.
  Operand lower_with_shocks(const Expression& expression, ProgramBuilder& builder);
  Program program(const Expression& expression, const Operand* level = nullptr);
  ProgramId program_id(const Expression& expression) { return add_program(program(expression)); }
  /// A number that is the same along a path: a constant, or a register set at its start.
  Operand path_value(const Quantity& quantity);
  Operand path_value(Program program, CheckId check);
  /// A number kept in a register by `list` as it changes; a constant or a plain register where that is all it
  /// is.
  Operand kept(Program program, CheckId check, std::vector<Evaluation>& list,
               std::optional<RegisterId> armed = std::nullopt);
  Operand kept(const Quantity& quantity, std::vector<Evaluation>& list,
               std::optional<RegisterId> armed = std::nullopt);
  /// A law or expression as drawn or computed at events, truncated to its field.
  Draw draw(const Quantity& quantity, bool severity = false);
  /// A number that is a function of drawn parameters and of levels that processes start at: a constant, or
  /// computed at the start of a path.
  Operand path_function(bool drawn, std::string field, std::function<double(const Evaluator&)> compute);
  /// A draw at the start of a path into `target`.
  void draw_at_start(const Quantity& quantity, const std::string& stream_label, RegisterId target);
  /// That a process, the shock at `position`, starts at the drawn value of the register.
  void starts_at(std::uint32_t position, RegisterId level);
  /// Starts a register at the drawn value of another.
  void copy_at_start(RegisterId from, RegisterId target);
  /// The value a program has at the start of every path, when it is the same on all.
  std::optional<double> initial_value(const Program& program) const;

  /// Where an asset's measure stands; kept on the grid from then on.
  RegisterId asset_measure(std::uint32_t asset, const std::string& name);
  RegisterId portfolio_measure(std::uint32_t portfolio, const std::string& name);
  /// Log price loadings of an asset (itself) or factor (every asset with a beta).
  std::vector<Loading> loadings(bool is_factor, std::uint32_t index) const;

  /// Registers of the running maximum and deepest fall of an asset's log price, followed on every grid point.
  void follow_drawdown(std::uint32_t asset);
  void follow_portfolio_drawdown(std::uint32_t portfolio);

  // ---- multipliers and drifts in force, gathered from `while` and regimes ----
  struct Clause {
    std::uint32_t shock = 0;
    Operand condition;  ///< constant 1 when always
    Expression value;
    std::string field;
  };
  struct Clauses {
    std::vector<Clause> volatility;
    std::vector<Clause> drift;
  };
  std::vector<Clauses> asset_clauses;
  std::vector<Clauses> factor_clauses;
  struct Blend {
    std::uint32_t shock = 0;
    Operand condition;
    Quantity share;
  };
  std::vector<Blend> blends;
  /// Adds the clauses of `while` blocks; `guard` must hold beside their own condition.
  void add_whiles(const ShockBase& shock, const std::vector<While>& whiles, const std::optional<Guard>& guard,
                  const std::string& field);
  void add_entries(const ShockBase& shock, const std::vector<While::Entry>& entries, Operand condition,
                   bool volatility);
  /// The condition "register == value" as an operand kept from the start of each step.
  Operand condition_of(const Guard& guard);

 private:
  std::shared_ptr<const Model> model_;  ///< shared with what the plan computes per path
  bool without_shocks_;
  StreamRegistry& streams_;
  Plan plan_;
  std::map<std::tuple<std::uint32_t, std::string, std::string>, Exported> exports_;
  std::map<std::pair<std::uint32_t, std::int32_t>, SourceId> sources_;
  std::vector<Operand> parameters_;
  std::optional<Operand> time_;  ///< what `t` is, when not the time of the use
  std::vector<bool> drawn_registers_;
  std::vector<ProgramId> drawn_arguments_;       ///< programs of the drawn parameters, in order
  std::vector<std::uint32_t> drawn_parameters_;  ///< their positions
  std::vector<ProgramId> level_arguments_;       ///< programs of drawn levels, in order
  std::vector<std::uint32_t> drawn_levels_;      ///< positions of their shocks

  void lower_parameters();
  /// `variables`: what has been lowered already, by symbol.
  Operand lower(const Expression& expression, ProgramBuilder& builder, const Operand* level,
                std::map<std::uint32_t, Operand>& variables);
  Operand lower_variable(std::uint32_t symbol, ProgramBuilder& builder, const Operand* level,
                         std::map<std::uint32_t, Operand>& variables);
  Operand lower_exported(const Reference& reference, ProgramBuilder& builder);
  /// From values of the drawn parameters and, if wanted, of the drawn levels at the start.
  std::function<Evaluator(std::span<const double>)> drawn_evaluator() const;
};

}  // namespace faultline
