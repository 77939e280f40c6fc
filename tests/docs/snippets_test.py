"""Every C++ and CMake snippet of a page that has a file named above it stands, line by line, in that file."""

import pathlib
import re
import sys

PAGES = {"CONTRIBUTING.md": 5, "docs/library.md": 2}  # and how many snippets each has at least

root = pathlib.Path(sys.argv[1])
wrong = False
for page, least in PAGES.items():
    text = (root / page).read_text(encoding="utf-8")
    snippets = re.findall(r"^`([^`\n]+)`\n```(?:cpp|cmake)\n(.*?)^```", text, re.M | re.S)
    for path, code in snippets:
        if code not in (root / path).read_text(encoding="utf-8"):
            print(f"{page}: not in {path}:\n{code}")
            wrong = True
    if len(snippets) < least:
        print(f"{page} has lost its snippets")
        wrong = True
sys.exit(1 if wrong else 0)
