# shellcheck shell=bash
# Steps with their wall time and exit code. A failed step does not keep the next from running: one run shows all faults.

STEP_NAMES=()
STEP_SECONDS=()
STEP_CODES=()

step() {
  local name="$1" started=$SECONDS code=0
  shift
  say "$name"
  "$@" || code=$?
  STEP_NAMES+=("$name")
  STEP_SECONDS+=($((SECONDS - started)))
  STEP_CODES+=("$code")
}

first_failure() {
  local code
  for code in "${STEP_CODES[@]}"; do
    if ((code)); then echo "$code"; return; fi
  done
  echo 0
}

any_step_failed() { (($(first_failure))); }

print_steps() {
  local i outcome
  printf '\n%-16s %10s  %s\n' step 'wall time' outcome
  for i in "${!STEP_NAMES[@]}"; do
    outcome=passed
    ((STEP_CODES[i] == 0)) || outcome="failed (exit code ${STEP_CODES[i]})"
    printf '%-16s %8d s  %s\n' "${STEP_NAMES[i]}" "${STEP_SECONDS[i]}" "$outcome"
  done
}
