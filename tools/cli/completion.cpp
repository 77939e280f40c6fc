// faultline completion: shell completion, made from the options themselves.
#include "exit_status.h"
#include "terminal.h"
#include "verbs.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace faultline::cli {
namespace {

std::vector<const CLI::App*> verbs_of(const CLI::App& program) {
  return program.get_subcommands([](const CLI::App*) { return true; });
}

/// "--paths --seed ..." of one verb.
std::string option_words(const CLI::App& verb) {
  std::string words;
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& name : option->get_lnames()) words += (words.empty() ? "--" : " --") + name;
  return words;
}

std::string bash_script(const CLI::App& program) {
  std::string names, cases;
  for (const CLI::App* verb : verbs_of(program)) {
    names += (names.empty() ? "" : " ") + verb->get_name();
    cases += fmt::format("    {}) words=\"{}\" ;;\n", verb->get_name(), option_words(*verb));
  }
  return fmt::format(R"(# Completion of faultline for bash: source <(faultline completion bash)
_faultline() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} words=
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "{} --help --version" -- "$current"))
    return
  fi
  case $previous in
    --format)
      local forms="text json"
      [[ ${{COMP_WORDS[1]}} == sweep ]] && forms="text csv json"
      COMPREPLY=($(compgen -W "$forms" -- "$current")); return ;;
    --diagnostics) COMPREPLY=($(compgen -W "text json github" -- "$current")); return ;;
    --precision) COMPREPLY=($(compgen -W "single double" -- "$current")); return ;;
    --simd) COMPREPLY=($(compgen -W "scalar avx2 avx512" -- "$current")); return ;;
    -o | --output)
      local kind=-d
      [[ ${{COMP_WORDS[1]}} == run ]] || kind=-f
      COMPREPLY=($(compgen $kind -- "$current")); return ;;
  esac
  case ${{COMP_WORDS[1]}} in
{}  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}}
complete -o filenames -F _faultline faultline
)",
                     names, cases);
}

/// zsh reads bash completions through its own emulation of them.
std::string zsh_script(const CLI::App& program) {
  return "#compdef faultline\nautoload -Uz bashcompinit && bashcompinit\n" + bash_script(program);
}

class Completion : public Verb {
 public:
  explicit Completion(CLI::App& program) : program_(program) {}

  CLI::App* add_to(CLI::App& program) override {
    CLI::App* verb = program.add_subcommand("completion", "Print shell completion for bash or zsh");
    verb->add_option("SHELL", shell_, "bash or zsh")
        ->required()
        ->type_name("")
        ->check(CLI::IsMember({"bash", "zsh"}));
    verb->footer(
        "Examples:\n"
        "  source <(faultline completion bash)\n"
        "  source <(faultline completion zsh)");
    return verb;
  }

  int run() override {
    write_stdout(shell_ == "bash" ? bash_script(program_) : zsh_script(program_));
    return done;
  }

 private:
  CLI::App& program_;
  std::string shell_;
};

}  // namespace

std::unique_ptr<Verb> make_completion(CLI::App& program) {
  return std::make_unique<Completion>(program);
}

}  // namespace faultline::cli
