#include "engine/quasi_noise.h"

#include "random/streams.h"

#include <algorithm>
#include <cmath>

namespace faultline {
namespace {

/// The streams whose first draw takes a coordinate, each once, in the order in which they shape a path.
class EventStreams {
 public:
  explicit EventStreams(const Plan& plan) {
    for (const PathStart& start : plan.path_start)
      if (const auto* draw = std::get_if<InitialDraw>(&start)) add(draw->stream);
    for (const Clock& clock : plan.clocks)
      if (!clock.period && (!clock.law || clock.law->law)) add(clock.stream);
    for (const Action& action : plan.actions)
      for (const Step& step : action) std::visit([this](const auto& what) { add_draws(what); }, step);
    for (const std::vector<Trigger>& triggers : plan.sources)
      for (const Trigger& trigger : triggers) {
        if (trigger.chance) add(trigger.chance_stream);
        if (trigger.delay && trigger.delay->law) add(trigger.delay_stream);
      }
  }

  const std::vector<StreamId>& all() const { return streams_; }

 private:
  void add(StreamId stream) {
    if (std::find(streams_.begin(), streams_.end(), stream) == streams_.end()) streams_.push_back(stream);
  }
  void add_draws(const act::DrawInto& step) {
    if (step.draw.law) add(step.stream);
  }
  void add_draws(const act::Jump& step) {
    for (const act::Jump::Target& target : step.targets)
      if (target.jump.law) add(target.stream);
  }
  void add_draws(const act::Choose& step) { add(step.stream); }
  template <class Other>
  void add_draws(const Other&) {}

