#include "engine/jumps_ahead.h"

#include "engine/draw_rows.h"

#include <algorithm>

namespace faultline {

JumpsAhead::JumpsAhead(const PreparedPlan& prepared, std::size_t capacity)
    : prepared_(&prepared), lanes_(padded_lanes(capacity)), rows_(3, lanes_) {
  const auto is_fixed = [&](const act::Jump::Target& target) {
    return target.jump.law && prepared.plan->laws[at(*target.jump.law)].fixed;
  };
  for (const Action& action : prepared.plan->actions)
    for (const Step& step : action)
      if (const auto* jump = std::get_if<act::Jump>(&step))
        if (std::all_of(jump->targets.begin(), jump->targets.end(), is_fixed)) sources_.push_back({jump, {}});
}

void JumpsAhead::start(std::span<const std::uint64_t> paths) {
  for (Source& source : sources_)
    for (Ahead& ahead : source.numbers) {
      ahead.worthwhile = ahead.wanted * worth > paths_.size();
      ahead.wanted = 0;
      ahead.drawn = false;
    }
  paths_ = paths;
}

void JumpsAhead::draw(const act::Jump& jump, std::uint32_t number, const PathDraws& draws, Ahead& ahead) {
  const std::size_t n = paths_.size();
  if (ahead.logs.size() == 0) ahead.logs = Rows<double>(jump.targets.size(), lanes_);
  ahead.drawn = ahead.valid = true;
  for (std::size_t k = 0; k < jump.targets.size(); ++k) {
    const act::Jump::Target& target = jump.targets[k];
    draws.event_uniforms(target.stream, number, paths_, rows_[0]);
    draw_law(*prepared_, *target.jump.law, rows_[0], rows_[1], n);
    ahead.valid =
        ahead.valid && prepared_->kernels->all_hold(prepared_->plan->checks[at(target.check)], rows_[1], n);
    std::fill(rows_[1] + n, rows_[1] + padded_lanes(n), 0.0);
    prepared_->kernels->log_jumps(rows_[1], nullptr, ahead.logs[k], rows_[2], padded_lanes(n));
  }
}

bool JumpsAhead::find(const act::Jump& jump, std::uint32_t number, std::size_t lane, const PathDraws& draws,
                      double* out) {
  if (number >= numbers_ahead) return false;
  const auto source =
      std::find_if(sources_.begin(), sources_.end(), [&](const Source& s) { return s.jump == &jump; });
  if (source == sources_.end()) return false;
  Ahead& ahead = source->numbers[number];
  ++ahead.wanted;
  if (!ahead.worthwhile) return false;
  if (!ahead.drawn) draw(jump, number, draws, ahead);
  if (!ahead.valid) return false;
  for (std::size_t k = 0; k < jump.targets.size(); ++k) out[k] = ahead.logs[k][lane];
  return true;
}

}  // namespace faultline
