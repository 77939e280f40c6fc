#include "plan/stream_labels.h"
#include "reference/path.h"
#include "reference/scale.h"

#include <cmath>

namespace faultline::reference {

Path::Path(const Model& model, std::uint64_t seed, std::uint64_t path, const ReferenceOptions& options)
    : model_(model), market_(model.market), options_(options), draws_(seed, path, options.normals) {
  draw_parameters();
  assets_.resize(market_.assets.size());
  portfolios_.resize(market_.portfolios.size());
  for (const Shock& shock : model_.shocks) {
    if (std::holds_alternative<Arrivals>(shock)) shocks_.emplace_back(ArrivalsState{});
    if (const auto* scheduled = std::get_if<Scheduled>(&shock)) {
      shocks_.emplace_back(ScheduledState{});
      std::get<ScheduledState>(shocks_.back()).happened.assign(scheduled->outcomes.size(), 0.0);
    }
    if (std::holds_alternative<Process>(shock)) shocks_.emplace_back(ProcessState{});
    if (std::holds_alternative<Phases>(shock) || std::holds_alternative<Regimes>(shock))
      shocks_.emplace_back(MachineState{});
  }
  for (std::uint32_t i = 0; i < shocks_.size(); ++i)
    if (auto* s = std::get_if<MachineState>(&shocks_[i])) {
      const auto* phases = std::get_if<Phases>(&model_.shocks[i]);
      const auto* regimes = std::get_if<Regimes>(&model_.shocks[i]);
      const std::size_t n = phases ? phases->phases.size() : regimes->states.size();
      s->current = phases ? phases->initial : regimes->initial;
      s->entries.assign(n, 0);
      s->events.assign(n, 0);
      s->first_entry.assign(n, never);
      s->time_spent.assign(n, 0.0);
      s->first_entry[s->current] = 0.0;
    }
  start_processes();
  start_volatilities();
  shocks_on_ = !options_.without_shocks;
  start_clocks();
  start_portfolios();
}

ReferenceResult Path::run() {
  const auto& times = market_.grid.times;
  for (std::uint32_t k = 0; k + 1 < times.size(); ++k) {
    begin_step(k);
    run_events(times[k + 1].years());
    end_step(k);
  }
  record_end();
  return std::move(result_);
}

void Path::draw_parameters() {
  parameters_.assign(market_.parameters.size(), 0.0);
  for (const std::uint32_t i : market_.parameter_order) {
    const Parameter& parameter = market_.parameters[i];
    parameters_[i] = draw(parameter.value, 0.0, stream::parameter(parameter.name), 0);
  }
}

void Path::start_processes() {
  for (std::uint32_t i = 0; i < shocks_.size(); ++i)
    if (const auto* process = std::get_if<Process>(&model_.shocks[i])) {
      auto& s = std::get<ProcessState>(shocks_[i]);
      s.initial = draw(process->initial, 0.0, stream::initial(process->name), 0);
      s.level = s.lowest = s.highest = s.initial;
      s.y = to_scale(*process, s.initial);
    }
  for (std::uint32_t i = 0; i < shocks_.size(); ++i)
    if (const auto* process = std::get_if<Process>(&model_.shocks[i])) start_process(i, *process);
}

void Path::start_process(std::uint32_t shock, const Process& process) {
  auto& s = std::get<ProcessState>(shocks_[shock]);
  const double base_level = process.target ? value(*process.target, 0.0) : s.initial;
  s.eta = process.volatility * scale_slope(process, base_level);
  for (const Process::Effect& effect : process.effects)
    s.effect_at_start.push_back(value(effect.value, 0.0, s.initial));
}

void Path::start_clocks() {
  for (std::uint32_t i = 0; i < shocks_.size(); ++i) {
    if (!enabled(i)) continue;
    const std::string& name = base(model_.shocks[i]).name;
    if (const auto* arrivals = std::get_if<Arrivals>(&model_.shocks[i])) {
      auto& s = std::get<ArrivalsState>(shocks_[i]);
      if (arrivals->rate || arrivals->excitation)
        s.budget = draws_.exponential(stream::arrival(name), s.budgets++);
    } else if (const auto* scheduled = std::get_if<Scheduled>(&model_.shocks[i])) {
      auto& s = std::get<ScheduledState>(shocks_[i]);
      s.due = scheduled->every ? scheduled->every->time.years()
                               : draw(*scheduled->at, 0.0, stream::date(name), 0);
    } else if (auto* s = std::get_if<MachineState>(&shocks_[i])) {
      enter(i, s->current, true);
      arm(i);
    }
  }
}

double Path::factor_variance(std::uint32_t asset, const std::vector<double>& multipliers) const {
  const std::size_t first = market_.processes.size();
  double variance = 0.0;
  for (const auto& [f, beta_f] : market_.assets[asset].betas)
    for (const auto& [g, beta_g] : market_.assets[asset].betas)
      variance += beta_f * beta_g * multipliers[f] * multipliers[g] * market_.factors[f].volatility *
                  market_.factors[g].volatility * correlation_[first + f][first + g];
  return variance;
}

void Path::start_volatilities() {
  const std::size_t n = market_.processes.size() + market_.factors.size() + market_.assets.size();
  correlation_.assign(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      correlation_[i][j] = market_.dependence.residual_correlation[i * n + j];
  cholesky_ = cholesky(correlation_);
  const std::vector<double> undisturbed(market_.factors.size(), 1.0);
  for (std::uint32_t a = 0; a < assets_.size(); ++a) {
    const Asset& asset = market_.assets[a];
    double variance = asset.volatility * asset.volatility;
    if (asset.volatility_is_total) variance -= deducted_variance(a);
    if (variance < 0.0) fail(asset.name, "has a jump variance above its total");
    residual_volatility_.push_back(std::sqrt(std::max(0.0, variance - factor_variance(a, undisturbed))));
  }
}

double Path::deducted_variance(std::uint32_t asset) {
  double deducted = 0.0;
  for (std::uint32_t i = 0; i < shocks_.size(); ++i) {
    if (!enabled(i)) continue;
    if (const auto* arrivals = std::get_if<Arrivals>(&model_.shocks[i]))
      deducted += triggered_intensity(i, 0) * log_jump_moments(arrivals->jump, asset).second;
    const auto* phases = std::get_if<Phases>(&model_.shocks[i]);
    if (!phases) continue;
    for (const Phases::Edge& edge : phases->phases[phases->initial].next) {
      if (edge.kind != Phases::EdgeKind::hazard) continue;
      const auto [edge_mean, edge_square] = log_jump_moments(edge.jump, asset);
      const std::vector<double> chance = branch_probabilities(edge, 0.0);
      for (std::size_t b = 0; b < edge.to.size(); ++b) {
        const auto [mean, second] = log_jump_moments(phases->phases[edge.to[b].phase].entry, asset);
        deducted += value(edge.clock, 0.0) * chance[b] * (edge_square + 2.0 * edge_mean * mean + second);
      }
    }
  }
  return deducted;
}

double Path::triggered_intensity(std::uint32_t shock, int depth) {
  const auto* arrivals = std::get_if<Arrivals>(&model_.shocks[shock]);
  if (!arrivals || !enabled(shock) || depth > static_cast<int>(shocks_.size())) return 0.0;
  if (arrivals->from > 0.0 || (arrivals->max && *arrivals->max == 0)) return 0.0;
  double rate = value_or(arrivals->rate, 0.0, 0.0);
  for (const Arrivals::Upon& upon : arrivals->upon)
    if (!upon.after)
      rate += value_or(upon.chance, 0.0, 1.0) * triggered_intensity(upon.source.shock, depth + 1);
  return rate;
}

Matrix cholesky(const Matrix& matrix) {
  const std::size_t n = matrix.size();
  Matrix lower(n, std::vector<double>(n, 0.0));
  for (std::size_t j = 0; j < n; ++j) {
    double pivot = matrix[j][j];
    for (std::size_t k = 0; k < j; ++k) pivot -= lower[j][k] * lower[j][k];
    if (pivot < 1e-10) continue;
    lower[j][j] = std::sqrt(pivot);
    for (std::size_t i = j + 1; i < n; ++i) {
      double sum = matrix[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= lower[i][k] * lower[j][k];
      lower[i][j] = sum / lower[j][j];
    }
  }
  return lower;
}

bool Path::enabled(std::uint32_t shock) const {
  return shocks_on_ && base(model_.shocks[shock]).enabled;
}

void Path::fail(const std::string& field, const std::string& what) const {
  throw ReferenceError("at " + std::to_string(now_) + " y: " + field + " " + what);
}

void Path::tell(const std::string& line) {
  if (options_.story) result_.story.push_back(std::to_string(now_) + " " + line);
}

ReferenceResult simulate_reference(const Model& model, std::uint64_t seed, std::uint64_t path,
                                   const ReferenceOptions& options) {
  return Path(model, seed, path, options).run();
}

}  // namespace faultline::reference
