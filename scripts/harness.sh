# shellcheck shell=bash
# Black-box judges that stand beside this repository, run against the program as it is served.

# The judge of that name.
judge_of() {
  local judge="${CREWCAST_SHARED:-../shared}/bench/$1.py"
  [[ -f $judge ]] || fail "the judge $judge was not found; set CREWCAST_SHARED to the folder that holds bench/$1.py"
  echo "$judge"
}

# lease_check [--seeds N] [--postgres] [--two-servers] [--kill-postgres] [--debug] [--set KEY=JSON …]: a fresh database a seed;
# the exit code is the judge's, of the first seed that failed.
lease_check() {
  local seeds=1 engine=sqlite servers=1 profile=release kills=0 settings=()
  while (($#)); do
    case "$1" in
      --seeds) seeds="${2:?--seeds needs a number}"; shift ;;
      --postgres) engine=postgres ;;
      --two-servers) servers=2 ;;
      --kill-postgres) engine=postgres kills=4 POSTGRES_IS_DURABLE=yes ;;
      --debug) profile=debug ;;
      --set) shift; settings=(--set "$@"); break ;;
      *) fail "lease_check takes --seeds N, --postgres, --two-servers, --kill-postgres, --debug, --set KEY=JSON …; not $1" ;;
    esac
    shift
  done
  [[ $engine == postgres || $servers == 1 ]] || fail "SQLite serves one process; add --postgres to --two-servers"
  local judge
  judge="$(judge_of lease_check)" || exit
  prepare_to_judge "$engine" "$profile"
  local seed code=0
  for ((seed = 1; seed <= seeds; seed++)); do
    say "lease_check, seed $seed, $engine, $servers server(s), PostgreSQL killed $kills time(s), $profile build"
    judge_leases "$judge" "$seed" "$engine" "$servers" "$kills" "$(absolute "$TARGET_DIR/$profile/crewcast")" \
      "${settings[@]}" || code="${code/#0/$?}"
  done
  stop_postgres
  return "$code"
}

# The debug build is the tests' own.
build_for_judges() {
  if [[ $1 == debug ]]; then cargo test --workspace --test system --no-run; else cargo build --release --bin crewcast; fi
}

prepare_to_judge() {
  local engine="$1" profile="$2"
  ensure_packages "${BUILD_PACKAGES[@]}" 'python3|runs the judge'
  build_for_judges "$profile" || fail "the program was not built"
  export RUST_LOG="${RUST_LOG:-error}"
  if [[ $engine == postgres ]]; then
    ensure_postgres_server
    stop_postgres_on_exit
    start_postgres
  fi
}

# An empty database of an engine: in a folder, or of that name.
database_for_judge() {
  local engine="$1" folder="$2" name="$3"
  if [[ $engine == sqlite ]]; then
    echo "$folder/crewcast.sqlite"
    return
  fi
  "$(postgres_bin)/psql" --no-psqlrc --quiet --command "CREATE DATABASE $name" "$CREWCAST_TEST_POSTGRES_URL" >&2 &&
    echo "${CREWCAST_TEST_POSTGRES_URL%/*}/$name"
}

judge_leases() {
  local judge="$1" seed="$2" engine="$3" servers="$4" kills="$5" program="$6" folder database code=0 killer='' ports=()
  shift 6
  folder="$(mktemp -d)" || return
  database="$(database_for_judge "$engine" "$folder" "judged_$seed")" || return
  while ((${#ports[@]} < servers)); do ports+=("$(spare_port)"); done
  if python3 tests/harness/prepare_lease_check.py "$program" "$database" "$folder/config.json" "${ports[@]}"; then
    if ((kills)); then
      # The judge takes no refusal while it fills the list.
      (sleep 8 && kill_postgres_now_and_then "$kills") &
      killer=$!
    fi
    python3 "$judge" --config "$folder/config.json" --seed "$seed" "$@" || code=$?
    [[ -z $killer ]] || wait "$killer" || code="${code/#0/1}"
  else
    code=1
  fi
  rm -rf "$folder"
  return "$code"
}

# crash_import [--trials N] [--seed N] [--postgres] [--debug] [--set KEY=JSON …]: one fresh database; the exit code is the judge's.
crash_import() {
  local trials=100 seed=1 engine=sqlite profile=release settings=()
  while (($#)); do
    case "$1" in
      --trials) trials="${2:?--trials needs a number}"; shift ;;
      --seed) seed="${2:?--seed needs a number}"; shift ;;
      --postgres) engine=postgres POSTGRES_IS_DURABLE=yes ;;
      --debug) profile=debug ;;
      --set) shift; settings=(--set "$@"); break ;;
      *) fail "crash_import takes --trials N, --seed N, --postgres, --debug, --set KEY=JSON …; not $1" ;;
    esac
    shift
  done
  local judge folder database code=0
  judge="$(judge_of crash_import)" || exit
  prepare_to_judge "$engine" "$profile"
  folder="$(mktemp -d)" || return
  database="$(database_for_judge "$engine" "$folder" judged)" || return
  say "crash_import, $trials trial(s), seed $seed, $engine, $profile build"
  python3 tests/harness/prepare_crash_import.py "$(absolute "$TARGET_DIR/$profile/crewcast")" "$database" \
    "$folder/config.json" "$(spare_port)" "$(spare_port)" &&
    python3 "$judge" --config "$folder/config.json" --trials "$trials" --seed "$seed" "${settings[@]}" || code=$?
  stop_postgres
  rm -rf "$folder"
  return "$code"
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
    --config-file tests/harness/schemathesis.toml run '{openapi}' --url '{url}' --header 'Authorization: Bearer {key}' --exclude-path /api/v1/events
}

harness() {
  require_rust
  local name="${1:-}"
  (($# == 0)) || shift
  case "$name" in
    lease_check | crash_import | bad_inputs | slow_clients | schemathesis) "$name" "$@" ;;
    *)
      fail "there is no judge ${name:-without a name}; use lease_check, crash_import, bad_inputs, slow_clients or schemathesis"
      ;;
  esac
}
