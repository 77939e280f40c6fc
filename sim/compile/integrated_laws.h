#pragma once

#include "compile/column_recorder.h"
#include "faultline/diagnostics.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace faultline {

/// Why sampling `integrated` cannot be used: events must not depend on prices, since what happens on a path
/// stays fixed while its noise is integrated. To be asked after shocks and market are lowered and before the
/// portfolios, which may read prices for themselves.
std::optional<std::string> reason_against_integration(Lowering& lowering);

/// Why the finished outputs cannot be integrated: what is asked for rests on single paths.
std::optional<std::string> reason_against_integration(const Plan& plan, const Outputs& outputs);

/// Lays down the terminal laws of assets and of portfolios that buy and hold.
///
/// The direction of a series is the one its log return moves along at first order, q = sum_a w_a W_a over the
/// assets held, W_a the weights of the asset's noise over the normals; the normals of processes are left out,
/// since drivers stay fixed. It is spread over the steps as sqrt(dt): the position on it at time t is
/// sum sqrt(dt) q . n / sqrt(t), standard normal, and an asset reaches along it by slope =
/// sum over parts of (W_part . q) sum(m c dt) / sqrt(t).
class IntegratedLaws {
 public:
  IntegratedLaws(ColumnRecorder& recorder, Outputs& outputs, Lowering& with)
      : recorder_(recorder), outputs_(outputs), with_(with) {}

  /// Position in Outputs::laws, or nothing where the noise does not move the series.
  std::optional<std::uint32_t> add(Lowering& side, const SeriesRef& series, std::size_t horizon,
                                   ColumnId simple_return);

  /// Why a portfolio's terminal value cannot be integrated; nothing when it can.
  static std::optional<std::string> reason_against(const PortfolioPlan& portfolio);

 private:
  using Weights = std::vector<double>;
  struct Part {
    Weights weights;
    Operand coefficient = Operand::constant(1.0);
    Exposure::Share share = Exposure::Share::whole;
  };
  struct Direction {
    Weights weights;
    RegisterId total{};
  };

  static std::vector<Part> parts_of(const Plan& plan, const AssetPlan& asset);
  static bool is_fixed(const Plan& plan, const AssetPlan& asset, const Part& part);
  const std::optional<Direction>& direction(const SeriesRef& series);
  TerminalLaw::Term term(Lowering& side, std::uint32_t asset, double units, const Weights& along,
                         std::size_t horizon);
  ColumnId exposure(Lowering& side, std::uint32_t asset, std::uint32_t number, const Part& part,
                    std::size_t horizon);
  ColumnId scaled(Lowering& side, RegisterId total, std::size_t horizon, const std::string& label);
  double years(std::size_t horizon) const { return outputs_.horizons[horizon].years; }

  ColumnRecorder& recorder_;
  Outputs& outputs_;
  Lowering& with_;
  std::map<std::pair<SeriesKind, std::uint32_t>, std::optional<Direction>> directions_;
  std::map<std::tuple<SeriesKind, std::uint32_t, std::size_t>, ColumnId> positions_;
  std::map<std::tuple<bool, std::uint32_t, std::uint32_t>, RegisterId> totals_;
  std::map<std::tuple<bool, std::uint32_t, std::uint32_t, std::size_t>, ColumnId> exposures_;
};

}  // namespace faultline
