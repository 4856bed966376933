# shellcheck shell=bash
# The Python packages that the queueing benchmark compares with, in an environment of their own beside the demo's data.

readonly PEERS_DIR=.crewcast/bench-peers

# Newest first: pyworkforce's ErlangA came with release 0.5.2, which needs Python 3.12.
# pyenv keeps interpreters that are not on PATH by these names.
python_for_peers() {
  local name
  for name in python3.14 python3.13 python3.12 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[2-4].*/bin/python3 python3; do
    if has "$name" && "$name" -c 'import venv, ensurepip' 2>/dev/null; then command -v "$name"; return; fi
  done
  return 1
}

# On failure the benchmark still runs, and says that the peers are left out.
ensure_peers() {
  local python="$PEERS_DIR/bin/python"
  if [[ ! -x $python ]]; then
    local base
    if ! base="$(python_for_peers)"; then
      ensure_packages 'python3|runs the packages compared with' 'python3-venv|keeps them apart from the system'
      base="$(python_for_peers)" || { complain "no Python with venv was found; install python3-venv"; return 1; }
    fi
    say "installing the packages compared with into $PEERS_DIR: pyworkforce, simpy, ciw"
    "$base" -m venv "$PEERS_DIR"
  fi
  "$python" -m pip install --quiet --disable-pip-version-check 'pyworkforce>=0.5.1,<0.6' 'simpy==4.1.2' 'ciw==3.2.7' || return 1
  CREWCAST_BENCH_PYTHON="$(absolute "$python")"
  export CREWCAST_BENCH_PYTHON
}
