#pragma once

#include "random/philox.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace faultline {

/// The stream of a label such as "shock/curb/impact/NVDA": FNV-1a over its bytes in 64 bits, passed through
/// the splitmix64 finaliser, upper half xor lower half.
StreamId stream_id(std::string_view label);

/// Gives out streams and keeps them apart. Asked twice for a label it gives the same stream; when two labels
/// collide, the one registered later takes the first free stream of "label#1", "label#2", ...
class StreamRegistry {
 public:
  using Hash = StreamId (*)(std::string_view label);

  explicit StreamRegistry(Hash hash = stream_id) : hash_(hash) {}

  StreamId id(std::string_view label);
  std::size_t size() const { return by_label_.size(); }

 private:
  Hash hash_;
  std::unordered_map<std::string, StreamId> by_label_;
  std::unordered_set<StreamId> taken_;
};

}  // namespace faultline
