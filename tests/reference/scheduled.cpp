#include "plan/stream_labels.h"
#include "reference/path.h"

#include <cmath>

namespace faultline::reference {

void Path::fire(std::uint32_t shock, const Scheduled& scheduled) {
  auto& s = std::get<ScheduledState>(shocks_[shock]);
  const auto number = static_cast<std::uint64_t>(s.count);
  std::vector<const std::optional<Quantity>*> given;
  for (const Scheduled::Outcome& outcome : scheduled.outcomes) given.push_back(&outcome.probability);
  const std::vector<double> chances = probabilities(given, now_);

  if (scheduled.priced_in)
    for (std::uint32_t a = 0; a < assets_.size(); ++a) {
      double expected = 0.0;
      for (std::size_t o = 0; o < chances.size(); ++o)
        expected += chances[o] * expected_growth(scheduled.outcomes[o].jump, a);
      compensate(a, value(*scheduled.priced_in, now_) * std::log(expected));
    }

  const std::size_t chosen = choose(chances, stream::outcome(scheduled.name), number);
  const auto earlier = static_cast<std::uint64_t>(s.happened[chosen]++);
  s.count += 1.0;
  s.time = now_;
  s.latest = static_cast<std::int64_t>(chosen);
  s.due = scheduled.every ? multiple(scheduled.every->time, static_cast<std::int64_t>(number) + 2).years()
                          : never;

  const Scheduled::Outcome& outcome = scheduled.outcomes[chosen];
  tell("  " + outcome.name);
  apply(outcome.jump, scheduled.name, stream::outcome_part(outcome.name), number, std::nullopt);
  announce({shock, static_cast<std::int32_t>(chosen), number, earlier});
}

// Probabilities in file order; the one that is not given takes the rest.
std::vector<double> Path::probabilities(const std::vector<const std::optional<Quantity>*>& given, double t) {
  std::vector<double> chances;
  double sum = 0.0;
  for (const auto* probability : given) {
    chances.push_back(value_or(*probability, t, 0.0));
    sum += chances.back();
  }
  for (std::size_t i = 0; i < given.size(); ++i)
    if (!*given[i]) chances[i] = 1.0 - sum;
  return chances;
}

std::size_t Path::choose(const std::vector<double>& chances, const std::string& label, std::uint64_t number) {
  if (chances.size() == 1) return 0;
  const double u = draws_.uniform(label, number);
  double cumulative = 0.0;
  for (std::size_t i = 0; i + 1 < chances.size(); ++i) {
    cumulative += chances[i];
    if (cumulative > u) return i;
  }
  return chances.size() - 1;
}

}  // namespace faultline::reference
