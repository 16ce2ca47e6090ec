#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=infra/local/process.sh
source infra/local/process.sh

usage() {
    cat <<'END'
Runs thousands of tasks of many kinds (quick and slow, failing, delayed, cancelled, too late, never answered, some that
kill the worker they run in) on a system of its own, two of whose workers have clocks that are an hour off. Meanwhile it
kills workers, restarts RabbitMQ and Redis, cuts all connections to them, has Redis refuse what it is asked (BUSY,
NOREPLICAS, NOPERM), and kills Producer and StatusQuery; then it checks that every task ended in a state that its history
explains. The last line is JSON; the exit code is 0 only if nothing was lost, stuck, unexplained, overwritten by an
earlier attempt or blamed for a death of workers, and no message and no stored task is there that cannot be read.

  --tasks N        tasks (10000)
  --seed S         seed of everything random (1)
  --rate N         tasks submitted per second (100)
  --workers N      worker processes beside those two (3)
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

infra/local/install.sh
libfaketime=$(compgen -G '/usr/lib/*/faketime/libfaketime.so.1' | head -n 1)
off=(3600 -3600)

# Workers whose clocks are off; up.sh starts the others, any of which may be killed by a task before it is ready.
up() {
    local i dir tries=0
    until infra/local/up.sh --workers "$workers" >"$temporary/up.log" 2>&1; do
        tries=$((tries + 1))
        ((tries < 5)) || { cat "$temporary/up.log" >&2 && exit 1; }
    done
    for i in "${!off[@]}"; do
        dir=$LOCAL_STATE/worker-$((workers + i + 1))
        if ! is_running "$dir"; then
            mkdir -p "$dir"
            ConnectionStrings__Redis=$(infra/local/redis.sh url "$LOCAL_STATE/redis") ConnectionStrings__RabbitMq=$(infra/local/rabbitmq.sh url "$LOCAL_STATE/rabbitmq") \
                ASPNETCORE_URLS=http://127.0.0.1:0 LD_PRELOAD=$libfaketime FAKETIME=$(printf '%+d' "${off[i]}") FAKETIME_DONT_FAKE_MONOTONIC=1 \
                launch "$dir" dotnet "$LOCAL_STATE/app/Worker/Messaging.Worker.Service.dll"
        fi
    done
}

worker_kills=0 broker_restarts=0 store_restarts=0 service_kills=0 refusals=0 cuts=0

kill_worker() {
    kill_process "$LOCAL_STATE/worker-$((RANDOM % (workers + ${#off[@]}) + 1))"
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

# As nobody of the system's: what is taken away is not taken from the script.
redis() { redis-cli -p "$(<"$LOCAL_STATE/redis/port")" --user operator --pass operator --no-auth-warning "$@" >/dev/null; }

# For some seconds Redis answers what it is asked, and does not do it.
refuse() { # BUSY|NOREPLICAS|NOPERM
    local seconds=$((RANDOM % 3 + 2))
    say "Redis answers $1 for $seconds s"
    redis-cli -p "$(<"$LOCAL_STATE/redis/port")" ACL SETUSER operator on '>operator' '~*' '&*' +@all >/dev/null
    case $1 in
        BUSY)
            redis CONFIG SET busy-reply-threshold 100
            redis EVAL 'local start = os.clock() while os.clock() - start < tonumber(ARGV[1]) do end' 0 "$seconds"
            ;;
        NOREPLICAS)
            redis CONFIG SET min-replicas-to-write 1
            sleep "$seconds"
            redis CONFIG SET min-replicas-to-write 0
            ;;
        NOPERM)
            redis ACL SETUSER default -@scripting -@write
            sleep "$seconds"
            redis ACL SETUSER default +@all
            ;;
    esac
    refusals=$((refusals + 1))
}

cut_connections() {
    say "Cutting all connections"
    redis-cli -p "$(<"$LOCAL_STATE/redis/port")" CLIENT KILL TYPE normal >/dev/null
    redis-cli -p "$(<"$LOCAL_STATE/redis/port")" CLIENT KILL TYPE pubsub >/dev/null
    infra/local/rabbitmq.sh ctl "$LOCAL_STATE/rabbitmq" close_all_connections chaos >/dev/null 2>&1 || true
    cuts=$((cuts + 1))
}

say "Building and starting ..."
dotnet build infra/chaos -c Release --nologo -v quiet >&2
up
say "Submitting $tasks tasks, seed $seed"
run_in_background dotnet artifacts/bin/Messaging.Chaos/release/Messaging.Chaos.dll --tasks "$tasks" --seed "$seed" --rate "$rate" --deadly --submitted-file "$temporary/submitted" \
    --producer "http://127.0.0.1:$PRODUCER_PORT" --status "http://127.0.0.1:$STATUSQUERY_PORT" >"$temporary/ledger"

# Blows as long as tasks are submitted, and until each server has had its restarts.
blow=0
refused=(NOREPLICAS BUSY NOPERM)
while kill -0 "$child" 2>/dev/null && [[ ! -e $temporary/submitted || $broker_restarts -lt $restarts || $store_restarts -lt $restarts ]]; do
    sleep "$pause"
    blow=$((blow + 1))
    case $((blow % 8)) in
        1 | 5) refuse "${refused[refusals % 3]}" ;;
        2) ((store_restarts >= restarts)) || { restart_server redis && store_restarts=$((store_restarts + 1)); } ;;
        3) cut_connections ;;
        4)
            kill_worker
            ((broker_restarts >= restarts)) || { restart_server rabbitmq && broker_restarts=$((broker_restarts + 1)); }
            ;;
        6) kill_service ;;
        *) kill_worker ;;
    esac
    up
done
say "$worker_kills workers killed, $service_kills other services, $broker_restarts restarts of RabbitMQ, $store_restarts of Redis, $cuts cuts, $refusals refusals; waiting for the ends"

status=0
await_child || status=$?
sed '$d' "$temporary/ledger"
line=$(tail -n 1 "$temporary/ledger")
if [[ $line != '{'*'}' ]]; then
    echo "$line"
    exit 1
fi
echo "${line%\}},\"workerKills\":$worker_kills,\"serviceKills\":$service_kills,\"brokerRestarts\":$broker_restarts,\"storeRestarts\":$store_restarts,\"cuts\":$cuts,\"refusals\":$refusals,\"seed\":$seed}"
exit "$status"
