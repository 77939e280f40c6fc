// faultline man: the man page, made from the options themselves.
#include "exit_status.h"
#include "terminal.h"
#include "verbs.h"

#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace faultline::cli {
namespace {

/// A backslash, a hyphen, and a point or quote at the beginning of a line mean something to roff.
std::string roff(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool first = i == 0 || text[i - 1] == '\n';
    if (first && (text[i] == '.' || text[i] == '\'')) out += "\\&";
    if (text[i] == '\\')
      out += "\\e";
    else if (text[i] == '-')
      out += "\\-";
    else
      out += text[i];
  }
  return out;
}

std::string option_entry(const CLI::Option& option) {
  std::string names = option.get_name(option.get_positional());
  if (!option.get_type_name().empty()) names += " " + option.get_type_name();
  return fmt::format(".TP\n.B {}\n{}\n", roff(names), roff(option.get_description()));
}

std::string verb_section(const CLI::App& verb) {
  std::string text =
      fmt::format(".SS faultline {}\n{}\n", roff(verb.get_name()), roff(verb.get_description()));
  for (const CLI::Option* option : verb.get_options()) text += option_entry(*option);
  if (!verb.get_footer().empty()) text += ".PP\n.nf\n" + roff(verb.get_footer()) + "\n.fi\n";
  return text;
}

std::string man_page(const CLI::App& program) {
  std::string text = fmt::format(
      ".TH FAULTLINE 1 \"\" \"faultline {}\" \"User Commands\"\n.SH NAME\nfaultline \\- simulate shares and "
      "portfolios "
      "under named shocks\n.SH SYNOPSIS\n.B faultline\n.I VERB\n[options]\n.SH DESCRIPTION\n{}\n.SH VERBS\n",
      FAULTLINE_VERSION, roff(program.get_description()));
  for (const CLI::App* verb : program.get_subcommands([](const CLI::App*) { return true; }))
    text += verb_section(*verb);
  return text + ".SH NOTES\n.nf\n" + roff(program.get_footer()) + ".fi\n";
}

class Man : public Verb {
 public:
  explicit Man(CLI::App& program) : program_(program) {}

  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand("man", "Print the man page");
    verb->footer(
        "Examples:\n"
        "  faultline man | man -l -\n"
        "  faultline man > /usr/local/share/man/man1/faultline.1");
    return verb;
  }

  int run() override {
    write_stdout(man_page(program_));
    return done;
  }

 private:
  CLI::App& program_;
};

}  // namespace

std::unique_ptr<Verb> make_man(CLI::App& program) {
  return std::make_unique<Man>(program);
}

}  // namespace faultline::cli
