#pragma once

#include "faultline/diagnostics.h"

#include <span>

namespace faultline::codes {

// Reading: files, YAML, extends, changes from the command line.
inline constexpr DiagnosticCode file_unreadable{"E0101", "a file cannot be read"};
inline constexpr DiagnosticCode file_too_large{"E0102", "the files are larger than 4 MB"};
inline constexpr DiagnosticCode not_utf8{"E0103", "the text is not UTF-8"};
inline constexpr DiagnosticCode control_character{"E0104", "a control character in the text"};
inline constexpr DiagnosticCode yaml_syntax{"E0105", "the text is not YAML"};
inline constexpr DiagnosticCode too_many_nodes{"E0106", "more than 200,000 values"};
inline constexpr DiagnosticCode too_deep{"E0107", "values nested deeper than 64"};
inline constexpr DiagnosticCode several_documents{"E0108", "more than one YAML document"};
inline constexpr DiagnosticCode empty_document{"E0109", "nothing in the file"};
inline constexpr DiagnosticCode alias_circle{"E0110", "an alias inside what it stands for"};
inline constexpr DiagnosticCode unknown_alias{"E0111", "an alias without its anchor"};
inline constexpr DiagnosticCode tag{"E0112", "a YAML tag"};
inline constexpr DiagnosticCode merge_key{"E0113", "a YAML merge key"};
inline constexpr DiagnosticCode duplicate_key{"E0114", "a key stands twice in one mapping"};
inline constexpr DiagnosticCode key_not_scalar{"E0115", "a key is not a plain word"};
inline constexpr DiagnosticCode unclosed_parenthesis{"E0116", "a comma ended a value inside its parentheses"};
inline constexpr DiagnosticCode root_not_mapping{"E0117", "the file is not a mapping"};
inline constexpr DiagnosticCode extends_circle{"E0118", "files extend each other in a circle"};
inline constexpr DiagnosticCode extends_outside{"E0119", "extends leaves the directory of the file"};
inline constexpr DiagnosticCode extends_form{"E0120", "extends is neither a path nor a list of paths"};
inline constexpr DiagnosticCode unknown_set{"E0121", "a change names no parameter or field"};
inline constexpr DiagnosticCode unknown_without{"E0122", "a shock to leave out does not exist"};
inline constexpr DiagnosticCode too_many_files{"E0123", "files extend each other too deeply"};
inline constexpr DiagnosticCode boolean_like{"W0101", "a name that other readers of YAML take for a boolean"};

// Numbers, expressions, laws, names.
inline constexpr DiagnosticCode expression_syntax{"E0201", "an expression cannot be read"};
inline constexpr DiagnosticCode octal_number{"E0202", "a number that begins with 0 looks octal"};
inline constexpr DiagnosticCode special_number{"E0203", "nan or inf"};
inline constexpr DiagnosticCode number_overflow{"E0204", "a number too large"};
inline constexpr DiagnosticCode malformed_number{"E0205", "a number cannot be read"};
inline constexpr DiagnosticCode unit_apart{"E0206", "a space between a number and its unit"};
inline constexpr DiagnosticCode unknown_unit{"E0207", "an unknown unit"};
inline constexpr DiagnosticCode date_without_start{"E0208", "a date without a start of the scenario"};
inline constexpr DiagnosticCode invalid_date{"E0209", "a day that is not in the calendar"};
inline constexpr DiagnosticCode unknown_name{"E0210", "an unknown name"};
inline constexpr DiagnosticCode not_a_number{"E0211", "a name that is not a number by itself"};
inline constexpr DiagnosticCode unknown_export{"E0212", "something a name does not export"};
inline constexpr DiagnosticCode wrong_argument{"E0213", "a wrong argument of an export"};
inline constexpr DiagnosticCode reads_as_difference{"E0214", "a name that reads as a difference of two"};
inline constexpr DiagnosticCode level_outside{"E0215", "level outside a process' effect"};
inline constexpr DiagnosticCode state_not_allowed{"E0216", "state where a constant or parameter is wanted"};
inline constexpr DiagnosticCode wrong_dimension{"E0217", "dimensions that do not fit"};
inline constexpr DiagnosticCode argument_count{"E0218", "a wrong number of arguments"};
inline constexpr DiagnosticCode comparison_chain{"E0219", "a chain of comparisons"};
inline constexpr DiagnosticCode law_inside{"E0220", "a distribution inside an expression"};
inline constexpr DiagnosticCode law_not_allowed{"E0221", "a distribution where none may stand"};
inline constexpr DiagnosticCode law_argument{"E0222", "an argument a distribution does not allow"};
inline constexpr DiagnosticCode probability_sum{"E0223", "probabilities that do not sum to 1"};
inline constexpr DiagnosticCode not_finite{"E0224", "arithmetic without a finite result"};
inline constexpr DiagnosticCode out_of_range{"E0225", "a number outside what its field allows"};
inline constexpr DiagnosticCode percent_missing{"E0226", "a share without its percent sign"};
inline constexpr DiagnosticCode expression_too_large{"E0227", "an expression too long or too deep"};
inline constexpr DiagnosticCode not_a_duration{"E0228", "a constant duration is wanted"};
inline constexpr DiagnosticCode invalid_name{"E0229", "a name that cannot be one"};

// Fields.
inline constexpr DiagnosticCode unknown_field{"E0301", "an unknown field"};
inline constexpr DiagnosticCode missing_field{"E0302", "a required field is missing"};
inline constexpr DiagnosticCode wrong_type{"E0303", "a value of the wrong shape"};
inline constexpr DiagnosticCode no_value{"E0304", "a field without a value"};
inline constexpr DiagnosticCode not_a_choice{"E0305", "a word that is none of the choices"};
inline constexpr DiagnosticCode not_an_integer{"E0306", "a whole number is wanted"};
inline constexpr DiagnosticCode not_a_boolean{"E0307", "true or false is wanted"};
inline constexpr DiagnosticCode wrong_symbol{"E0308", "a name that is not of the wanted kind"};
inline constexpr DiagnosticCode before_start{"E0309", "a date before the start"};
inline constexpr DiagnosticCode cut_text{"W0301", "the rest of a text that a comma has cut"};

}  // namespace faultline::codes

namespace faultline {

/// Every code of this layer, for the reference.
std::span<const DiagnosticCode* const> language_codes();

}  // namespace faultline
