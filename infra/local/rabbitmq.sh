#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=infra/local/process.sh
source "$(dirname "${BASH_SOURCE[0]}")/process.sh"
prefer "${LOCAL_RABBITMQ:-}" rabbitmq-server

usage() {
    cat <<'END'
A private RabbitMQ on loopback, everything it writes below DIR.

  rabbitmq.sh start DIR [PORT]   returns when it answers; a free port when none is given, kept for the next start
  rabbitmq.sh stop DIR           clean stop, returns when the process is gone
  rabbitmq.sh kill DIR           SIGKILL
  rabbitmq.sh freeze DIR         stops it in its tracks: connections stay, answers do not come
  rabbitmq.sh thaw DIR           lets it go on
  rabbitmq.sh url DIR            the connection string
  rabbitmq.sh ctl DIR ARGS...    rabbitmqctl for this node

DIR holds the data, log, pid and port. Start on the same DIR finds the data again. Where DIR/extra.conf exists, it is
added to the configuration at each start.

Environment: LOCAL_RABBITMQ, a directory with rabbitmq-server and rabbitmqctl to start instead of the package's, such as
sbin of RabbitMQ's own archive. Where it holds an Erlang, too (erl, escript, epmd), that is used.
END
}

# The package's scripts behind its wrapper: the wrapper changes to the user rabbitmq, who may not be able to enter
# DIR, and refuses everyone but root.
installed=$(realpath -m "${LOCAL_RABBITMQ:-/usr/lib/rabbitmq/bin}/rabbitmq-server")
installed=${installed%/*}

# Whatever /etc/rabbitmq configures is for the system's node, so every default that points there is replaced.
# An epmd for each node: the machine's may belong to another user, listen on every address, or go away.
environment() {
    local node_port
    node_port=$(<"$dir/node-port")
    export HOME="$dir"
    export ERL_EPMD_PORT="$node_port" ERL_EPMD_ADDRESS=127.0.0.1
    # Nodes of one cluster find each other through one epmd, and know each other by one cookie.
    if [[ -d $dir/cluster ]]; then
        HOME=$(realpath "$dir/cluster")
        ERL_EPMD_PORT=$(<"$dir/cluster/epmd-port")
    fi
    export RABBITMQ_NODENAME="rabbit-$node_port@localhost" RABBITMQ_DIST_PORT=$((node_port + 1))
    export RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_CONFIG_FILE="$dir/rabbitmq.conf"
    export RABBITMQ_ADVANCED_CONFIG_FILE="$dir/advanced.config" RABBITMQ_CONFIG_FILES="$dir/conf.d"
    export RABBITMQ_ENABLED_PLUGINS_FILE="$dir/enabled_plugins" RABBITMQ_GENERATED_CONFIG_DIR="$dir/generated"
    export RABBITMQ_MNESIA_BASE="$dir/data" RABBITMQ_LOG_BASE="$dir" RABBITMQ_LOGS=-
    if [[ -d $dir/home ]]; then
        export RABBITMQ_SCRIPTS_DIR="$dir/home/sbin"
    fi
}

configure() { # [PORT]
    mkdir -p "$dir/epmd"
    [[ -n ${1:-} ]] && echo "$1" >"$dir/port"
    [[ -s $dir/port ]] || free_ports >"$dir/port"
    [[ -s $dir/node-port ]] || echo $(($(free_ports) + 1)) >"$dir/node-port"
    # The default write-ahead log of quorum queues keeps up to 512 MiB in memory.
    cat >"$dir/rabbitmq.conf" <<END
listeners.tcp.1 = 127.0.0.1:$(<"$dir/port")
raft.wal_max_size_bytes = 33554432
END
    [[ ! -e $dir/extra.conf ]] || cat "$dir/extra.conf" >>"$dir/rabbitmq.conf"
    echo '[].' >"$dir/advanced.config"
    echo '[].' >"$dir/enabled_plugins"
}

# The node looks for each of its modules in every plugin's directory. Without the plugins, none of which is
# enabled, it starts in half the time. The start script cannot have a space in this path.
choose_plugins() {
    local home plugin
    [[ $dir != *[[:space:]]* ]] || return 0
    home=${installed%/sbin}
    rm -rf "${dir:?}/home"
    mkdir -p "$dir/home/plugins"
    ln -s "$home/sbin" "$home/escript" "$dir/home/"
    for plugin in "$home"/plugins/*; do
        case ${plugin##*/} in
            rabbitmq_prelaunch-*) ;;
            rabbitmq_*) continue ;;
        esac
        ln -s "$plugin" "$dir/home/plugins/"
    done
}

start() { # [PORT]
    if ! is_running "$dir"; then
        configure "${1:-}"
        choose_plugins
        environment
        require_closed "$(<"$dir/port")"
        if [[ ! -d $dir/cluster ]] && ! is_running "$dir/epmd"; then
            require_closed "$ERL_EPMD_PORT"
            launch "$dir/epmd" epmd
            await_start "$dir/epmd" 10 port_is_open "$ERL_EPMD_PORT"
        fi
        # RUNNING_UNDER_SYSTEMD: the start script becomes the server instead of its parent, so the pid is the server's.
        launch "$dir" env RUNNING_UNDER_SYSTEMD=true \
            RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}' \
            "$installed/rabbitmq-server"
    fi
    await_start "$dir" 120 rabbitmq_answers "$(<"$dir/port")"
}

case ${1:-} in
    -h | --help) usage && exit ;;
    start | stop | kill | freeze | thaw | url | ctl) [[ -n ${2:-} ]] || { usage >&2 && exit 2; } ;;
    *) usage >&2 && exit 2 ;;
esac

dir=$(realpath -m "$2")
case $1 in
    start) start "${3:-}" ;;
    stop) stop_process "$dir" 120 && kill_process "$dir/epmd" ;;
    kill) kill_process "$dir" && kill_process "$dir/epmd" ;;
    freeze) signal "$dir" STOP ;;
    thaw) signal "$dir" CONT ;;
    url) echo "amqp://guest:guest@127.0.0.1:$(<"$dir/port")/" ;;
    ctl) environment && exec "$installed/rabbitmqctl" "${@:3}" ;;
esac
