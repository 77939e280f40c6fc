#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace faultline::cli {

/// The headings of a Markdown text, without marks and backquotes.
std::vector<std::string> headings(std::string_view markdown);

/// Every section whose heading names the topic (whole words, without regard to case), each up to the next
/// heading of its level; an exact heading wins over one that contains the topic. Empty when there is none.
std::string section_about(std::string_view markdown, std::string_view topic);

}  // namespace faultline::cli
