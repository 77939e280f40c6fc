#include "core/utf8.h"
#include "exit_status.h"
#include "failures.h"
#include "faultline/sweep.h"
#include "suggestion.h"
#include "terminal.h"
#include "verbs.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {

namespace cli = faultline::cli;

constexpr const char* description =
    "Simulates shares and portfolios under named shocks: risk figures with their errors, from a scenario in "
    "YAML.";

constexpr const char* closing =
    "Exit status: 0 done; 1 internal error; 2 bad usage or a refused scenario; 3 a limit was breached or is "
    "undecided;\n"
    "4 the wanted precision was not reached; 5 a file or disk failed; 6 more memory wanted than there is;\n"
    "7 a store belongs to another scenario, version or design, or is none;\n"
    "130 and 143 interrupted: run and sweep report what was done and mark it incomplete.\n\n"
    "Examples:\n"
    "  faultline check scenarios/*.yaml\n"
    "  faultline run deal.yaml --paths 1M -o results\n"
    "  faultline help arrivals\n";

void fail(const std::string& message) {
  cli::write_stderr(fmt::format("faultline: error: {}\n", faultline::escape_controls(message, "\n")));
}

/// The first word that does not name a verb is the likeliest mistake, and the parser would not guess at it.
bool verb_exists(const CLI::App& program, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return true;
  std::vector<std::string> names;
  for (const CLI::App* verb : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (verb->get_name() == argv[1]) return true;
    names.push_back(verb->get_name());
  }
  fail(fmt::format("'{}' is not a verb{}; see faultline --help", argv[1], cli::did_you_mean(argv[1], names)));
  return false;
}

/// The first word of the command line that the verb does not take.
std::string unexpected_word(const CLI::App& verb, int argc, char** argv) {
  const std::vector<std::string> left = verb.remaining();
  std::vector<std::string> options;
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& name : option->get_lnames()) options.push_back("--" + name);
  for (int i = 2; i < argc; ++i) {
    const std::string word = argv[i];
    if (std::find(left.begin(), left.end(), word) == left.end()) continue;
    if (!word.starts_with('-')) return fmt::format("'{}' is one word too many", word);
    const std::string name = word.substr(0, word.find('='));
    return fmt::format("'{}' is not an option{}", name, cli::did_you_mean(name, options));
  }
  return "words too many";
}

int usage_failure(const CLI::App& program, const CLI::ParseError& error, int argc, char** argv) {
  std::string verb;
  for (const CLI::App* chosen : program.get_subcommands()) {
    verb = " " + chosen->get_name();
    if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr) continue;
    fail(fmt::format("{}; see faultline{} --help", unexpected_word(*chosen, argc, argv), verb));
    return cli::bad_input;
  }
  const bool nameless = verb.empty() && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  fail(fmt::format("{}; see faultline{} --help", nameless ? "a verb is wanted" : error.what(), verb));
  return cli::bad_input;
}

/// An unset variable of a shell leaves an empty value, which must not pass for an option left out.
void refuse_empty_values(const CLI::App& verb) {
  for (const CLI::Option* option : verb.get_options()) {
    if (option->get_positional()) continue;
    for (const std::string& value : option->results())
      if (value.empty()) throw cli::UsageError(fmt::format("{}: its value is empty", option->get_name()));
  }
}

int run(int argc, char** argv) {
  CLI::App program(description, "faultline");
  program.set_version_flag("--version", "faultline " FAULTLINE_VERSION);
  program.require_subcommand(1);
  program.get_formatter()->column_width(34);
  program.get_formatter()->label("SUBCOMMAND", "VERB");
  program.get_formatter()->label("Subcommands", "Verbs");
  program.footer(closing);
  const auto verbs = cli::make_verbs(program);
  std::vector<CLI::App*> subcommands;
  for (const auto& verb : verbs) subcommands.push_back(verb->add_to(program));
  if (!verb_exists(program, argc, argv)) return cli::bad_input;
  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    cli::write_stdout(program.help());
    return cli::done;
  } catch (const CLI::CallForVersion& version) {
    cli::write_stdout(std::string(version.what()) + "\n");
    return cli::done;
  } catch (const CLI::ParseError& error) {
    return usage_failure(program, error, argc, argv);
  }
  for (std::size_t i = 0; i < verbs.size(); ++i) {
    if (!subcommands[i]->parsed()) continue;
    refuse_empty_values(*subcommands[i]);
    return verbs[i]->run();
  }
  return cli::internal_error;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const cli::UsageError& error) {
    fail(error.what());
    return cli::bad_input;
  } catch (const cli::IoError& error) {
    fail(error.what());
    return cli::io_failed;
  } catch (const faultline::StoreError& error) {
    fail(error.what());
    return cli::io_failed;
  } catch (const faultline::StoreMismatch& error) {
    fail(error.what());
    return cli::other_store;
  } catch (const cli::BudgetError& error) {
    fail(error.what());
    return cli::budget_refused;
  } catch (const std::bad_alloc&) {
    fail("out of memory");
    return cli::budget_refused;
  } catch (const std::exception& error) {
    fail(fmt::format("internal error: {}", error.what()));
    return cli::internal_error;
  }
}
