#pragma once

#include "language/fields.h"
#include "model/market.h"

#include <string>
#include <vector>

namespace faultline {

/// The keys of a file; sections are read one after the other, when what they rest on is known.
struct RootFields {
  std::string version;
  std::string title;
  Located<std::string> description;
  Located<std::string> start;
  const Node* section = nullptr;  ///< of any section: looked up by name
};

const FieldTable<RootFields>& root_fields();

/// One entry of `sources`.
const FieldTable<SourceEntry>& source_fields();

}  // namespace faultline
