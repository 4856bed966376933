# shellcheck shell=bash
# The Python packages that benchmarks compare with, in environments of their own beside the demo's data.

readonly QUEUEING_PEERS=('pyworkforce>=0.5.1,<0.6' 'simpy==4.1.2' 'ciw==3.2.7')
readonly FORECASTING_PEERS=('numpy' 'pandas<3' 'scipy' 'statsforecast==2.*' 'prophet==1.*')
readonly ROSTERING_PEERS=('ortools==9.*' 'pyworkforce>=0.5.1,<0.6')

# Newest first: pyworkforce's ErlangA came with release 0.5.2, which needs Python 3.12.
# pyenv keeps interpreters that are not on PATH by these names.
python_for_peers() {
  local name
  for name in python3.14 python3.13 python3.12 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-4].*/bin/python3 python3; do
    if has "$name" && "$name" -c 'import venv, ensurepip' 2>/dev/null; then command -v "$name"; return; fi
  done
  return 1
}

# ensure_peers <name> <package>…: on failure the benchmark still runs, and says that the peers are left out.
# An interpreter named by CREWCAST_BENCH_PYTHON is taken as it is, and nothing is installed.
ensure_peers() {
  local folder=".crewcast/$1-peers"
  shift
  if [[ -n ${CREWCAST_BENCH_PYTHON:-} ]]; then
    say "comparing with the packages of $CREWCAST_BENCH_PYTHON"
    return
  fi
  local python="$folder/bin/python"
  if [[ ! -x $python ]]; then
    local base
    if ! base="$(python_for_peers)"; then
      ensure_packages 'python3|runs the packages compared with' 'python3-venv|keeps them apart from the system'
      base="$(python_for_peers)" || { complain "no Python with venv was found; install python3-venv"; return 1; }
    fi
    "$base" -m venv "$folder" || return 1
  fi
  say "installing the packages compared with into $folder, where they are missing: $*"
  "$python" -m pip install --quiet --disable-pip-version-check "$@" || return 1
  CREWCAST_BENCH_PYTHON="$(absolute "$python")"
  export CREWCAST_BENCH_PYTHON
}

queueing_bench() {
  ensure_peers bench "${QUEUEING_PEERS[@]}" || complain "without the Python packages the comparison with them is left out"
  cargo bench -p crewcast-forecasts --bench queueing --bench simulation "$@"
}

forecasting_bench() {
  ensure_peers forecasting "${FORECASTING_PEERS[@]}" ||
    complain "without the Python packages the comparison with Prophet and statsforecast is left out"
  cargo bench -p crewcast-forecasts --bench forecasting -- "$@"
}

responses_bench() {
  cargo bench -p crewcast-forecasts --bench responses -- "$@"
}

pacing_bench() {
  cargo bench -p crewcast-forecasts --bench pacing -- "$@"
}

rosters_bench() {
  if [[ " $* " == *' --peers '* ]]; then
    ensure_peers rostering "${ROSTERING_PEERS[@]}" ||
      complain "without the Python packages the comparison with CP-SAT and pyworkforce is left out"
  fi
  cargo bench -p crewcast-solver --bench rosters -- "$@"
}

allocation_bench() {
  cargo bench -p crewcast-solver --bench allocation -- "$@"
}

# bench_on_both <name>: PostgreSQL is measured as well; its cluster is the tests', without durability.
bench_on_both() {
  local name="$1"
  shift
  ensure_postgres_server
  stop_postgres_on_exit
  start_postgres
  cargo bench --workspace --bench "$name" -- "$@"
}

# pgbench comes with the server.
leases_bench() {
  ensure_postgres_server
  CREWCAST_BENCH_PGBENCH="$(postgres_bin)/pgbench"
  export CREWCAST_BENCH_PGBENCH
  bench_on_both leases "$@"
}

# The engines' own tools are what is compared with; wrk asks over HTTP.
imports_bench() {
  ensure_postgres_server
  ensure_packages 'sqlite3|imports into SQLite, to compare with' 'wrk|asks over HTTP as fast as it is answered'
  CREWCAST_BENCH_SQLITE3="$(command -v sqlite3)"
  CREWCAST_BENCH_WRK="$(command -v wrk)"
  CREWCAST_BENCH_PSQL="$(postgres_bin)/psql"
  export CREWCAST_BENCH_SQLITE3 CREWCAST_BENCH_WRK CREWCAST_BENCH_PSQL
  bench_on_both imports "$@"
}

# Servers and workers are those of the faults.
scale_out_bench() {
  ensure_postgres_server
  ensure_packages 'python3|starts servers and workers' 'wrk|asks over HTTP as fast as it is answered'
  name_program
  CREWCAST_BENCH_WRK="$(command -v wrk)" CREWCAST_FAULTS_POSTGRES_BIN="$(postgres_bin)" python3 tests/scaling/run.py "$@"
}

forecasts_judge() {
  ensure_peers forecasting "${FORECASTING_PEERS[@]}" || complain "without the Python packages the judge cannot run"
  scripts/judge_forecasts.sh "$@"
}
