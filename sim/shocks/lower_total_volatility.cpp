#include "shocks/lower_jumps.h"
#include "shocks/shock_lowering.h"
#include "shocks/start_draws.h"

#include <algorithm>

namespace faultline {
namespace {

/// Sums intensity times E[J^2] over the shocks, one program per asset.
class JumpVariance {
 public:
  explicit JumpVariance(Lowering& lowering)
      : lowering_(lowering),
        sums_(lowering.market().assets.size()),
        builders_(lowering.market().assets.size()) {}

  std::vector<std::optional<Program>> run() {
    const auto& shocks = lowering_.model().shocks;
    for (std::size_t s = 0; s < shocks.size(); ++s) {
      if (!base(shocks[s]).enabled) continue;
      if (const auto* arrivals = std::get_if<Arrivals>(&shocks[s])) add(*arrivals, s);
      if (const auto* phases = std::get_if<Phases>(&shocks[s])) add(*phases);
    }
    std::vector<std::optional<Program>> out;
    for (std::size_t a = 0; a < sums_.size(); ++a)
      out.push_back(sums_[a] ? std::optional(builders_[a].finish(*sums_[a])) : std::nullopt);
    return out;
  }

 private:
  void accumulate(std::uint32_t asset, Operand intensity, Operand square) {
    ProgramBuilder& b = builders_[asset];
    const Operand term = b.emit(Opcode::multiply, intensity, square);
    sums_[asset] = sums_[asset] ? b.emit(Opcode::add, *sums_[asset], term) : term;
  }

  bool asked_for(std::uint32_t asset) const { return lowering_.market().assets[asset].volatility_is_total; }

  /// Own rate plus chance times intensity of what brings it at once; 0 where none can come at time 0.
  Operand intensity(std::size_t shock, ProgramBuilder& b) {
    const auto* arrivals = std::get_if<Arrivals>(&lowering_.model().shocks[shock]);
    if (!arrivals || !arrivals->open_at_start()) return Operand::constant(0.0);
    Operand sum = Operand::constant(0.0);
    if (arrivals->rate) sum = lowering_.lower_with_shocks(arrivals->rate->expression(), b);
    for (const Arrivals::Upon& upon : arrivals->upon) {
      if (upon.after) continue;
      const Operand brought = b.emit(Opcode::multiply, intensity(upon.source.shock, b),
                                     lowering_.lower_with_shocks(upon.chance.expression(), b));
      sum = b.emit(Opcode::add, sum, brought);
    }
    return sum;
  }

  Operand square(const std::vector<const Jump*>& jumps, std::uint32_t asset, const std::string& field) {
    bool drawn = false;
    std::vector<AssetJump> parts;
    for (const Jump* jump : jumps) {
      drawn = drawn || drawn_at_start(*jump, lowering_.model());
      parts.push_back(asset_jump(lowering_, *jump, asset));
    }
    const Quadrature quadrature = drawn ? Quadrature::quick : Quadrature::fine;
    return lowering_.path_function(drawn, field, [parts, quadrature](const Evaluator& e) {
      return expected_square(parts, e, quadrature);
    });
  }

  void add(const Arrivals& shock, std::size_t position) {
    for (const std::uint32_t asset : moved_assets(lowering_, shock.jump))
      if (asked_for(asset))
        accumulate(asset, intensity(position, builders_[asset]),
                   square({&shock.jump}, asset, "shocks." + shock.name + ".impact"));
  }

  void add(const Phases& shock) {
    for (const Phases::Edge& edge : shock.phases[shock.initial].next) {
      if (edge.kind != Phases::EdgeKind::hazard) continue;
      for (const Phases::Branch& branch : edge.to) add(shock, edge, branch);
    }
  }

  void add(const Phases& shock, const Phases::Edge& edge, const Phases::Branch& branch) {
    const Jump& entry = shock.phases[branch.phase].entry;
    std::vector<std::uint32_t> assets = moved_assets(lowering_, edge.jump);
    for (const std::uint32_t asset : moved_assets(lowering_, entry))
      if (std::find(assets.begin(), assets.end(), asset) == assets.end()) assets.push_back(asset);
    for (const std::uint32_t asset : assets) {
      if (!asked_for(asset)) continue;
      ProgramBuilder& b = builders_[asset];
      Operand rate = lowering_.lower_with_shocks(edge.clock.expression(), b);
      Operand probability = Operand::constant(1.0);
      if (branch.probability) {
        probability = lowering_.lower_with_shocks(branch.probability->expression(), b);
      } else {
        for (const Phases::Branch& other : edge.to)
          if (other.probability)
            probability = b.emit(Opcode::subtract, probability,
                                 lowering_.lower_with_shocks(other.probability->expression(), b));
      }
      rate = b.emit(Opcode::multiply, rate, probability);
      accumulate(asset, rate, square({&edge.jump, &entry}, asset, "shocks." + shock.name));
    }
  }

  Lowering& lowering_;
  std::vector<std::optional<Operand>> sums_;
  std::vector<ProgramBuilder> builders_;
};

}  // namespace

std::vector<std::optional<Program>> jump_variance_rates(Lowering& lowering) {
  return JumpVariance(lowering).run();
}

}  // namespace faultline
