# shellcheck shell=bash
# A Node that Vite 8 accepts: the machine's own, else Debian's, else one that npm fetches beside the demo's data.

readonly NODE_VERSION=22.23.3
readonly NODE_DIR=.crewcast/node

# Vite 8 asks for ^20.19.0 || >=22.12.0. Takes a version such as 20.19.2.
vite_accepts() {
  local major minor rest
  IFS=. read -r major minor rest <<<"$1"
  [[ $major =~ ^[0-9]+$ && $minor =~ ^[0-9]+$ ]] || return 1
  ((major == 20 && minor >= 19)) || ((major == 22 && minor >= 12)) || ((major > 22))
}

node_version() {
  if has node; then node --version | tr -d v; else echo none; fi
}

node_is_ready() {
  has npm && vite_accepts "$(node_version)"
}

ensure_node() {
  use_fetched_node
  if node_is_ready; then return; fi
  if ! has npm; then
    has dpkg-query || fail "Node $(node_version) does not do for Vite 8; install Node 20.19, 22.12 or newer, with npm"
    ensure_packages 'nodejs|runs the page build' "npm|fetches the tools of the page's build"
    hash -r
  fi
  if node_is_ready; then return; fi
  fetch_node
  node_is_ready || fail "Node $(node_version) does not do for Vite 8; install Node 20.19, 22.12 or newer and run this again"
}

fetched_node_bin() {
  printf '%s/node_modules/node-linux-%s/bin\n' "$(absolute "$NODE_DIR")" "$(node_architecture)"
}

node_architecture() {
  case "$(uname -m)" in
    x86_64) echo x64 ;;
    aarch64) echo arm64 ;;
    *) echo unknown ;;
  esac
}

# npm and every tool it starts find `node` on PATH, so putting the fetched one first is enough.
use_fetched_node() {
  local bin
  bin="$(fetched_node_bin)"
  if [[ -x $bin/node ]] && ! vite_accepts "$(node_version)"; then export PATH="$bin:$PATH"; fi
}

fetch_node() {
  local architecture
  architecture="$(node_architecture)"
  [[ $architecture != unknown ]] ||
    fail "Node $(node_version) does not do for Vite 8 and none is packaged for $(uname -m); install Node 20.19, 22.12 or newer"
  say "Node $(node_version) is too old for Vite 8 (20.19, 22.12 or newer): fetching Node $NODE_VERSION into $NODE_DIR, for this project only"
  mkdir -p "$NODE_DIR"
  npm install --prefix "$NODE_DIR" --no-save --no-audit --no-fund "node-linux-$architecture@$NODE_VERSION" ||
    fail "npm could not fetch Node $NODE_VERSION; install Node 20.19, 22.12 or newer and run this again"
  use_fetched_node
  hash -r
}
