#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=infra/local/process.sh
source "$(dirname "${BASH_SOURCE[0]}")/process.sh"
prefer "${LOCAL_REDIS:-}" redis-server

usage() {
    cat <<'END'
A private Redis Cluster on loopback: three masters without replicas, everything they write below DIR.

  redis-cluster.sh start DIR        returns when every node knows an owner of every slot; on a DIR where some nodes
                                    run, starts the others
  redis-cluster.sh stop DIR [N]     clean stop, returns when the processes are gone
  redis-cluster.sh kill DIR [N]     SIGKILL
  redis-cluster.sh freeze DIR [N]   stops them in their tracks: connections stay, answers do not come
  redis-cluster.sh thaw DIR [N]     lets them go on
  redis-cluster.sh owner DIR KEY    the node that holds a key, by the word of node 0
  redis-cluster.sh url DIR          the connection string: the three addresses, separated by commas

N is one node, 0 to 2; all of them without it. DIR holds the first port, and a directory per node with its data, log
and pid. Ports are free ones, kept for the next start. Start on the same DIR finds the data again.

Environment: LOCAL_REDIS, a directory with redis-server and redis-cli to start instead of those in PATH.
END
}

nodes=(0 1 2)

# Not $dir: the functions of process.sh have one of their own, and those called from there would see it.
port_of() { # NODE
    echo $(($(<"$cluster/port") + $1))
}

# Nodes talk to each other on their port + 10000, which also has to stay below the ephemeral range.
free_cluster_ports() {
    local first node
    while true; do
        first=$(free_ports)
        ((first < 22000)) || continue
        for node in "${nodes[@]}"; do
            ! port_is_open $((first + node + 10000)) || continue 2
        done
        echo "$first"
        return
    done
}

# One that is down takes only its own slots with it: without replicas the default would stop all of them.
launch_node() { # NODE
    local home=$cluster/$1 port
    port=$(port_of "$1")
    is_running "$home" && return
    mkdir -p "$home"
    require_closed "$port"
    require_closed $((port + 10000))
    launch "$home" redis-server --bind 127.0.0.1 --port "$port" --dir "$home" \
        --appendonly yes --appendfsync everysec --save '' \
        --cluster-enabled yes --cluster-node-timeout 5000 --cluster-require-full-coverage no
}

says() { # NODE LINE
    redis-cli -p "$(port_of "$1")" cluster info 2>/dev/null | tr -d '\r' | grep -qx "$2"
}

is_whole() { # NODE
    says "$1" cluster_state:ok && says "$1" cluster_slots_ok:16384 && says "$1" "cluster_known_nodes:${#nodes[@]}"
}

start() {
    local node addresses=()
    mkdir -p "$cluster"
    [[ -s $cluster/port ]] || free_cluster_ports >"$cluster/port"
    for node in "${nodes[@]}"; do
        launch_node "$node"
        addresses+=("127.0.0.1:$(port_of "$node")")
    done
    for node in "${nodes[@]}"; do
        await_start "$cluster/$node" 60 redis_answers "$(port_of "$node")"
    done
    if says 0 cluster_slots_assigned:0; then
        redis-cli --cluster create "${addresses[@]}" --cluster-yes >"$cluster/create.log" || {
            cat "$cluster/create.log" >&2
            return 1
        }
    fi
    for node in "${nodes[@]}"; do
        await_start "$cluster/$node" 60 is_whole "$node"
    done
}

owner() { # KEY
    local slot
    slot=$(redis-cli -p "$(port_of 0)" cluster keyslot "$1")
    redis-cli -p "$(port_of 0)" cluster nodes | awk -v slot="$slot" -v first="$(port_of 0)" '{
        split($2, address, /[:@]/)
        for (i = 9; i <= NF; i++) {
            last = split($i, range, "-")
            if (range[1] + 0 <= slot + 0 && slot + 0 <= range[last] + 0) print address[2] - first
        }
    }'
}

case ${1:-} in
    -h | --help) usage && exit ;;
    owner) [[ -n ${2:-} && -n ${3:-} ]] || { usage >&2 && exit 2; } ;;
    start | stop | kill | freeze | thaw | url) [[ -n ${2:-} && ${3:-0} =~ ^[0-2]$ ]] || { usage >&2 && exit 2; } ;;
    *) usage >&2 && exit 2 ;;
esac

cluster=$(realpath -m "$2")
some=("${nodes[@]}")
[[ $1 == owner || -z ${3:-} ]] || some=("$3")
case $1 in
    start) start ;;
    stop | kill | freeze | thaw) tell_each "$1" "${some[@]/#/"$cluster/"}" ;;
    owner) owner "$3" ;;
    url) echo "127.0.0.1:$(port_of 0),127.0.0.1:$(port_of 1),127.0.0.1:$(port_of 2)" ;;
esac
