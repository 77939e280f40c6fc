#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace faultline {

/// Position of a strong id in its array.
template <class Id>
requires std::is_enum_v<Id>
constexpr std::size_t at(Id id) {
  return static_cast<std::size_t>(id);
}

template <class Id>
constexpr Id make_id(std::size_t position) {
  return static_cast<Id>(static_cast<std::underlying_type_t<Id>>(position));
}

}  // namespace faultline
