#pragma once

#include "engine/touched.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace faultline {

/// The paths of a block that had events in a step, and what those changed of EvaluationLists::at_events.
class EventfulPaths {
 public:
  struct Path {
    std::uint32_t lane;
    Touched touched;
  };

  void reserve(std::size_t paths) { paths_.reserve(paths); }
  void clear() {
    paths_.clear();
    any_ = {};
  }
  void add(std::uint32_t lane, const Touched& touched) {
    paths_.push_back({lane, touched});
    any_ |= touched;
  }

  bool some_touched(EvaluationSet Touched::*set, EvaluationSet evaluations) const {
    return (any_.*set & evaluations) != 0;
  }
  /// Whether on so many of `n` paths that all are evaluated sooner than they.
  bool many_touched(EvaluationSet Touched::*set, EvaluationSet evaluations, std::size_t n) const {
    constexpr std::ptrdiff_t as_one = 12;  // paths that are evaluated along a row while one is alone
    const auto touched = std::count_if(paths_.begin(), paths_.end(), [&](const Path& path) {
      return (path.touched.*set & evaluations) != 0;
    });
    return as_one * touched > static_cast<std::ptrdiff_t>(n);
  }
  /// Calls work(lane) for those on which one of `evaluations` was touched.
  template <class Work>
  void for_each_touched(EvaluationSet Touched::*set, EvaluationSet evaluations, const Work& work) const {
    for (const Path& path : paths_)
      if ((path.touched.*set & evaluations) != 0) work(std::size_t{path.lane});
  }

 private:
  std::vector<Path> paths_;
  Touched any_;
};

}  // namespace faultline
