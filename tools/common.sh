# Shared by the scripts of tools/ and .ci/: sourced, never run. The caller has set `root`.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
fail() { say "error: $*"; exit 1; }

# A build directory that was copied or moved with the tree is useless to CMake: forget its configuration.
forget_moved_build() {
  local cache=$1/CMakeCache.txt home
  [[ -f $cache ]] || return 0
  home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$cache")
  if [[ $home != "$root" ]]; then rm -rf "$cache" "$1/CMakeFiles" "$1/build.ninja"; fi
}

# configure PRESET [-DNAME=VALUE ...]
configure() {
  local preset=$1
  shift
  forget_moved_build "$root/build/$preset"
  if command -v ccache >/dev/null; then set -- -DCMAKE_CXX_COMPILER_LAUNCHER=ccache "$@"; fi
  (cd "$root" && cmake --preset "$preset" "$@")
}

# with_progress LOG COMMAND...: output to stderr on a terminal; elsewhere every tenth percent, and the log's end on failure.
# NINJA_STATUS must yield "[percent%] ".
with_progress() {
  local log=$1 status=0
  shift
  if [[ -t 2 ]]; then
    "$@" >&2
    return
  fi
  "$@" 2>&1 | tee "$log" | awk '
    match($0, /^\[ *[0-9]+%\]/) {
      percent = substr($0, 2) + 0
      if (percent >= shown + 10) { shown = percent; print "  " percent "%" > "/dev/stderr"; fflush() }
    }' || status=$?
  if ((status != 0)); then
    awk '/^FAILED:|^CMake Error/ { failed = 1 } failed' "$log" | head -60 >&2
    return "$status"
  fi
}

# totals JUNIT.xml...: prints "passed failed skipped" added over the files.
totals() {
  awk '
    function field(name) { return match($0, "[ \t]" name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3) + 0 : 0 }
    { line[FILENAME]++ }
    line[FILENAME] <= 20 && /[ \t](tests|failures|disabled|skipped)="/ && !/<testcase/ {
      tests += field("tests"); failed += field("failures"); skipped += field("skipped") + field("disabled")
    }
    END { print tests - failed - skipped, failed + 0, skipped + 0 }' "$@"
}
