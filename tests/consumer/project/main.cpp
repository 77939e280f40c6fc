// A program outside the project: includes a public header, links the library, uses both.
#include "faultline/diagnostics.h"

#include <cstdio>

int main() {
  faultline::Sources sources;
  faultline::Diagnostics diagnostics;
  diagnostics.error({"E0001", "an example"}, {}, "assets.AAPL", "the library is linked");
  const std::string text = faultline::to_text(diagnostics, sources);
  std::puts(text.c_str());
  return diagnostics.has_errors() && text.find("E0001") != std::string::npos ? 0 : 1;
}
