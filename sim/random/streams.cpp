#include "random/streams.h"

namespace faultline {

StreamId stream_id(std::string_view label) {
  std::uint64_t h = 0xcbf29ce484222325u;
  for (const char c : label) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u;
  h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
  h ^= h >> 31;
  return StreamId{static_cast<std::uint32_t>(h >> 32) ^ static_cast<std::uint32_t>(h)};
}

StreamId StreamRegistry::id(std::string_view label) {
  const std::string name(label);
  if (const auto known = by_label_.find(name); known != by_label_.end()) return known->second;
  StreamId stream = hash_(name);
  for (int attempt = 1; taken_.contains(stream); ++attempt)
    stream = hash_(name + '#' + std::to_string(attempt));
  taken_.insert(stream);
  by_label_.emplace(name, stream);
  return stream;
}

}  // namespace faultline
