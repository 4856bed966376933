#!/usr/bin/env bash
# Lets the forecast judge score `crewcast backtest` on its folds, beside the peers whose results it has.
#
# usage: ./run bench forecasts-judge [--peers NAME,NAME] [series …]        (series: bank15 tech30)
#
# The judge is copied from the shared folder into .crewcast/judge, where its results stay from run to run; --peers runs
# models of its own there first, which takes minutes to hours. Environment: CREWCAST_SHARED (the shared folder),
# CREWCAST_JUDGE_FOLDER (instead of .crewcast/judge), CREWCAST_BINARY (a built crewcast; otherwise the debug one is
# built), CREWCAST_BENCH_PYTHON (an interpreter with numpy, pandas and scipy).
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/say.sh

readonly TARGET_DIR="${CARGO_TARGET_DIR:-target}"
readonly SHARED="$(absolute "${CREWCAST_SHARED:-../shared}")"
readonly FOLDER="$(absolute "${CREWCAST_JUDGE_FOLDER:-.crewcast/judge}")"
readonly JUDGE="$FOLDER/forecast_score.py"
export BENCH_DATA="$SHARED/data"

# Series, history, calendar, minutes of an interval.
readonly SERIES=(
  'bank15 bank_calls/bank_15min.csv bank_calls/calendar.csv 15'
  'tech30 technion/technion_30min.csv technion/calendar.csv 30'
)

require_judge() {
  if [[ ! -f $SHARED/bench/forecast_score.py ]]; then
    say "left out: there is no judge at $SHARED/bench/forecast_score.py; CREWCAST_SHARED may name its folder"
    exit 0
  fi
  mkdir -p "$FOLDER"
  cmp --silent "$SHARED/bench/forecast_score.py" "$JUDGE" || cp "$SHARED/bench/forecast_score.py" "$JUDGE"
}

require_python() {
  python="${CREWCAST_BENCH_PYTHON:-python3}"
  if ! "$python" -c 'import numpy, pandas, scipy' 2>/dev/null; then
    say "left out: $python lacks numpy, pandas or scipy, which the judge needs; CREWCAST_BENCH_PYTHON may name another"
    exit 0
  fi
}

require_binary() {
  if [[ -z ${CREWCAST_BINARY:-} ]]; then
    say "building crewcast (debug)"
    cargo build --bin crewcast
    CREWCAST_BINARY="$(absolute "$TARGET_DIR/debug/crewcast")"
  fi
  [[ -x $CREWCAST_BINARY ]] || fail "there is no program $CREWCAST_BINARY; leave CREWCAST_BINARY empty to have it built"
}

judge() {
  local series="$1" history="$2" calendar="$3" minutes="$4"
  local folds="$FOLDER/folds_$series.csv" ours="$FOLDER/crewcast_$series.csv"
  if [[ ! -f $BENCH_DATA/$history ]]; then
    say "$series is left out: $BENCH_DATA/$history is not there"
    return
  fi
  if [[ -n $peers ]]; then
    say "$series: running the judge's $peers"
    "$python" "$JUDGE" run --series "$series" --models "$peers"
  fi
  say "$series: forecasting the judge's folds"
  "$python" "$JUDGE" folds --series "$series" --out "$folds"
  # Processor seconds of our own replay, all cores together.
  local TIMEFORMAT="crewcast backtest: %U s user, %S s system, %R s wall"
  time "$CREWCAST_BINARY" backtest --history "$BENCH_DATA/$history" --calendar "$BENCH_DATA/$calendar" \
    --interval-minutes "$minutes" --folds "$folds" --out "$ours"
  "$python" "$JUDGE" check --series "$series" --extra "crewcast=$ours" | grep '^crewcast:'
  compgen -G "$FOLDER/results/$series/*.csv" >/dev/null ||
    say "$series: the judge has no results of peers; --peers snaive,wavg6,mstl_ets,prophet runs some"
  "$python" "$JUDGE" score --series "$series" --extra "crewcast=$ours"
}

peers=""
chosen=()
while (($#)); do
  case "$1" in
    --peers) peers="${2:?--peers takes names with commas between them}"; shift 2 ;;
    *) chosen+=("$1"); shift ;;
  esac
done

known=" ${SERIES[*]%% *} "
for name in "${chosen[@]}"; do
  [[ $known == *" $name "* ]] || fail "the judge has no series $name; it has$known"
done

require_judge
require_python
require_binary
for entry in "${SERIES[@]}"; do
  read -r name history calendar minutes <<<"$entry"
  ((${#chosen[@]} == 0)) || [[ " ${chosen[*]} " == *" $name "* ]] || continue
  judge "$name" "$history" "$calendar" "$minutes"
done
