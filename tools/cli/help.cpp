// faultline help: a verb's help, or a section of the language's reference.
#include "exit_status.h"
#include "failures.h"
#include "faultline/schema.h"
#include "help_text.h"
#include "suggestion.h"
#include "terminal.h"
#include "verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace faultline::cli {
namespace {

/// Those that are one word, as a list.
std::string one_word(const std::vector<std::string>& titles) {
  std::string out;
  for (const std::string& title : titles)
    if (title.find(' ') == std::string::npos) out += (out.empty() ? "" : ", ") + title;
  return out;
}

class Help : public Verb {
 public:
  explicit Help(CLI::App& program) : program_(program) {}

  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb =
        program.add_subcommand("help", "Explain a verb, a kind of shock or a section of the language");
    verb->add_option("TOPIC", topic_,
                     "A verb, a kind of shock, or a section such as portfolios (default: all verbs)")
        ->type_name("");
    verb->footer(
        "Examples:\n"
        "  faultline help run\n"
        "  faultline help arrivals\n"
        "  faultline help portfolios");
    return verb;
  }

  int run() override {
    if (topic_.empty()) {
      // CLI::App::help() would be that of the verb that was chosen, this one.
      write_stdout(
          program_.get_formatter()->make_help(&program_, program_.get_name(), CLI::AppFormatMode::Normal));
      return done;
    }
    std::vector<std::string> topics;
    for (const CLI::App* verb : program_.get_subcommands([](CLI::App*) { return true; })) {
      if (verb->get_name() == topic_) {
        write_stdout(verb->help(program_.get_name()));
        return done;
      }
      topics.push_back(verb->get_name());
    }
    const std::string reference = scenario_reference();
    const std::string section = section_about(reference, topic_);
    if (section.empty()) {
      const std::vector<std::string> sections = headings(reference);
      topics.insert(topics.end(), sections.begin(), sections.end());
      const std::string near = did_you_mean(topic_, topics);
      throw UsageError(fmt::format("there is no help about '{}'{}", topic_,
                                   near.empty() ? "; there is about verbs and " + one_word(sections) : near));
    }
    write_stdout(section);
    return done;
  }

 private:
  CLI::App& program_;
  std::string topic_;
};

}  // namespace

std::unique_ptr<Verb> make_help(CLI::App& program) {
  return std::make_unique<Help>(program);
}

}  // namespace faultline::cli
