# shellcheck shell=bash
# Sourced, after process.sh, by scripts that start servers and services of their own: a temporary directory for all of them, and an end that
# leaves nothing running and nothing on the disk, whatever ends the script.

temporary=$(realpath "$(mktemp -d)")
child=

# Replaced by scripts that have more to put away. The directory is still there then.
before_cleanup() { :; }

cleanup() {
    trap '' HUP INT TERM
    if [[ -n $child ]]; then
        kill -s KILL -- "-$child" 2>/dev/null || true
        wait "$child" 2>/dev/null || true
    fi
    before_cleanup || true
    # Each server and service has a directory with its process id, also those that interrupted programs leave behind below this one.
    find "$temporary" -name pid -type f | while read -r pid; do
        kill_process "$(dirname "$pid")" || true
    done
    rm -rf "$temporary"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# A signal reaches bash at once only while it waits; the session of its own makes all that is started one group to end.
run() { # COMMAND...
    run_in_background "$@"
    await_child
}

run_in_background() { # COMMAND...
    setsid "$@" &
    child=$!
}

await_child() {
    local status=0
    wait "$child" || status=$?
    child=
    return "$status"
}
