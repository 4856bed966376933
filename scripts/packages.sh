# shellcheck shell=bash
# Debian packages: which are needed and why, which are missing, and their installation, announced before it happens.

# Each entry is `package|why`.
# shellcheck disable=SC2034  # read by ./run
readonly BUILD_PACKAGES=(
  'build-essential|C and C++ compilers for HiGHS, SQLite and libpq'
  'cmake|builds the HiGHS solver'
  'libclang-dev|generates the Rust bindings of HiGHS'
  'libssl-dev|lets PostgreSQL connections use TLS'
  'pkg-config|finds OpenSSL for the build'
)
# shellcheck disable=SC2034  # read by ./run
readonly BROWSER_PACKAGES=(
  'chromium|the browser that the page is tested in'
  'chromium-driver|drives Chromium in the browser tests'
  'fonts-liberation|Latin letters for a browser on a machine without a desktop'
  'fonts-wqy-zenhei|Chinese letters for the page in 简体中文'
)

apt_lists_are_fresh=no

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Installs those of the given `package|why` entries that are missing, and nothing when all are there.
ensure_packages() {
  local entry missing=()
  if ! has dpkg-query; then
    say "this is no Debian: taking for granted $(names_of "$@")"
    return
  fi
  for entry in "$@"; do
    is_installed "${entry%%|*}" || missing+=("$entry")
  done
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

install_packages() {
  local entry names
  say "missing Debian packages:"
  for entry in "$@"; do
    printf '      %-20s %s\n' "${entry%%|*}" "${entry#*|}"
  done
  read -ra names <<<"$(names_of "$@")"
  require_privilege "${names[@]}"
  refresh_apt_lists
  as_root apt-get install --yes --no-install-recommends "${names[@]}" ||
    fail "apt-get could not install ${names[*]}; see its message above"
}

names_of() {
  local entry names=()
  for entry in "$@"; do names+=("${entry%%|*}"); done
  printf '%s\n' "${names[*]}"
}

refresh_apt_lists() {
  [[ $apt_lists_are_fresh == no ]] || return 0
  as_root apt-get update || fail "apt-get update failed; check the machine's network and package sources"
  apt_lists_are_fresh=yes
}

require_privilege() {
  if ((EUID == 0)) || has sudo; then return; fi
  complain "installing needs root and there is no sudo; as root, run:"
  printf '  apt-get update && apt-get install --yes --no-install-recommends %s\n' "$*" >&2
  exit 1
}

as_root() {
  local run=(env DEBIAN_FRONTEND=noninteractive "$@")
  if ((EUID == 0)); then "${run[@]}"; else sudo "${run[@]}"; fi
}
