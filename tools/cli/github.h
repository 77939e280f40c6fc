#pragma once

#include "faultline/diagnostics.h"

#include <string>

namespace faultline::cli {

/// Workflow commands of GitHub Actions, one line per problem:
/// "::error file=deal.yaml,line=14,col=13,endColumn=21,title=E0107::shocks.x.rate: message (hint)".
std::string to_github(const Diagnostics& diagnostics, const Sources& sources);

}  // namespace faultline::cli
