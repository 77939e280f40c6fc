#include "explain/closed_form.h"

#include "explain/jump_law.h"
#include "math/quadrature.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

bool is_fixed(const std::optional<Quantity>& quantity, const Reader& reader) {
  return !quantity || reader.is_fixed(*quantity);
}

bool is_fixed(const Jump& jump, const Reader& reader) {
  return is_fixed(jump.severity, reader) && reader.is_fixed(jump.unfold.share) &&
         reader.is_fixed(jump.unfold.half_life) &&
         std::all_of(jump.impact.begin(), jump.impact.end(),
                     [&](const ImpactTarget& target) { return reader.is_fixed(target.jump); });
}

double fixed_value(const std::optional<Quantity>& quantity, double otherwise, const Reader& reader) {
  return quantity ? reader.start_value(quantity->expression()) : otherwise;
}

/// The part of a jump that is felt after a time.
double part_felt(const Unfold& unfold, double years, const Reader& reader) {
  if (unfold.kind == Unfolding::at_once) return 1.0;
  const double share = reader.start_value(unfold.share.expression());
  const double left = std::exp2(-years / reader.start_value(unfold.half_life.expression()));
  return unfold.kind == Unfolding::fade ? 1.0 - share + share * left : 1.0 - (1.0 - share) * left;
}

double horizon_of(const Reader& reader) {
  return reader.market().grid.times.back().years();
}

std::optional<ClosedEffect> effect_of(const Arrivals& shock, std::uint32_t asset, const Reader& reader) {
  const bool simple = shock.rate && shock.upon.empty() && !shock.excitation && !shock.max &&
                      is_fixed(shock.rate, reader) && is_fixed(shock.priced_in, reader) &&
                      is_fixed(shock.jump, reader);
  if (!simple) return std::nullopt;
  const auto jump = JumpLaw::of(shock.jump, asset, reader);
  if (!jump) return ClosedEffect{};
  const double end = horizon_of(reader);
  const double to = std::min(shock.to.value_or(end), end);
  const double length = std::max(0.0, to - shock.from);
  const double events = fixed_value(shock.rate, 0.0, reader) * length;
  const double square = jump->square();
  ClosedEffect out;
  if (shock.jump.unfold.kind == Unfolding::at_once) {
    const double priced = fixed_value(shock.priced_in, 0.0, reader);
    return ClosedEffect{events * (jump->exponential_moment(1.0) - 1.0) * (1.0 - priced), events * square};
  }
  // Half-lives may be short against the horizon: equal panels keep the integral accurate.
  constexpr int panels = 8;
  const QuadratureRule rule = gauss_legendre(8);
  for (int panel = 0; panel < panels; ++panel)
    for (std::size_t i = 0; i < rule.node.size(); ++i) {
      const double t = shock.from + length * (panel + 0.5 * (1.0 + rule.node[i])) / panels;
      const double weight = events * 0.5 * rule.weight[i] / panels;
      const double felt = part_felt(shock.jump.unfold, end - t, reader);
      out.log_factor += weight * (jump->exponential_moment(felt) - 1.0);
      out.variance += weight * square * felt * felt;
    }
  return out;
}

/// One due date.
ClosedEffect effect_at(const Scheduled& shock, double time, std::uint32_t asset, const Reader& reader) {
  double rest = 1.0;
  for (const Scheduled::Outcome& outcome : shock.outcomes)
    if (outcome.probability) rest -= fixed_value(outcome.probability, 0.0, reader);
  double factor = 0.0, at_once = 0.0, mean = 0.0, square = 0.0;
  for (const Scheduled::Outcome& outcome : shock.outcomes) {
    const double chance = fixed_value(outcome.probability, rest, reader);
    const auto jump = JumpLaw::of(outcome.jump, asset, reader);
    const double felt = jump ? part_felt(outcome.jump.unfold, horizon_of(reader) - time, reader) : 0.0;
    factor += chance * (jump ? jump->exponential_moment(felt) : 1.0);
    at_once += chance * (jump ? jump->exponential_moment(1.0) : 1.0);
    mean += jump ? chance * felt * jump->mean() : 0.0;
    square += jump ? chance * felt * felt * jump->square() : 0.0;
  }
  const double priced = fixed_value(shock.priced_in, 0.0, reader);
  return {std::log(factor) - priced * std::log(at_once), square - mean * mean};
}

std::optional<ClosedEffect> effect_of(const Scheduled& shock, std::uint32_t asset, const Reader& reader) {
  if (shock.at && (shock.at->is_law() || !reader.is_fixed(*shock.at))) return std::nullopt;
  if (!is_fixed(shock.priced_in, reader)) return std::nullopt;
  for (const Scheduled::Outcome& outcome : shock.outcomes)
    if (!is_fixed(outcome.probability, reader) || !is_fixed(outcome.jump, reader)) return std::nullopt;
  const double end = horizon_of(reader) + 1e-9;
  std::vector<double> dates;
  if (shock.at) dates.push_back(reader.start_value(shock.at->expression()));
  if (shock.every)
    for (std::int64_t k = 1; multiple(shock.every->time, k).years() <= end; ++k)
      dates.push_back(multiple(shock.every->time, k).years());
  ClosedEffect out;
  for (const double date : dates) {
    if (date > end) continue;
    const ClosedEffect one = effect_at(shock, date, asset, reader);
    out.log_factor += one.log_factor;
    out.variance += one.variance;
  }
  return out;
}

