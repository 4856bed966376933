# shellcheck shell=bash
# The page: web/ built into web/dist, which the binary embeds.

build_page() {
  [[ -f web/package-lock.json ]] || { complain "web/package-lock.json is missing; the page cannot be built"; return 1; }
  install_page_tools || return
  if page_is_current; then
    say "web/dist is newer than its sources"
    return
  fi
  npm --prefix web run build || return
  embed_page_again
}

# npm writes node_modules/.package-lock.json at the end of an installation: older than ours means out of date.
install_page_tools() {
  if [[ ! web/package-lock.json -nt web/node_modules/.package-lock.json && -d web/node_modules ]]; then return; fi
  npm --prefix web ci --no-audit --no-fund
}

# Folders count as well as files, so that a deleted source is noticed.
page_is_current() {
  [[ -f web/dist/index.html ]] || return 1
  local newer
  newer="$(
    {
      find web -maxdepth 1 -type f -newer web/dist/index.html
      for folder in web/src web/public; do
        [[ ! -d $folder ]] || find "$folder" -newer web/dist/index.html
      done
    } | head -n 1
  )"
  [[ -z $newer ]]
}

# Cargo sees changes of embedded files, but not that a dist appeared where there was none.
embed_page_again() {
  [[ ! -f src/ui.rs ]] || touch src/ui.rs
}

has_npm_script() {
  node -e 'process.exit(require("./web/package.json").scripts?.[process.argv[1]] ? 0 : 1)' "$1"
}
