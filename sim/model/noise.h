#pragma once

#include "model/market.h"

#include <cstdint>
#include <optional>
#include <string>

namespace faultline {

/// The sources of diffusion noise in their order: processes, factors, assets, each in file order.
class NoiseOrder {
 public:
  explicit NoiseOrder(const Market& market)
      : market_(market),
        processes_(static_cast<std::uint32_t>(market.processes.size())),
        factors_(static_cast<std::uint32_t>(market.factors.size())),
        assets_(static_cast<std::uint32_t>(market.assets.size())) {}

  std::uint32_t size() const { return processes_ + factors_ + assets_; }
  std::uint32_t process(std::uint32_t index) const { return index; }
  std::uint32_t factor(std::uint32_t index) const { return processes_ + index; }
  std::uint32_t asset(std::uint32_t index) const { return processes_ + factors_ + index; }

  NoiseKind kind(std::uint32_t position) const {
    if (position < processes_) return NoiseKind::process;
    return position < processes_ + factors_ ? NoiseKind::factor : NoiseKind::asset;
  }
  /// Position among its kind.
  std::uint32_t index(std::uint32_t position) const {
    switch (kind(position)) {
      case NoiseKind::process:
        return position;
      case NoiseKind::factor:
        return position - processes_;
      default:
        return position - processes_ - factors_;
    }
  }
  const std::string& name(std::uint32_t position) const {
    switch (kind(position)) {
      case NoiseKind::process:
        return market_.symbols[market_.processes[position]].name;
      case NoiseKind::factor:
        return market_.factors[index(position)].name;
      default:
        return market_.assets[index(position)].name;
    }
  }
  /// The position of a symbol, if it is a source of noise.
  std::optional<std::uint32_t> position(std::uint32_t symbol) const;

 private:
  const Market& market_;
  std::uint32_t processes_;
  std::uint32_t factors_;
  std::uint32_t assets_;
};

}  // namespace faultline
