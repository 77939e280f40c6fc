"""Every C++ snippet of CONTRIBUTING.md stands, line by line, in the file named above it."""

import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
snippets = re.findall(r"^`([^`\n]+)`\n```cpp\n(.*?)^```", text, re.M | re.S)
missing = [(path, code) for path, code in snippets if code not in (root / path).read_text(encoding="utf-8")]
for path, code in missing:
    print(f"not in {path}:\n{code}")
if len(snippets) < 5:
    print("CONTRIBUTING.md has lost its snippets")
sys.exit(1 if missing or len(snippets) < 5 else 0)
