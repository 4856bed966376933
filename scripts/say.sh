# shellcheck shell=bash
# What the scripts say, and small questions about the machine.

say() { printf '==> %s\n' "$*"; }
complain() { printf 'run: %s\n' "$*" >&2; }
fail() { complain "$*"; exit 1; }

has() { command -v "$1" >/dev/null 2>&1; }

absolute() {
  case "$1" in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s/%s\n' "$PWD" "$1" ;;
  esac
}
