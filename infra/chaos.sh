#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=infra/local/process.sh
source infra/local/process.sh

usage() {
    cat <<'END'
Runs thousands of tasks of many kinds (quick and slow, failing, delayed, cancelled, too late, never answered) on a
system of its own while it kills workers, restarts RabbitMQ and Redis, and kills Producer and StatusQuery; then checks
that every task ended in a state that its history explains. The last line is JSON; the exit code is 0 only if nothing
was lost, stuck, unexplained or overwritten by an earlier attempt.

  --tasks N        tasks (10000)
  --seed S         seed of everything random (1)
  --rate N         tasks submitted per second (100)
  --workers N      worker processes (3)
  --pause N        seconds between two blows (4)
  --restarts N     restarts of RabbitMQ, and as many of Redis (3)
END
}

tasks=10000 seed=1 rate=100 workers=3 pause=4 restarts=3
while [[ $# -gt 0 ]]; do
    case $1 in
        --tasks | --seed | --rate | --workers | --pause | --restarts)
            [[ ${2:-} =~ ^[0-9]{1,7}$ ]] || { usage >&2 && exit 2; }
            declare "${1#--}=$2" && shift 2
            ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
done
RANDOM=$seed

# shellcheck source=infra/local/temporary.sh
source infra/local/temporary.sh

say() { echo "$(date +%T) $*" >&2; }

# Nobody else's servers.
unset ConnectionStrings__RabbitMq ConnectionStrings__Redis
export LOCAL_STATE=$temporary/state
port=$(free_ports)
export PRODUCER_PORT=$port STATUSQUERY_PORT=$((port + 1)) WORKER_PORT=$((port + 2))
# The target of the tasks is on loopback. Attempts of more than two seconds outlive their deliveries.
export Tasks__Http__AllowPrivateNetworks=true Worker__ClaimAfter=${Worker__ClaimAfter:-00:00:02} Worker__Concurrency=${Worker__Concurrency:-32}
export Tasks__Http__BreakerMinimumCalls=${Tasks__Http__BreakerMinimumCalls:-1000}

up() { infra/local/up.sh --workers "$workers" >"$temporary/up.log" 2>&1 || { cat "$temporary/up.log" >&2 && exit 1; }; }

worker_kills=0 broker_restarts=0 store_restarts=0 service_kills=0

kill_worker() {
    kill_process "$LOCAL_STATE/worker-$((RANDOM % workers + 1))"
    worker_kills=$((worker_kills + 1))
}

kill_service() {
    local services=(producer statusquery)
    kill_process "$LOCAL_STATE/${services[RANDOM % 2]}"
    service_kills=$((service_kills + 1))
}

restart_server() { # NAME, and how it goes: half the time by force, and for some seconds
    local manner=stop
    ((RANDOM % 2)) || manner="kill"
    say "Restarting $1 ($manner)"
    "infra/local/$1.sh" "$manner" "$LOCAL_STATE/$1"
    sleep $((RANDOM % 4 + 1))
    "infra/local/$1.sh" start "$LOCAL_STATE/$1" >/dev/null
}

say "Building and starting ..."
dotnet build infra/chaos -c Release --nologo -v quiet >&2
up
say "Submitting $tasks tasks, seed $seed"
run_in_background dotnet artifacts/bin/Messaging.Chaos/release/Messaging.Chaos.dll --tasks "$tasks" --seed "$seed" --rate "$rate" --submitted-file "$temporary/submitted" \
    --producer "http://127.0.0.1:$PRODUCER_PORT" --status "http://127.0.0.1:$STATUSQUERY_PORT" >"$temporary/ledger"

# Blows as long as tasks are submitted, and until each server has had its restarts.
blow=0
while kill -0 "$child" 2>/dev/null && [[ ! -e $temporary/submitted || $broker_restarts -lt $restarts || $store_restarts -lt $restarts ]]; do
    sleep "$pause"
    blow=$((blow + 1))
    if ((blow % 4 == 0 && broker_restarts < restarts)); then
        kill_worker
        restart_server rabbitmq
        broker_restarts=$((broker_restarts + 1))
    elif ((blow % 4 == 2 && store_restarts < restarts)); then
        restart_server redis
        store_restarts=$((store_restarts + 1))
    elif ((blow % 5 == 0)); then
        kill_service
    else
        kill_worker
    fi
    up
done
say "$worker_kills workers killed, $service_kills other services, $broker_restarts restarts of RabbitMQ, $store_restarts of Redis; waiting for the ends"

status=0
await_child || status=$?
sed '$d' "$temporary/ledger"
line=$(tail -n 1 "$temporary/ledger")
if [[ $line != '{'*'}' ]]; then
    echo "$line"
    exit 1
fi
echo "${line%\}},\"workerKills\":$worker_kills,\"serviceKills\":$service_kills,\"brokerRestarts\":$broker_restarts,\"storeRestarts\":$store_restarts,\"seed\":$seed}"
exit "$status"
