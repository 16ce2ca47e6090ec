# shellcheck shell=bash
# Sourced by the scripts beside it: processes that outlive the script that started them, each with a directory of its own.

# Pids are reused, so a pid file alone proves nothing: ours also has DIR as its working directory,
# which a zombie nobody reaps (a container without an init) no longer has.
running_pid() { # DIR
    local pid
    [[ -s $1/pid ]] && pid=$(<"$1/pid") && [[ $(readlink "/proc/$pid/cwd") == "$1" ]] && echo "$pid"
}

is_running() { running_pid "$1" >/dev/null; }

is_gone() { ! is_running "$1"; }

# Looks for programs in DIR first. One that lacks PROGRAM is refused: this machine's would be taken for the one that was meant.
prefer() { # DIR PROGRAM
    [[ -n $1 ]] || return 0
    if [[ ! -x $1/$2 ]]; then
        echo "$1 has no $2." >&2
        return 1
    fi
    PATH=$(realpath "$1"):$PATH
}

# Nothing of the caller's may stay open in the child, or whoever reads the caller's output waits for ever;
# and its own session, so that Ctrl-C in the terminal does not reach it before the caller has cleaned up.
launch() { # DIR COMMAND...
    local dir=$1
    shift
    cd "$dir" || return
    (
        for fd in /proc/self/fd/*; do
            fd=${fd##*/}
            if ((fd > 2)); then exec {fd}>&-; fi
        done
        exec setsid "$@"
    ) </dev/null >>log 2>&1 &
    echo $! >pid
    disown # or bash comments on how it ended
    cd "$OLDPWD" || return
}

await_start() { # DIR SECONDS COMMAND...
    local dir=$1 deadline=$((SECONDS + $2))
    shift 2
    until "$@"; do
        if is_gone "$dir" || ((SECONDS >= deadline)); then
            echo "What was started in $dir does not answer. The end of $dir/log:" >&2
            tail -n 30 "$dir/log" >&2
            kill_process "$dir"
            return 1
        fi
        sleep 0.05
    done
}

signal() { # DIR NAME
    local pid
    if pid=$(running_pid "$1"); then
        kill -s "$2" "$pid" 2>/dev/null || true
    fi
}

await_end() { # DIR SECONDS
    local deadline=$((SECONDS + $2))
    while is_running "$1"; do
        if ((SECONDS >= deadline)); then
            echo "The process of $1 still runs after $2 s." >&2
            return 1
        fi
        sleep 0.05
    done
    rm -f "$1/pid"
}

stop_process() { # DIR SECONDS
    signal "$1" TERM
    await_end "$1" "$2"
}

kill_process() { # DIR
    signal "$1" KILL
    await_end "$1" 10
}

# What the Redis scripts can do to processes that run.
tell_each() { # stop|kill|freeze|thaw DIR...
    local verb=$1 each
    shift
    for each in "$@"; do
        case $verb in
            stop) stop_process "$each" 60 ;;
            kill) kill_process "$each" ;;
            freeze) signal "$each" STOP ;;
            thaw) signal "$each" CONT ;;
        esac
    done
}

port_is_open() { # PORT
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Otherwise the stranger on the port would answer in the place of a server that could not start.
require_closed() { # PORT
    if port_is_open "$1"; then
        echo "Port $1 is in use by another process." >&2
        return 1
    fi
}

# The first of three in a row. Below the ephemeral range, where an outgoing connection could take the port
# while its server is stopped.
free_ports() {
    local port
    while true; do
        port=$((10000 + 3 * (RANDOM % 7000)))
        if ! port_is_open "$port" && ! port_is_open $((port + 1)) && ! port_is_open $((port + 2)); then
            echo "$port"
            return
        fi
    done
}

redis_answers() { # PORT
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1" || exit
        printf 'PING\r\n' >&3
        read -rt2 answer <&3 && [[ $answer == +PONG* ]]
    ) 2>/dev/null
}

# A node opens its listener when it is ready to serve; only then is the protocol header answered with a method
# frame (type 1), connection.start. An open port alone may be the port forwarding of a container.
rabbitmq_answers() { # PORT
    (
        exec 3<>"/dev/tcp/127.0.0.1/$1" || exit
        printf 'AMQP\0\0\11\1' >&3
        IFS= read -rt2 -d '' -n1 frame <&3 && [[ $frame == $'\1' ]]
    ) 2>/dev/null
}
