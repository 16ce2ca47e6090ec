#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=infra/local/process.sh
source infra/local/process.sh

usage() {
    cat <<'END'
Stops what up.sh started: the services, which finish the tasks they run first, then the servers.

  --wipe   also removes .local/: data, logs and published services

Environment: LOCAL_STATE, if up.sh was given it: that directory instead of .local/.
END
}

wipe=false
case ${1:-} in
    '') ;;
    --wipe) wipe=true ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
esac

state=$(realpath -m "${LOCAL_STATE:-.local}")
services=()
for pid in "$state"/{producer,worker-*,statusquery}/pid; do
    [[ ! -e $pid ]] || services+=("$(dirname "$pid")")
done

# All at once: a worker drains for up to 25 s.
for dir in "${services[@]}"; do
    signal "$dir" TERM
done
for dir in "${services[@]}"; do
    await_end "$dir" 40 || kill_process "$dir"
done
infra/local/rabbitmq.sh stop "$state/rabbitmq"
infra/local/redis.sh stop "$state/redis"

if $wipe; then
    rm -rf "$state"
fi
