#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=infra/local/process.sh
source "$(dirname "${BASH_SOURCE[0]}")/process.sh"
prefer "${LOCAL_RABBITMQ:-}" rabbitmq-server
single=$(dirname "$(realpath "${BASH_SOURCE[0]}")")/rabbitmq.sh

usage() {
    cat <<'END'
A private RabbitMQ cluster of three nodes on loopback, everything they write below DIR.

  rabbitmq-cluster.sh start DIR [N]         returns when they answer; on a DIR where some nodes run, starts the others
  rabbitmq-cluster.sh stop DIR [N]          clean stop, returns when the processes are gone
  rabbitmq-cluster.sh kill DIR [N]          SIGKILL
  rabbitmq-cluster.sh freeze DIR [N]        stops them in their tracks: connections stay, answers do not come
  rabbitmq-cluster.sh thaw DIR [N]          lets them go on
  rabbitmq-cluster.sh url DIR               the connection string, with the three addresses
  rabbitmq-cluster.sh leader DIR QUEUE      which node, 0 to 2, leads a quorum queue of the virtual host /
  rabbitmq-cluster.sh ctl DIR N ARGS...     rabbitmqctl for a node

N is one node, 0 to 2; all of them without it. A minority that lost the others pauses. DIR holds the ports, the Erlang
cookie, the port mapper that the nodes share, and a directory per node as rabbitmq.sh makes it. Start on the same DIR
finds the data again.

Environment: LOCAL_RABBITMQ, a directory with rabbitmq-server and rabbitmqctl to start instead of the package's, such as
sbin of RabbitMQ's own archive. Where it holds an Erlang, too (erl, escript, epmd), that is used.
END
}

nodes=(0 1 2)

configure() {
    local first node names=()
    mkdir -p "$cluster/epmd"
    [[ -s $cluster/epmd-port ]] || free_ports >"$cluster/epmd-port"
    if [[ ! -s $cluster/port ]]; then
        first=$(free_ports)
        for node in "${nodes[@]}"; do
            mkdir -p "$cluster/$node"
            ln -sfn "$cluster" "$cluster/$node/cluster"
            echo $((first + node)) >"$cluster/$node/port"
            echo $(($(free_ports) + 1)) >"$cluster/$node/node-port"
        done
        echo "$first" >"$cluster/port"
    fi
    for node in "${nodes[@]}"; do
        names+=("cluster_formation.classic_config.nodes.$((node + 1)) = $(name_of "$node")")
    done
    for node in "${nodes[@]}"; do
        printf '%s\n' 'cluster_formation.peer_discovery_backend = classic_config' "${names[@]}" \
            'cluster_partition_handling = pause_minority' >"$cluster/$node/extra.conf"
    done
    # Nodes that start together would each make one of their own.
    if [[ ! -s $cluster/.erlang.cookie ]]; then
        head -c 30 /dev/urandom | base64 | tr -d '+/=\n' >"$cluster/.erlang.cookie"
        chmod 400 "$cluster/.erlang.cookie"
    fi
}

name_of() { # NODE
    echo "rabbit-$(<"$cluster/$1/node-port")@localhost"
}

start() {
    local node starting=()
    configure
    if ! is_running "$cluster/epmd"; then
        require_closed "$(<"$cluster/epmd-port")"
        ERL_EPMD_PORT=$(<"$cluster/epmd-port") ERL_EPMD_ADDRESS=127.0.0.1 launch "$cluster/epmd" epmd
        await_start "$cluster/epmd" 10 port_is_open "$(<"$cluster/epmd-port")"
    fi
    # All at once: one that has been stopped waits for others.
    for node in "${some[@]}"; do
        "$single" start "$cluster/$node" &
        starting+=($!)
    done
    for node in "${starting[@]}"; do
        wait "$node"
    done
}

leader() { # QUEUE
    local node name other
    for node in "${nodes[@]}"; do
        is_running "$cluster/$node" || continue
        name=$("$single" ctl "$cluster/$node" --silent list_queues name leader 2>/dev/null | awk -v queue="$1" '$1 == queue { print $2 }')
        for other in "${nodes[@]}"; do
            if [[ $(name_of "$other") == "$name" ]]; then
                echo "$other"
                return
            fi
        done
    done
    echo "No node that runs knows a leader of $1." >&2
    return 1
}

on_each() { # VERB
    local node
    for node in "${some[@]}"; do
        "$single" "$1" "$cluster/$node"
    done
}

stop_epmd() {
    [[ ${#some[@]} -lt ${#nodes[@]} ]] || kill_process "$cluster/epmd"
}

case ${1:-} in
    -h | --help) usage && exit ;;
    start | stop | kill | freeze | thaw | url) [[ -n ${2:-} && ${3:-0} =~ ^[0-2]$ ]] || { usage >&2 && exit 2; } ;;
    leader) [[ -n ${3:-} ]] || { usage >&2 && exit 2; } ;;
    ctl) [[ -n ${2:-} && ${3:-} =~ ^[0-2]$ ]] || { usage >&2 && exit 2; } ;;
    *) usage >&2 && exit 2 ;;
esac

cluster=$(realpath -m "$2")
some=("${nodes[@]}")
[[ -z ${3:-} ]] || some=("$3")
case $1 in
    start) start ;;
    stop) on_each stop && stop_epmd ;;
    kill) on_each kill && stop_epmd ;;
    freeze | thaw) on_each "$1" ;;
    url)
        first=$(<"$cluster/port")
        echo "amqp://guest:guest@127.0.0.1:$first,127.0.0.1:$((first + 1)),127.0.0.1:$((first + 2))/"
        ;;
    leader) leader "$3" ;;
    ctl) exec "$single" ctl "$cluster/$3" "${@:4}" ;;
esac
