# shellcheck shell=bash
# A PostgreSQL cluster for one run of the tests: its own folder, a spare port, gone at the end. It has no durability unless
# POSTGRES_IS_DURABLE says yes, for those who kill it.

readonly CREATE_CLUSTER_CONF=/etc/postgresql-common/createcluster.conf
POSTGRES_DIR=
POSTGRES_PORT=
POSTGRES_IS_DURABLE=no

# The folder of the newest server binaries, or nothing.
postgres_bin() {
  local initdb newest=
  while IFS= read -r initdb; do newest="$initdb"; done \
    < <(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort --version-sort)
  if [[ -n $newest ]]; then
    dirname "$newest"
  elif has initdb; then
    dirname "$(command -v initdb)"
  fi
}

# Debian starts a cluster of its own on installation unless postgresql-common, installed first, is told not to.
ensure_postgres_server() {
  if [[ -n $(postgres_bin) ]]; then return; fi
  if has dpkg-query && ! is_installed postgresql-common; then
    ensure_packages 'postgresql-common|lets the server be installed without starting one'
    as_root sed --in-place 's/^#\?create_main_cluster.*/create_main_cluster = false/' "$CREATE_CLUSTER_CONF"
  fi
  ensure_packages "postgresql|server binaries for the tests' throw-away cluster"
  [[ -n $(postgres_bin) ]] || fail "initdb was not found under /usr/lib/postgresql or on PATH; install the PostgreSQL server"
}

# The server refuses to run as root.
postgres_user() {
  if ((EUID != 0)); then id --user --name
  elif id postgres >/dev/null 2>&1; then echo postgres
  else echo nobody; fi
}

as_postgres_user() (
  cd "$POSTGRES_DIR" || exit
  if ((EUID == 0)); then exec runuser --user "$(postgres_user)" -- "$@"; else exec "$@"; fi
)

spare_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 12000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  complain "no spare port was found between 20000 and 32000"
  return 1
}

# Another process may take the port between the question and the start: then the next try asks again.
start_postgres() {
  create_cluster || return
  local port
  for _ in {1..5}; do
    port="$(spare_port)" || return
    if start_cluster "$port"; then
      POSTGRES_PORT="$port"
      export CREWCAST_TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres"
      say "PostgreSQL for the tests: $CREWCAST_TEST_POSTGRES_URL"
      return
    fi
  done
  complain "the tests' PostgreSQL did not start:"
  tail -n 20 "$POSTGRES_DIR/log" >&2
  return 1
}

# In /tmp whatever TMPDIR says: root's may be closed to the server's user, and a socket's path has at most 107 bytes.
create_cluster() {
  POSTGRES_DIR="$(mktemp -d /tmp/crewcast-postgres.XXXXXX)" || return
  if ((EUID == 0)); then chown "$(postgres_user)" "$POSTGRES_DIR" || return; fi
  as_postgres_user "$(postgres_bin)/initdb" --pgdata="$POSTGRES_DIR/data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C --no-sync >"$POSTGRES_DIR/initdb.log" 2>&1 && return
  cat "$POSTGRES_DIR/initdb.log" >&2
  return 1
}

start_cluster() {
  local options="-p $1 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$POSTGRES_DIR -c max_connections=1000"
  [[ $POSTGRES_IS_DURABLE == yes ]] || options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  as_postgres_user "$(postgres_bin)/pg_ctl" start --wait --silent --pgdata="$POSTGRES_DIR/data" \
    --log="$POSTGRES_DIR/log" --options="$options"
}

# Kills it COUNT times, some seconds apart, as a power cut would, and starts it again at once.
kill_postgres_now_and_then() {
  local count="$1" left
  for ((left = count; left > 0; left--)); do
    sleep "$((3 + RANDOM % 3))"
    as_postgres_user "$(postgres_bin)/pg_ctl" stop --wait --silent --mode=immediate --pgdata="$POSTGRES_DIR/data" || return
    sleep "0.$((RANDOM % 10))"
    start_cluster "$POSTGRES_PORT" || return
    say "PostgreSQL was killed and is back"
  done
}

stop_postgres() {
  [[ -n $POSTGRES_DIR && -d $POSTGRES_DIR ]] || return 0
  if [[ -f $POSTGRES_DIR/data/postmaster.pid ]]; then
    as_postgres_user "$(postgres_bin)/pg_ctl" stop --wait --silent --mode=immediate --pgdata="$POSTGRES_DIR/data" ||
      complain "the tests' PostgreSQL did not stop; its folder is $POSTGRES_DIR"
  fi
  rm -rf "$POSTGRES_DIR"
  POSTGRES_DIR=
}

stop_postgres_on_exit() {
  trap stop_postgres EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}
