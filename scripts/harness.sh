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
  local judge
  judge="$(judge_of lease_check)" || exit
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

# judge_of NAME: the judge's file, which stands beside this repository.
judge_of() {
  local judge="${CREWCAST_SHARED:-../shared}/bench/$1.py"
  [[ -f $judge ]] || fail "the judge $judge was not found; set CREWCAST_SHARED to the folder that holds bench/$1.py"
  printf '%s\n' "$judge"
}

# judge_fresh_server NAME PROFILE COMMAND…: the command, with its placeholders filled in, judges a server that was made for it.
judge_fresh_server() {
  local name="$1" profile="$2" folder code=0
  shift 2
  ensure_packages "${BUILD_PACKAGES[@]}" 'python3|runs the judge'
  build_for_judges "$profile" || fail "the program was not built"
  folder="$(mktemp -d)" || return
  say "$name, SQLite, $profile build"
  RUST_LOG="${RUST_LOG:-error}" python3 tests/harness/judge_server.py "$name" \
    "$(absolute "$TARGET_DIR/$profile/crewcast")" "$folder" "$@" || code=$?
  rm -rf "$folder"
  return "$code"
}

# profile_of ARGUMENT…: release unless --debug is asked for.
profile_of() {
  case "$*" in
    '') echo release ;;
    --debug) echo debug ;;
    *) return 1 ;;
  esac
}

bad_inputs() {
  local profile judge
  profile="$(profile_of "$@")" || fail "bad_inputs takes --debug, not $*"
  judge="$(judge_of bad_inputs)" || exit
  judge_fresh_server bad_inputs "$profile" python3 "$judge" --openapi '{openapi}' --url '{url}' --config '{config}'
}

slow_clients() {
  local profile judge settings
  profile="$(profile_of "$@")" || fail "slow_clients takes --debug, not $*"
  judge="$(judge_of slow_clients)" || exit
  read -ra settings < <(python3 -c 'import json, sys
settings = json.load(open(sys.argv[1]))
print(settings["path"], settings["connections"], settings["seconds"])' tests/harness/slow_clients.json)
  judge_fresh_server slow_clients "$profile" python3 "$judge" '{url}' "${settings[@]}"
}

# Every operation with generated requests, valid ones and others, against what the document says of its answers. The one
# stream has no end, so that it is no example of anything.
schemathesis() {
  local profile
  profile="$(profile_of "$@")" || fail "schemathesis takes --debug, not $*"
  ensure_peers schemathesis 'schemathesis==4.*' || fail "schemathesis was not installed"
  judge_fresh_server schemathesis "$profile" "${CREWCAST_BENCH_PYTHON%/*}/schemathesis" \
    run '{openapi}' --url '{url}' --header 'Authorization: Bearer {key}' --exclude-path /api/v1/events
}

harness() {
  require_rust
  local name="${1:-}"
  (($# == 0)) || shift
  case "$name" in
    lease_check | bad_inputs | slow_clients | schemathesis) "$name" "$@" ;;
    *) fail "there is no judge ${name:-without a name}; use lease_check, bad_inputs, slow_clients or schemathesis" ;;
  esac
}
