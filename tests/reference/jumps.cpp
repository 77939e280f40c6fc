#include "model/laws.h"
#include "plan/stream_labels.h"
#include "reference/path.h"

#include <cmath>

namespace faultline::reference {
namespace {

constexpr int law_nodes = 256;  // kinks of triangular laws need many
constexpr int severity_nodes = 32;

}  // namespace

double Transient::at(double t) const {
  const double left = std::exp2(-(t - time) / half_life);
  return kind == Unfolding::fade ? jump * (1.0 - share + share * left) : jump * (1.0 - (1.0 - share) * left);
}

double Path::draw_severity(const Jump& jump, const std::string& shock, const std::string& part,
                           std::uint64_t number) {
  if (!jump.severity) return 1.0;
  if (!jump.severity->is_law()) return value(*jump.severity, now_);
  return severity_law(jump).quantile(draws_.uniform(stream::severity(shock, part), number));
}

void Path::apply(const Jump& jump, const std::string& shock, const std::string& part, std::uint64_t number,
                 std::optional<double> severity) {
  const double s = severity ? *severity : draw_severity(jump, shock, part, number);
  for (const ImpactTarget& target : jump.impact) {
    const double x = draw(target.jump, now_, stream::impact(shock, target.name, part), number);
    const double log_jump = s * std::log(1.0 + x);
    for (std::uint32_t a = 0; a < assets_.size(); ++a) hit(a, share_of(target, a) * log_jump, jump);
  }
}

double Path::share_of(const ImpactTarget& target, std::uint32_t asset) const {
  if (!target.is_factor) return target.index == asset ? 1.0 : 0.0;
  double share = 0.0;
  for (const auto& [factor, beta] : market_.assets[asset].betas)
    if (factor == target.index) share += beta;
  return share;
}

void Path::hit(std::uint32_t asset, double jump, const Jump& from) {
  if (jump == 0.0) return;
  tell("  log jump of " + market_.assets[asset].name + " " + std::to_string(jump));
  if (from.unfold.kind == Unfolding::at_once) {
    assets_[asset].log_price += jump;
    return;
  }
  assets_[asset].transients.push_back(
      {jump, from.unfold.kind, value(from.unfold.share, now_), value(from.unfold.half_life, now_), now_});
}

Distribution Path::jump_law(const ImpactTarget& target) {
  return target.jump.is_law() ? law(target.jump) : Distribution::constant(value(target.jump, now_));
}

Distribution Path::severity_law(const Jump& jump) {
  if (!jump.severity) return Distribution::constant(1.0);
  if (!jump.severity->is_law()) return Distribution::constant(value(*jump.severity, now_));
  return severity_distribution(*jump.severity, [this](const Expression& e) { return compute(e, {}); });
}

double Path::expected_growth(const Jump& jump, std::uint32_t asset) {
  const auto [known, fresh] = growth_.try_emplace({&jump, asset});
  if (fresh) known->second = integrate_growth(jump, asset);
  return known->second;
}

// E[exp(J_a)], J_a = s sum_i share_i log(1 + x_i), the x_i independent given s.
double Path::integrate_growth(const Jump& jump, std::uint32_t asset) {
  std::vector<std::pair<double, std::vector<Distribution::Node>>> laws;
  for (const ImpactTarget& target : jump.impact)
    if (share_of(target, asset) != 0.0)
      laws.emplace_back(share_of(target, asset), jump_law(target).nodes(law_nodes));
  if (laws.empty()) return 1.0;
  double expected = 0.0;
  for (const auto& [s, weight] : severity_law(jump).nodes(severity_nodes)) {
    double product = 1.0;
    for (const auto& [share, nodes] : laws) {
      double sum = 0.0;
      for (const auto& [x, w] : nodes) sum += w * std::pow(1.0 + x, s * share);
      product *= sum;
    }
    expected += weight * product;
  }
  return expected;
}

// E[J_a] and E[J_a^2]
std::pair<double, double> Path::log_jump_moments(const Jump& jump, std::uint32_t asset) {
  double mean = 0.0, variance = 0.0;
  for (const ImpactTarget& target : jump.impact) {
    const double share = share_of(target, asset);
    if (share == 0.0) continue;
    double first = 0.0, second = 0.0;
    for (const auto& [x, w] : jump_law(target).nodes(law_nodes)) {
      const double l = share * std::log(1.0 + x);
      first += w * l;
      second += w * l * l;
    }
    mean += first;
    variance += second - first * first;
  }
  double s1 = 0.0, s2 = 0.0;
  for (const auto& [s, w] : severity_law(jump).nodes(severity_nodes)) {
    s1 += w * s;
    s2 += w * s * s;
  }
  return {s1 * mean, s2 * (variance + mean * mean)};
}

}  // namespace faultline::reference
