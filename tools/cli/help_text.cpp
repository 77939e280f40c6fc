#include "help_text.h"

#include <algorithm>
#include <cctype>

namespace faultline::cli {
namespace {

struct Heading {
  std::size_t level = 0;
  std::string title;
  std::size_t begin = 0;  ///< offset of its line
};

std::string plain(std::string_view title) {
  std::string out;
  for (const char c : title)
    if (c != '`') out += c;
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<Heading> find_headings(std::string_view markdown) {
  std::vector<Heading> found;
  bool fenced = false;
  for (std::size_t at = 0; at < markdown.size();) {
    const std::size_t end = std::min(markdown.find('\n', at), markdown.size());
    const std::string_view line = markdown.substr(at, end - at);
    if (line.starts_with("```")) fenced = !fenced;
    const std::size_t level = std::min(line.find_first_not_of('#'), line.size());
    if (!fenced && level > 0 && level < line.size() && line[level] == ' ')
      found.push_back({level, plain(line.substr(level + 1)), at});
    at = end + 1;
  }
  return found;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool names(const std::string& title, const std::string& topic) {
  for (std::size_t at = title.find(topic); at != std::string::npos; at = title.find(topic, at + 1)) {
    const std::size_t end = at + topic.size();
    if ((at == 0 || !is_word(title[at - 1])) && (end == title.size() || !is_word(title[end]))) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> headings(std::string_view markdown) {
  std::vector<std::string> titles;
  for (const Heading& heading : find_headings(markdown)) titles.push_back(heading.title);
  return titles;
}

std::string section_about(std::string_view markdown, std::string_view topic) {
  const std::string wanted = lowered(topic);
  const std::vector<Heading> found = find_headings(markdown);
  const bool exact =
      std::any_of(found.begin(), found.end(), [&](const Heading& h) { return lowered(h.title) == wanted; });
  std::string text;
  std::size_t printed_to = 0;
  for (std::size_t i = 0; i < found.size() && !wanted.empty(); ++i) {
    const std::string title = lowered(found[i].title);
    if (found[i].begin < printed_to || (exact ? title != wanted : !names(title, wanted))) continue;
    std::size_t next = i + 1;
    while (next < found.size() && found[next].level > found[i].level) ++next;
    printed_to = next < found.size() ? found[next].begin : markdown.size();
    text += markdown.substr(found[i].begin, printed_to - found[i].begin);
  }
  return text;
}

}  // namespace faultline::cli
