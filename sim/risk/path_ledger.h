#pragma once

#include "engine/path_observer.h"
#include "faultline/plan.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace faultline {

/// The series whose gains a ledger keeps: an asset, or a portfolio.
struct LedgerSubject {
  bool portfolio = false;
  std::uint32_t index = 0;
  std::uint32_t last_point = 0;  ///< grid point up to which the book is kept
};

/// The shocks in file order, then "market", or "market (rest)" where a shock is called that.
std::vector<std::string> source_names(const Outputs& outputs);

/// Who moved what on each path of a block. Sources are the shocks in file order, then the market.
///
/// Log prices: a shock owns its jumps as they have unfolded, what its risk is priced in at, the effects of
/// its levels, and while it is in force the difference it makes to the drift and noise of the same path
/// without shocks (shared evenly when several are). The market owns the rest, so that the parts sum to the
/// log price.
///
/// Gains: over a step from price S to S e^l, with l the sum of the parts c_s, a holding of u units earns from
/// source s
///
///     u S (e^l - 1) c_s / l
///
/// (the logarithmic mean split, Ang and Liu 2001). Interest, trading costs and the floor of a limited
/// portfolio are not among the gains.
class PathLedger : public PathObserver {
 public:
  PathLedger(const CompiledScenario& scenario, LedgerSubject subject, std::size_t capacity);

  std::size_t assets() const { return plan_.assets.size(); }
  std::size_t sources() const { return sources_; }
  std::size_t market() const { return sources_ - 1; }
  /// Per source, parts of the log price of an asset.
  std::span<const double> log_parts(std::size_t lane, std::size_t asset) const {
    return cell(parts_, lane, asset);
  }
  /// Per source, gains of the subject on an asset; the subject begins at 1.
  std::span<const double> gains(std::size_t lane, std::size_t asset) const {
    return cell(gains_, lane, asset);
  }

  void started(PathState& state, PathState* twin) override;
  void happened(std::size_t, double, LabelId) override {}
  void jumped(std::size_t lane, std::uint32_t shock, AssetId asset, double severity, double permanent,
              double transient) override;
  void compensated(std::size_t lane, std::uint32_t shock, AssetId asset, double amount) override;
  void stepped(PathState& state, PathState* twin, const GridStep& step) override;

 protected:
  const Plan& plan() const { return plan_; }
  double log_price(std::size_t lane, std::size_t asset) const;
  /// Of the portfolio, after trades; 0 once it has failed.
  double worth(PathState& state, std::size_t lane) const;

 private:
  std::size_t place(std::size_t lane, std::size_t asset) const { return lane * plan_.assets.size() + asset; }
  std::span<const double> cell(const std::vector<double>& all, std::size_t lane, std::size_t asset) const {
    return {all.data() + place(lane, asset) * sources_, sources_};
  }
  void disturb(PathState& state, const PathState* twin, std::size_t lane, std::size_t asset);
  void unfold(PathState& state, std::size_t lane, std::size_t asset);
  void earn(std::size_t lane, std::size_t asset);
  void hold(PathState& state, std::size_t lane);

  const Plan& plan_;
  LedgerSubject subject_;
  std::size_t sources_;
  std::vector<double> parts_, gains_;  ///< lane x asset x source
  std::vector<double> kept_;           ///< parts that stay in x: jumps, compensation, disturbed motion
  std::vector<double> moved_;          ///< lane x asset: all that events have added to x
  std::vector<double> motion_,
      undisturbed_;            ///< lane x asset: the rest of x, and x without shocks, a step before
  std::vector<double> units_;  ///< lane x asset: held over the step in progress
  std::vector<double> now_;    ///< per source
  std::vector<std::uint32_t> active_;
};

}  // namespace faultline
