# shellcheck shell=bash
# Faults brought about on purpose, and what must hold after them: tests/faults, one file a fault.

# CREWCAST_PROGRAM, or a release build.
name_program() {
  if [[ -z ${CREWCAST_PROGRAM:-} ]]; then
    require_rust
    ensure_packages "${BUILD_PACKAGES[@]}"
    cargo build --release --bin crewcast || fail "the program was not built"
    CREWCAST_PROGRAM="$(absolute "$TARGET_DIR/release/crewcast")"
  fi
  export CREWCAST_PROGRAM
}

# faults [name …] [--trials N] [--list]: runs them, or those named, against CREWCAST_PROGRAM (the release build unless set), and
# prints a table; the exit code is 1 when an invariant did not hold.
faults() {
  ensure_packages 'python3|runs the faults' 'gcc|compiles the disk that fails' 'faketime|lets clocks jump'
  ensure_postgres_server
  name_program
  CREWCAST_FAULTS_POSTGRES_BIN="$(postgres_bin)" python3 tests/faults/run.py "$@"
}
