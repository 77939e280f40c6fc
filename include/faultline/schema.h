#pragma once

#include <string>

namespace faultline {

/// The JSON Schema (draft 7) of scenario files, made from the field tables that read them. Fields are
/// described but none is required, because an extending file need not repeat what it inherits.
std::string scenario_schema();

/// The reference of every field by section and kind of shock, in Markdown; made from the same tables.
std::string scenario_reference();

/// The pages of one kind of shock, or of one section ("assets", "arrivals"), in Markdown; empty for an
/// unknown name.
std::string scenario_reference(const std::string& name);

}  // namespace faultline
