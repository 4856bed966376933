# shellcheck shell=bash
# Black-box judges that stand beside this repository, run against the program as it is served.

# lease_check [--seeds N] [--postgres] [--two-servers] [--debug] [--set KEY=JSON …]: a fresh database a seed; the exit code
# is the judge's, of the first seed that failed.
lease_check() {
  local seeds=1 engine=sqlite servers=1 profile=release settings=()
  while (($#)); do
    case "$1" in
      --seeds) seeds="${2:?--seeds needs a number}"; shift ;;
      --postgres) engine=postgres ;;
      --two-servers) servers=2 ;;
      --debug) profile=debug ;;
      --set) shift; settings=(--set "$@"); break ;;
      *) fail "lease_check takes --seeds N, --postgres, --two-servers, --debug, --set KEY=JSON …; not $1" ;;
    esac
    shift
  done
  [[ $engine == postgres || $servers == 1 ]] || fail "SQLite serves one process; add --postgres to --two-servers"
  local judge="${CREWCAST_SHARED:-../shared}/bench/lease_check.py"
  [[ -f $judge ]] || fail "the judge $judge was not found; set CREWCAST_SHARED to the folder that holds bench/lease_check.py"
  ensure_packages "${BUILD_PACKAGES[@]}" 'python3|runs the judge'
  build_for_judges "$profile" || fail "the program was not built"
  if [[ $engine == postgres ]]; then
    ensure_postgres_server
    stop_postgres_on_exit
    start_postgres
  fi
  local seed code=0
  for ((seed = 1; seed <= seeds; seed++)); do
    say "lease_check, seed $seed, $engine, $servers server(s), $profile build"
    judge_one_seed "$judge" "$seed" "$engine" "$servers" "$(absolute "$TARGET_DIR/$profile/crewcast")" "${settings[@]}" ||
      code="${code/#0/$?}"
  done
  stop_postgres
  return "$code"
}

# The debug build is the tests' own.
build_for_judges() {
  if [[ $1 == debug ]]; then cargo test --workspace --test system --no-run; else cargo build --release --bin crewcast; fi
}

judge_one_seed() {
  local judge="$1" seed="$2" engine="$3" servers="$4" program="$5" folder database code=0 ports=()
  shift 5
  folder="$(mktemp -d)" || return
  if [[ $engine == postgres ]]; then
    database="${CREWCAST_TEST_POSTGRES_URL%/*}/judged_$seed"
    "$(postgres_bin)/psql" --no-psqlrc --quiet --command "CREATE DATABASE judged_$seed" "$CREWCAST_TEST_POSTGRES_URL" || return
  else
    database="$folder/crewcast.sqlite"
  fi
  while ((${#ports[@]} < servers)); do ports+=("$(spare_port)"); done
  export RUST_LOG="${RUST_LOG:-error}"
  python3 tests/harness/prepare_lease_check.py "$program" "$database" "$folder/config.json" "${ports[@]}" &&
    python3 "$judge" --config "$folder/config.json" --seed "$seed" "$@" || code=$?
  rm -rf "$folder"
  return "$code"
}

harness() {
  require_rust
  local name="${1:-}"
  (($# == 0)) || shift
  case "$name" in
    lease_check) lease_check "$@" ;;
    *) fail "there is no judge ${name:-without a name}; use lease_check" ;;
  esac
}
