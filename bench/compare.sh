#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=infra/local/process.sh
source infra/local/process.sh

usage() {
    cat <<'END'
Measures this system beside BullMQ, Celery and a raw RabbitMQ hop, on this machine, from nothing: installs what is
missing, starts private servers and services on free ports, and removes them again.

Each round measures one system after the other. Each gets fresh servers and has the machine to itself: what belongs to
the others is stopped meanwhile. Of all rounds the medians count. The last line is JSON; progress goes to stderr.

  --tasks N        tasks of each throughput measurement (20000)
  --rounds N       rounds (3)
  --seconds N      how long latency is measured at 200 tasks a second (30)
  --batch N        tasks in one request, jobs in one addBulk (200)
  --growth         also measures ours, once, with 10,000, 100,000 and 1,000,000 tasks stored; takes many minutes
  --results FILE   keeps the JSON line of every single measurement
  --json-only      no table

The worker runs 64 tasks at a time and holds four times as many, since all are short (Worker__Concurrency and
Worker__Prefetch, unless the environment has them); whatever else the environment sets reaches the services too.
END
}

tasks=20000 rounds=3 seconds=30 batch=200 growth=false keep='' format=()
while [[ $# -gt 0 ]]; do
    case $1 in
        --tasks | --rounds | --seconds | --batch)
            [[ ${2:-} =~ ^[1-9][0-9]{0,7}$ ]] || { usage >&2 && exit 2; }
            declare "${1#--}=$2" && shift 2
            ;;
        --growth) growth=true && shift ;;
        --results) [[ -n ${2:-} ]] || { usage >&2 && exit 2; } && keep=$(realpath -m "$2") && shift 2 ;;
        --json-only) format=(--json) && shift ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
done

# shellcheck source=infra/local/temporary.sh
source infra/local/temporary.sh
before_cleanup() {
    [[ -z $keep || ! -e $temporary/results ]] || cp "$temporary/results" "$keep"
}

say() { echo "$@" >&2; }

# Nobody else's servers.
unset ConnectionStrings__RabbitMq ConnectionStrings__Redis
export LOCAL_STATE=$temporary/ours
export Worker__Concurrency=${Worker__Concurrency:-64} Worker__Prefetch=${Worker__Prefetch:-4}
bench=(dotnet artifacts/bin/Messaging.Bench/release/Messaging.Bench.dll)

measure() { # COMMAND...
    run "$@" >>"$temporary/results" || { say "Failed: $*" && exit 1; }
    say "  $(tail -n 1 "$temporary/results")"
}

start_ours() {
    local port
    port=$(free_ports)
    PRODUCER_PORT=$port STATUSQUERY_PORT=$((port + 1)) WORKER_PORT=$((port + 2)) run infra/local/up.sh >&2
    services=(--producer "http://127.0.0.1:$port" --status "http://127.0.0.1:$((port + 1))")
    redis=$(infra/local/redis.sh url "$LOCAL_STATE/redis")
}

# The published services stay, their data does not.
stop_ours() {
    run infra/local/down.sh
    find "$LOCAL_STATE" -mindepth 1 -maxdepth 1 ! -name app -exec rm -rf {} +
}

start_server() { # NAME
    run "infra/local/$1.sh" start "$temporary/peer/$1"
}

stop_server() { # NAME
    run "infra/local/$1.sh" stop "$temporary/peer/$1"
    rm -rf "${temporary:?}/peer/$1"
}

url() { "infra/local/$1.sh" url "$temporary/peer/$1"; } # NAME

ours() {
    start_ours
    measure "${bench[@]}" throughput --json --tasks "$tasks" --batch "$batch" "${services[@]}"
    measure "${bench[@]}" latency --json --seconds "$seconds" "${services[@]}"
    measure "${bench[@]}" reads --json "${services[@]}"
    measure "${bench[@]}" rows --json --redis "$redis" --batch "$batch" "${services[@]}"
    stop_ours
}

bullmq() {
    start_server redis
    measure node bench/peers/bullmq/run.mjs --redis "$(url redis)" --tasks "$tasks" --batch "$batch" --seconds "$seconds"
    stop_server redis
}

celery() {
    start_server redis
    start_server rabbitmq
    measure /usr/bin/python3 bench/peers/celery/run.py --rabbitmq "$(url rabbitmq)" --redis "$(url redis)" \
        --tasks "$tasks" --seconds "$seconds"
    stop_server rabbitmq
    stop_server redis
}

raw_hop() {
    start_server rabbitmq
    measure "${bench[@]}" raw-hop --json --rabbitmq "$(url rabbitmq)"
    stop_server rabbitmq
}

say "Installing and building ..."
run infra/local/install.sh >&2
run bench/peers/install.sh >&2
run dotnet build bench -c Release --nologo -v quiet >&2

for ((round = 1; round <= rounds; round++)); do
    for system in ours bullmq celery raw_hop; do
        say "Round $round of $rounds: $system"
        "$system"
    done
done

if $growth; then
    say "Growth: ours"
    start_ours
    if [[ ${#format[@]} -gt 0 ]]; then
        run "${bench[@]}" growth --json "${services[@]}" >&2
    else
        run "${bench[@]}" growth "${services[@]}"
    fi
    stop_ours
fi

"${bench[@]}" compare "$temporary/results" "${format[@]}"
