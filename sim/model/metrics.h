#pragma once

#include "language/fields.h"
#include "model/market.h"

#include <optional>
#include <string>
#include <string_view>

namespace faultline {

/// Reads a metric, e.g. `es(core, 99%, 3m | deal dies)`:
///
///     mean sd(series[, horizon])          quantile(series, p[, horizon])      var es(series, confidence[,
///     horizon]) prob(series, loss >= x[, horizon])  prob(<condition>)                   drawdown(series, p[,
///     horizon])
///
/// each with an optional `| given label` before the closing parenthesis. Series, horizons and conditions that
/// nothing asked for so far are added to the report. `where` is the place of the text's first character.
/// Nothing is returned after an error was reported.
std::optional<Metric> parse_metric(std::string_view text, SourceRange where, const std::string& field,
                                   Market& market, ReadContext& context);

/// Reads `metric <= bound`; also with <, >=, >.
std::optional<Limit> parse_limit(std::string_view text, SourceRange where, const std::string& field,
                                 Market& market, ReadContext& context);

/// Reads `metric +- standard error`.
std::optional<Precision> parse_precision(std::string_view text, SourceRange where, const std::string& field,
                                         Market& market, ReadContext& context);

/// Position in Report::horizons of a time on the grid; one that is missing is inserted in order (`reported`
/// as given) and the horizons of all metrics read so far are moved along.
std::uint32_t horizon_position(Market& market, const Duration& horizon, std::uint32_t step, bool reported);

}  // namespace faultline
