#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=infra/local/process.sh
source "$(dirname "${BASH_SOURCE[0]}")/process.sh"
prefer "${LOCAL_REDIS:-}" redis-server

usage() {
    cat <<'END'
A private Redis with a replica, watched by three sentinels, on loopback, everything they write below DIR.

  redis-sentinel.sh start DIR          returns when the sentinels know each other and the replica is in step; on a DIR
                                       where some run, starts the others
  redis-sentinel.sh stop DIR [NAME]    clean stop, returns when the processes are gone
  redis-sentinel.sh kill DIR [NAME]    SIGKILL
  redis-sentinel.sh freeze DIR [NAME]  stops them in their tracks: connections stay, answers do not come
  redis-sentinel.sh thaw DIR [NAME]    lets them go on
  redis-sentinel.sh master DIR         the name of the server that the sentinels say is the master
  redis-sentinel.sh url DIR            the connection string: the addresses of the sentinels, and what they watch

NAME is one process, redis-0, redis-1, sentinel-0, sentinel-1 or sentinel-2; all of them without it. redis-0 is the
master at first. The sentinels give a master up after a second. Start on the same DIR finds the data again.

Environment: LOCAL_REDIS, a directory with redis-server and redis-cli to start instead of those in PATH.
END
}

servers=(redis-0 redis-1)
sentinels=(sentinel-0 sentinel-1 sentinel-2)

port_of() { # NAME
    echo $(($(<"$all/${1%-*}-port") + ${1#*-}))
}

launch_server() { # NAME
    local home=$all/$1
    is_running "$home" && return
    mkdir -p "$home"
    require_closed "$(port_of "$1")"
    # Redis and the sentinels write into it who follows whom.
    [[ -e $home/redis.conf ]] || {
        [[ $1 == redis-0 ]] || echo "replicaof 127.0.0.1 $(port_of redis-0)"
        echo 'repl-diskless-sync-delay 0'
    } >"$home/redis.conf"
    launch "$home" redis-server "$home/redis.conf" --bind 127.0.0.1 --port "$(port_of "$1")" --dir "$home" \
        --appendonly yes --appendfsync everysec --save ''
}

launch_sentinel() { # NAME
    local home=$all/$1
    is_running "$home" && return
    mkdir -p "$home"
    require_closed "$(port_of "$1")"
    [[ -e $home/sentinel.conf ]] || cat >"$home/sentinel.conf" <<END
bind 127.0.0.1
port $(port_of "$1")
dir "$home"
sentinel monitor mymaster 127.0.0.1 $(port_of redis-0) 2
sentinel down-after-milliseconds mymaster 1000
sentinel failover-timeout mymaster 6000
END
    launch "$home" redis-server "$home/sentinel.conf" --sentinel
}

ask() { # NAME COMMAND...
    redis-cli -p "$(port_of "$1")" "${@:2}" 2>/dev/null | tr -d '\r'
}

says() { # NAME FIELD VALUE
    [[ $(ask "$1" sentinel master mymaster | grep -A1 -x "$2" | tail -n1) == "$3" ]]
}

knows_all() { # NAME
    says "$1" num-other-sentinels 2 && says "$1" num-slaves 1 && says "$1" flags master
}

is_in_step() { # NAME
    ask "$1" info replication | grep -qxE 'role:master|master_link_status:up'
}

start() {
    local name
    mkdir -p "$all"
    [[ -s $all/redis-port ]] || free_ports >"$all/redis-port"
    for name in "${servers[@]}"; do
        launch_server "$name"
        await_start "$all/$name" 60 redis_answers "$(port_of "$name")"
    done
    [[ -s $all/sentinel-port ]] || free_ports >"$all/sentinel-port"
    for name in "${sentinels[@]}"; do
        launch_sentinel "$name"
        await_start "$all/$name" 60 redis_answers "$(port_of "$name")"
    done
    for name in "${servers[@]}"; do
        await_start "$all/$name" 60 is_in_step "$name"
    done
    for name in "${sentinels[@]}"; do
        await_start "$all/$name" 60 knows_all "$name"
    done
}

master() {
    local name port
    for name in "${sentinels[@]}"; do
        is_running "$all/$name" || continue
        port=$(ask "$name" sentinel get-master-addr-by-name mymaster | tail -n1)
        echo "redis-$((port - $(<"$all/redis-port")))"
        return
    done
    echo "No sentinel runs." >&2
    return 1
}

case ${1:-} in
    -h | --help) usage && exit ;;
    start | stop | kill | freeze | thaw | master | url)
        [[ -n ${2:-} && ${3:-redis-0} =~ ^(redis-[01]|sentinel-[0-2])$ ]] || { usage >&2 && exit 2; }
        ;;
    *) usage >&2 && exit 2 ;;
esac

all=$(realpath -m "$2")
some=("${sentinels[@]}" "${servers[@]}")
[[ -z ${3:-} ]] || some=("$3")
case $1 in
    start) start ;;
    stop | kill | freeze | thaw) tell_each "$1" "${some[@]/#/"$all/"}" ;;
    master) master ;;
    url) echo "127.0.0.1:$(port_of sentinel-0),127.0.0.1:$(port_of sentinel-1),127.0.0.1:$(port_of sentinel-2),serviceName=mymaster" ;;
esac
