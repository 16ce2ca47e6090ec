#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=infra/local/process.sh
source "$(dirname "${BASH_SOURCE[0]}")/process.sh"
prefer "${LOCAL_REDIS:-}" redis-server

usage() {
    cat <<'END'
A private Redis on loopback, everything it writes below DIR.

  redis.sh start DIR [PORT]   returns when it answers; a free port when none is given, kept for the next start
  redis.sh stop DIR           clean stop, returns when the process is gone
  redis.sh kill DIR           SIGKILL
  redis.sh freeze DIR         stops it in its tracks: connections stay, answers do not come
  redis.sh thaw DIR           lets it go on
  redis.sh url DIR            the connection string

DIR holds the data, log, pid and port. Start on the same DIR finds the data again. Where DIR/extra.conf exists, it is
read at each start.

Environment: LOCAL_REDIS, a directory with redis-server and redis-cli to start instead of those in PATH.
END
}

start() {
    local extra=()
    if ! is_running "$dir"; then
        mkdir -p "$dir"
        [[ ! -e $dir/extra.conf ]] || extra=("$dir/extra.conf")
        [[ -n ${1:-} ]] && echo "$1" >"$dir/port"
        [[ -s $dir/port ]] || free_ports >"$dir/port"
        require_closed "$(<"$dir/port")"
        launch "$dir" redis-server "${extra[@]}" --bind 127.0.0.1 --port "$(<"$dir/port")" --dir "$dir" \
            --appendonly yes --appendfsync everysec --save ''
    fi
    await_start "$dir" 60 redis_answers "$(<"$dir/port")"
}

case ${1:-} in
    -h | --help) usage && exit ;;
    start | stop | kill | freeze | thaw | url) [[ -n ${2:-} ]] || { usage >&2 && exit 2; } ;;
    *) usage >&2 && exit 2 ;;
esac

dir=$(realpath -m "$2")
case $1 in
    start) start "${3:-}" ;;
    stop | kill | freeze | thaw) tell_each "$1" "$dir" ;;
    url) echo "127.0.0.1:$(<"$dir/port")" ;;
esac