/// exp(A) of a small matrix by scaling and squaring of its Taylor series.
std::vector<double> exponential(std::vector<double> a, std::size_t n) {
  double norm = 0.0;
  for (const double x : a) norm = std::max(norm, std::abs(x));
  const int halvings =
      std::max(0, static_cast<int>(std::ceil(std::log2(norm * static_cast<double>(n) + 1e-300))) + 3);
  for (double& x : a) x = std::ldexp(x, -halvings);
  const auto times = [n](const std::vector<double>& x, const std::vector<double>& y) {
    std::vector<double> product(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k < n; ++k)
        for (std::size_t j = 0; j < n; ++j) product[i * n + j] += x[i * n + k] * y[k * n + j];
    return product;
  };
  std::vector<double> sum(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) sum[i * n + i] = 1.0;
  std::vector<double> term = sum;
  for (int k = 1; k <= 12; ++k) {
    term = times(term, a);
    for (double& x : term) x /= k;
    for (std::size_t i = 0; i < n * n; ++i) sum[i] += term[i];
  }
  for (int k = 0; k < halvings; ++k) sum = times(sum, sum);
  return sum;
}

/// A hazard to one phase with the jumps that stand on its way.
struct Move {
  std::uint32_t from;
  std::uint32_t to;
  double rate;
  std::vector<JumpLaw> jumps;

  double moment(double theta) const {
    double product = 1.0;
    for (const JumpLaw& jump : jumps) product *= jump.exponential_moment(theta);
    return product;
  }
};

bool has_fixed_hazards(const Phases& shock, const Reader& reader) {
  const auto plain = [&](const Jump& jump) {
    return is_fixed(jump, reader) && (jump.unfold.kind == Unfolding::at_once || jump.impact.empty());
  };
  for (const Phases::Phase& phase : shock.phases) {
    if (!plain(phase.entry) || !phase.whiles.empty()) return false;
    for (const Phases::Edge& edge : phase.next) {
      if (edge.kind != Phases::EdgeKind::hazard || !reader.is_fixed(edge.clock) || !plain(edge.jump))
        return false;
      for (const Phases::Branch& branch : edge.to)
        if (!is_fixed(branch.probability, reader)) return false;
    }
  }
  return is_fixed(shock.priced_in, reader);
}

std::vector<Move> moves_of(const Phases& shock, std::uint32_t asset, const Reader& reader) {
  std::vector<Move> moves;
  for (std::uint32_t p = 0; p < shock.phases.size(); ++p)
    for (const Phases::Edge& edge : shock.phases[p].next) {
      double rest = 1.0;
      for (const Phases::Branch& branch : edge.to) rest -= fixed_value(branch.probability, 0.0, reader);
      for (const Phases::Branch& branch : edge.to) {
        Move move{p, branch.phase, 0.0, {}};
        move.rate =
            reader.start_value(edge.clock.expression()) * fixed_value(branch.probability, rest, reader);
        for (const Jump* jump : {&edge.jump, &shock.phases[branch.phase].entry})
          if (const auto law = JumpLaw::of(*jump, asset, reader)) move.jumps.push_back(*law);
        moves.push_back(std::move(move));
      }
    }
  return moves;
}

std::optional<ClosedEffect> effect_of(const Phases& shock, std::uint32_t asset, const Reader& reader) {
  if (!has_fixed_hazards(shock, reader)) return std::nullopt;
  const std::vector<Move> moves = moves_of(shock, asset, reader);
  if (std::all_of(moves.begin(), moves.end(), [](const Move& move) { return move.jumps.empty(); }))
    return ClosedEffect{};
  const double years = horizon_of(reader);
  const double priced = fixed_value(shock.priced_in, 0.0, reader);
  const std::size_t n = shock.phases.size();
  const auto log_moment = [&](double theta) {
    std::vector<double> generator(n * n, 0.0);
    for (const Move& move : moves) {
      const double compensation = theta * priced * (move.moment(1.0) - 1.0);
      generator[move.from * n + move.from] -= years * move.rate * (1.0 + compensation);
      generator[move.from * n + move.to] += years * move.rate * move.moment(theta);
    }
    const std::vector<double> law = exponential(std::move(generator), n);
    double sum = 0.0;
    for (std::size_t j = 0; j < n; ++j) sum += law[shock.initial * n + j];
    return std::log(sum);
  };
  constexpr double h = 1e-3;  // the fourth cumulant makes an error of h^2 / 12 of it
  return ClosedEffect{log_moment(1.0), (log_moment(h) + log_moment(-h)) / (h * h)};
}

}  // namespace

std::optional<ClosedEffect> closed_effect(const Shock& shock, std::uint32_t asset, const Reader& reader) {
  if (std::visit([](const auto& kind) { return !kind.whiles.empty(); }, shock)) return std::nullopt;
  if (!base(shock).enabled) return ClosedEffect{};
  if (const auto* arrivals = std::get_if<Arrivals>(&shock)) return effect_of(*arrivals, asset, reader);
  if (const auto* scheduled = std::get_if<Scheduled>(&shock)) return effect_of(*scheduled, asset, reader);
  if (const auto* phases = std::get_if<Phases>(&shock)) return effect_of(*phases, asset, reader);
  return std::nullopt;
}

}  // namespace faultline