  std::vector<StreamId> streams_;
};

/// Log returns as combinations of the inputs, the important ones first.
std::vector<std::vector<double>> wanted_motions(const Plan& plan, const PreparedPlan& prepared,
                                                const NoiseRows& rows) {
  std::vector<std::vector<double>> assets;
  for (std::size_t a = 0; a < plan.assets.size(); ++a) {
    const AssetPlan& asset = plan.assets[a];
    const AssetMotion& motion = prepared.motions[a];
    std::vector<double> weights =
        motion.folded ? rows.weights(motion.row) : source_weights(plan.noise, asset.noise);
    const double scale = motion.folded && !motion.residual_left ? 1.0
                         : asset.volatility.is_constant()       ? asset.volatility.value
                                                                : 0.3;
    for (double& w : weights) w *= scale;
    assets.push_back(std::move(weights));
  }
  std::vector<std::vector<double>> wanted;
  for (const PortfolioPlan& portfolio : plan.portfolios) {
    std::vector<double> sum(rows.inputs());
    for (const auto& [asset, weight] : portfolio.weights.assets)
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += weight * assets[at(asset)][k];
    wanted.push_back(std::move(sum));
  }
  wanted.insert(wanted.end(), assets.begin(), assets.end());
  return wanted;
}

/// What the basis (orthonormal rows of n) leaves of a vector.
void remove_basis(const std::vector<std::vector<double>>& basis, std::vector<double>& v) {
  for (int twice = 0; twice < 2; ++twice)
    for (const std::vector<double>& b : basis) {
      double along = 0.0;
      for (std::size_t k = 0; k < v.size(); ++k) along += b[k] * v[k];
      for (std::size_t k = 0; k < v.size(); ++k) v[k] -= along * b[k];
    }
}

double length(const std::vector<double>& v) {
  double sum = 0.0;
  for (const double x : v) sum += x * x;
  return std::sqrt(sum);
}

/// The wanted vectors made orthonormal in order (Gram and Schmidt), then unit vectors.
std::vector<std::vector<double>> orthonormal(const std::vector<std::vector<double>>& wanted, std::size_t n) {
  constexpr double least = 1e-3;  // of its length, for a vector to add a direction of its own
  std::vector<std::vector<double>> basis;
  const auto add = [&](std::vector<double> v) {
    const double before = length(v);
    remove_basis(basis, v);
    const double after = length(v);
    if (basis.size() == n || !(after > least * before)) return;
    for (double& x : v) x /= after;
    basis.push_back(std::move(v));
  };
  for (const std::vector<double>& v : wanted) add(v);
  for (std::size_t k = 0; k < n; ++k) {
    std::vector<double> unit(n);
    unit[k] = 1.0;
    add(std::move(unit));
  }
  return basis;
}

}  // namespace

QuasiPlan::QuasiPlan(const Plan& plan, const PreparedPlan& prepared, const NoiseRows& rows, SeedKey key)
    : bridge_(plan.times) {
  for (std::uint32_t k = 0; k < rows.inputs(); ++k)
    if (rows.needed(k)) inputs_.push_back(k);
  const std::size_t d = inputs_.size();

  std::vector<std::vector<double>> wanted;
  for (const std::vector<double>& all : wanted_motions(plan, prepared, rows)) {
    wanted.emplace_back();
    for (const std::uint32_t input : inputs_) wanted.back().push_back(all[input]);
  }
  const std::vector<std::vector<double>> basis = orthonormal(wanted, d);
  turn_.resize(d * d);
  for (std::size_t j = 0; j < d; ++j)
    for (std::size_t i = 0; i < d; ++i) turn_[i * d + j] = basis[j][i];

  const StreamId motions = stream_id("quasi/motions");
  std::vector<SobolCoordinate> coordinates;
  const auto add_node = [&](std::size_t node) {
    for (std::size_t j = 0; j < d; ++j)
      coordinates.push_back({motions, static_cast<std::uint32_t>(node * d + j + 1)});
  };
  add_node(0);
  const EventStreams events(plan);
  for (const StreamId stream : events.all()) coordinates.push_back({stream, 0});
  after_events_ = std::min(coordinates.size(), SobolPoints::most_coordinates);
  const std::size_t room = SobolPoints::most_coordinates - after_events_;
  const std::size_t nodes = std::min(bridge_.nodes().size(), d == 0 ? 1 : 1 + room / d);
  if (nodes < bridge_.nodes().size()) bridge_ = Bridge(plan.times, nodes);
  for (std::size_t node = 1; node < nodes; ++node) add_node(node);
  points_ = std::make_shared<const SobolPoints>(key, coordinates);
}

QuasiNoise::QuasiNoise(const QuasiPlan& plan, std::size_t capacity, NormalPrecision precision)
    : plan_(&plan),
      inputs_(plan.inputs().size()),
      motions_(plan.bridge().nodes().size() * inputs_, padded_lanes(capacity)),
      normals_(inputs_, padded_lanes(capacity)),
      words_(padded_lanes(capacity)) {
  if (precision == NormalPrecision::single)
    single_left_ = Rows<float>(inputs_, padded_lanes(capacity));
  else
    left_ = Rows<double>(inputs_, padded_lanes(capacity));
}

void QuasiNoise::start(std::span<const std::uint64_t> paths) {
  const std::size_t n = paths.size();
  const NormalTable& normal = plan_->normals();
  const std::vector<Bridge::Node>& nodes = plan_->bridge().nodes();
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    const Bridge::Node& node = nodes[k];
    for (std::size_t j = 0; j < inputs_; ++j) {
      plan_->points()->words(paths, plan_->coordinate(k, j), words_.data());
      double* z = normals_[j];
      for (std::size_t i = 0; i < n; ++i) z[i] = node.sd * normal(words_[i]);
    }
    for (std::size_t input = 0; input < inputs_; ++input) {
      double* w = motion(k, input);
      std::fill_n(w, n, 0.0);
      const auto add = [&](double weight, const double* from) {
        for (std::size_t i = 0; i < n; ++i) w[i] = std::fma(weight, from[i], w[i]);
      };
      for (std::size_t j = 0; j < inputs_; ++j)
        if (const double weight = plan_->turn(input, j); weight != 0.0) add(weight, normals_[j]);
      if (node.left != Bridge::start) add(node.from_left, motion(node.left, input));
      if (node.right != Bridge::start) add(node.from_right, motion(node.right, input));
    }
  }
}

template <class Real>
void QuasiNoise::lead(std::uint32_t step, Real* rows, std::size_t stride, std::size_t lanes,
                      Rows<Real>& left_to_go) {
  const Bridge::Step& at = plan_->bridge().step(step);
  const auto carried = static_cast<Real>(at.carried), fresh = static_cast<Real>(at.fresh),
             sqrt_dt = static_cast<Real>(at.sqrt_dt);
  for (std::size_t input = 0; input < inputs_; ++input) {
    Real* __restrict left = left_to_go[input];
    if (at.opens) {
      const double* to = motion(at.node, input);
      const double* from = at.before == Bridge::start ? nullptr : motion(at.before, input);
      for (std::size_t i = 0; i < lanes; ++i)
        left[i] = static_cast<Real>(from == nullptr ? to[i] : to[i] - from[i]);
    }
    Real* __restrict z = rows + plan_->inputs()[input] * stride;
    for (std::size_t i = 0; i < lanes; ++i) {
      const Real normal = std::fma(carried, left[i], fresh * z[i]);
      z[i] = normal;
      left[i] = std::fma(-sqrt_dt, normal, left[i]);
    }
  }
}

template void QuasiNoise::lead(std::uint32_t, float*, std::size_t, std::size_t, Rows<float>&);
template void QuasiNoise::lead(std::uint32_t, double*, std::size_t, std::size_t, Rows<double>&);

}  // namespace faultline
