#include "core/same_time.h"
#include "plan/stream_labels.h"
#include "reference/path.h"

#include <algorithm>
#include <cmath>

namespace faultline::reference {
namespace {

constexpr int bisections = 200;

bool exhausted(const Arrivals& arrivals, const ArrivalsState& s) {
  return arrivals.max && s.count >= static_cast<double>(*arrivals.max);
}

/// "upon/SOURCE" of every entry, the k-th of equal ones marked.
std::vector<std::string> upon_labels(const Arrivals& arrivals) {
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < arrivals.upon.size(); ++i) {
    const std::string& text = arrivals.upon[i].source.text;
    const auto equal = [&](const Arrivals::Upon& other) { return other.source.text == text; };
    const auto before =
        std::count_if(arrivals.upon.begin(), arrivals.upon.begin() + static_cast<std::ptrdiff_t>(i), equal);
    labels.push_back(stream::upon_part(text, static_cast<int>(before) + 1));
  }
  return labels;
}

}  // namespace

// Integral of rate + excitation from the path's clock to a later time, inside the window.
double Path::own_intensity_integral(const Arrivals& arrivals, const ArrivalsState& s, double to) {
  const double from = std::max(now_, arrivals.from);
  const double until = arrivals.to ? std::min(to, *arrivals.to) : to;
  if (until <= from || exhausted(arrivals, s)) return 0.0;
  double integral = s.rate * (until - from);
  if (s.excitation > 0.0) {
    const double h = value(arrivals.excitation->half_life, now_);
    const double at_start = s.excitation * std::exp2(-(from - now_) / h);
    integral += at_start * h / std::log(2.0) * (1.0 - std::exp2(-(until - from) / h));
  }
  return integral;
}

double Path::next_event(std::uint32_t shock, const Arrivals& arrivals, double end) {
  auto& s = std::get<ArrivalsState>(shocks_[shock]);
  double time = never;
  if (s.budget < never && own_intensity_integral(arrivals, s, end) >= s.budget) {
    if (s.excitation > 0.0) {
      double low = now_, high = end;
      for (int i = 0; i < bisections; ++i) {
        const double middle = 0.5 * (low + high);
        (own_intensity_integral(arrivals, s, middle) < s.budget ? low : high) = middle;
      }
      time = high;
    } else {
      time = std::min(end, std::max(now_, arrivals.from) + s.budget / s.rate);
    }
  }
  const auto lost = [&](const Pending& p) {
    return exhausted(arrivals, s) || p.time < arrivals.from - same_time ||
           (arrivals.to && p.time >= *arrivals.to - same_time);
  };
  std::erase_if(s.pending, lost);
  for (const Pending& pending : s.pending) time = std::min(time, pending.time);
  return time;
}

void Path::advance(const Arrivals& arrivals, ArrivalsState& s, double to) {
  const double integral = own_intensity_integral(arrivals, s, to);
  if (arrivals.priced_in && integral > 0.0)
    for (std::uint32_t a = 0; a < assets_.size(); ++a)
      compensate(a,
                 value(*arrivals.priced_in, middle_) * (expected_growth(arrivals.jump, a) - 1.0) * integral);
  if (s.budget < never) s.budget = std::max(0.0, s.budget - integral);
  if (s.excitation > 0.0)
    s.excitation *= std::exp2(-(to - now_) / value(arrivals.excitation->half_life, now_));
}

// The own clock goes before the triggered arrivals of the same instant.
void Path::fire(std::uint32_t shock, const Arrivals& arrivals) {
  auto& s = std::get<ArrivalsState>(shocks_[shock]);
  const auto by_time = [](const Pending& a, const Pending& b) {
    return a.time != b.time ? a.time < b.time : a.number < b.number;
  };
  const auto child = std::min_element(s.pending.begin(), s.pending.end(), by_time);
  const bool child_due = child != s.pending.end() && child->time <= now_;
  const bool own_due = s.budget <= 1e-13 && !exhausted(arrivals, s) && s.rate + s.excitation > 0.0;
  if (child_due && !own_due)
    s.pending.erase(child);
  else
    s.budget = draws_.exponential(stream::arrival(arrivals.name), s.budgets++);
  happen(shock, arrivals);
}

void Path::happen(std::uint32_t shock, const Arrivals& arrivals) {
  auto& s = std::get<ArrivalsState>(shocks_[shock]);
  const auto number = static_cast<std::uint64_t>(s.count);
  s.count += 1.0;
  s.last = now_;
  s.first = std::min(s.first, now_);
  s.severity = draw_severity(arrivals.jump, arrivals.name, "", number);
  apply(arrivals.jump, arrivals.name, "", number, s.severity);
  if (arrivals.excitation) s.excitation += value(arrivals.excitation->jump, now_);
  announce({shock, -1, number, number});
}

void Path::listen(std::uint32_t shock, const Arrivals& arrivals, const Happening& happening) {
  auto& s = std::get<ArrivalsState>(shocks_[shock]);
  const std::vector<std::string> labels = upon_labels(arrivals);
  for (std::size_t i = 0; i < arrivals.upon.size(); ++i) {
    const Arrivals::Upon& upon = arrivals.upon[i];
    if (upon.source.shock != happening.shock) continue;
    if (upon.source.part >= 0 && upon.source.part != happening.part) continue;
    const std::uint64_t number = upon.source.part >= 0 ? happening.part_number : happening.number;
    const double chance = value_or(upon.chance, now_, 1.0);
    if (draws_.uniform(stream::chance(arrivals.name, labels[i]), number) >= chance) continue;
    const double delay =
        upon.after ? draw(*upon.after, now_, stream::delay(arrivals.name, labels[i]), number) : 0.0;
    s.pending.push_back({on_grid(now_ + delay), raised_++});
  }
}

}  // namespace faultline::reference
