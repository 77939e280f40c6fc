"""Does what docs/tutorial.md says, in an empty folder: saves its files, runs its commands, expects its exit statuses.

tutorial_test.py FAULTLINE: a ```yaml block whose first line is `# PATH` is saved there, a ```sh block is run line by line;
`# exit status N` at the end of a line says what is expected instead of 0. Text blocks must appear in
the output so far, digits aside.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def without_digits(text):
    return re.sub(r"\d", "0", text)


def run_line(line, folder):
    expected = re.search(r"# exit status (\d+)$", line)
    done = subprocess.run(["bash", "-c", line], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    wanted = int(expected.group(1)) if expected else 0
    if done.returncode != wanted:
        sys.exit(f"{line}\nexit status {done.returncode}, not {wanted}:\n{done.stdout}")
    return done.stdout


def main(binary):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "tools").mkdir()
        (folder / "tools" / "faultline").symlink_to(pathlib.Path(binary).resolve())
        shutil.copytree(ROOT / "scenarios", folder / "scenarios")
        seen = ""
        for language, text in BLOCK.findall((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")):
            if language == "yaml":
                path = text.splitlines()[0].removeprefix("# ")
                (folder / path).write_text(text, encoding="utf-8")
            elif language == "sh":
                for line in text.splitlines():
                    seen += run_line(line, folder)
            elif without_digits(text) not in without_digits(seen):
                sys.exit(f"the program does not say this:\n{text}")
        if not (folder / "results" / "result.json").exists():
            sys.exit("no results were kept")


if __name__ == "__main__":
    main(sys.argv[1])
