#pragma once

#include "explain/paired_runs.h"
#include "explain/words.h"

#include <string>
#include <vector>

namespace faultline {

/// How a shock works, a sentence or two per field.
std::vector<std::string> mechanism(const Shock& shock, const Reader& reader);

/// What the simulation expects of it up to the horizon.
std::vector<std::string> expectation(const Shock& shock, std::size_t position, const Reader& reader,
                                     const Sample& sample);

/// How large its jumps are.
std::vector<EventSizes> event_sizes(const Shock& shock, const Reader& reader);

/// What a portfolio holds, when it trades and what that costs.
std::vector<std::string> holdings(const Portfolio& portfolio, const Reader& reader);

/// "volatility of NVDA times 1.4, drift of BABA -6% a year"
std::string in_force(const std::vector<While::Entry>& volatility, const std::vector<While::Entry>& drift,
                     const Reader& reader);

std::string joined(const std::vector<std::string>& words, const std::string& separator);

}  // namespace faultline
