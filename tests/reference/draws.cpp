#include "reference/draws.h"

#include "random/bulk.h"
#include "random/philox.h"
#include "random/streams.h"

#include <array>
#include <cmath>

namespace faultline::reference {
namespace {

constexpr std::uint32_t steps_per_draw = 4;

template <class T>
struct alignas(64) Rows {
  std::array<T, steps_per_draw * row_granule> values;
};

template <class T>
double normal_of(const BulkRandom& random, const std::string& label, std::uint32_t step, std::uint64_t path) {
  Rows<T> rows{};
  random.normals(stream_id(label), step / steps_per_draw, std::span(&path, 1), rows.values.data(),
                 row_granule);
  return static_cast<double>(rows.values[step % steps_per_draw * row_granule]);
}

}  // namespace

double Draws::uniform(const std::string& label, std::uint64_t number) const {
  return event_uniform(SeedKey(seed_), path_, stream_id(label), static_cast<std::uint32_t>(number));
}

double Draws::exponential(const std::string& label, std::uint64_t number) const {
  return -std::log(uniform(label, number));
}

double Draws::normal(const std::string& label, std::uint32_t step) const {
  const BulkRandom random(SeedKey(seed_), SimdTarget::scalar);
  return precision_ == NormalPrecision::single ? normal_of<float>(random, label, step, path_)
                                               : normal_of<double>(random, label, step, path_);
}

double Draws::grid_uniform(const std::string& label, std::uint32_t step) const {
  const PhiloxBlock words =
      philox(draw_counter(path_, DrawDomain::grid, step / steps_per_draw, stream_id(label)), SeedKey(seed_));
  return faultline::grid_uniform(words[step % steps_per_draw]);
}

}  // namespace faultline::reference
