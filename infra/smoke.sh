#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=infra/local/process.sh
source infra/local/process.sh

usage() {
    cat <<'END'
Builds infra/compose.yaml, starts all of it with three workers, has tasks run while one worker is killed, and takes it
down again with its volumes. A project of its own, with passwords and ports of its own: what else runs is left alone.

Exit code 0 only if every check passed; each one that did not is told with a sentence that begins with MISS. The last
line has the figures, as JSON. Needs curl and jq.

Environment:
  COMPOSE           the compose command (docker compose)
  ENGINE            the command that kills a container by its id (docker or podman, whichever knows it)
  JAEGER_SPANS_URL  where to ask for the spans of a trace as JSON, TRACE being its id; several are tried in turn, paths
                    are the query service's (/api/v3/traces/TRACE /api/traces/TRACE). A backend that has neither must
                    list the three services at /api/services
  SMOKE_TASKS       additions that run while the worker is killed (60)
  SMOKE_KEEP        not empty: leave everything running and say how to end it
END
}

case ${1:-} in
    -h | --help) usage && exit ;;
    '') ;;
    *) usage >&2 && exit 2 ;;
esac

for tool in curl jq; do
    command -v "$tool" >/dev/null || { echo "This needs $tool." >&2 && exit 2; }
done

tasks=${SMOKE_TASKS:-60}
read -ra compose <<<"${COMPOSE:-docker compose}"
compose+=(-f infra/compose.yaml)
temporary=$(mktemp -d "${TMPDIR:-/tmp}/messaging-smoke-XXXXXX")
misses=0
begun=$SECONDS

say() { printf '%3d s  %s\n' $((SECONDS - begun)) "$*"; }

miss() {
    misses=$((misses + 1))
    say "MISS  $*"
}

check() { # WHAT EXPECTED ACTUAL
    if [[ $2 == "$3" ]]; then say "$1: $3"; else miss "$1: expected $2, found $3"; fi
}

# --- its own project -------------------------------------------------------------------

export COMPOSE_PROJECT_NAME="messaging-smoke-$$"
infra/env.sh --file "$temporary/.env" observability mail >/dev/null
mapfile -t ports < <(for _ in 1 2 3; do free_ports; done | sort -u)
((${#ports[@]} == 3)) || { echo "No free ports." >&2 && exit 1; }
cat >>"$temporary/.env" <<END
PRODUCER_PORT=${ports[0]}
STATUSQUERY_PORT=$((ports[0] + 1))
JAEGER_PORT=$((ports[0] + 2))
RABBITMQ_PORT=${ports[1]}
PROMETHEUS_PORT=$((ports[1] + 1))
GRAFANA_PORT=$((ports[1] + 2))
MAIL_PORT=${ports[2]}
BIND_ADDRESS=127.0.0.1
IMAGE_TAG=smoke
END
set -a
# shellcheck source=/dev/null
source "$temporary/.env"
set +a
producer=http://127.0.0.1:$PRODUCER_PORT
status=http://127.0.0.1:$STATUSQUERY_PORT
jaeger=http://127.0.0.1:$JAEGER_PORT

finish() {
    local code=$?
    trap - EXIT
    if [[ -n ${SMOKE_KEEP:-} ]]; then
        echo "Left running. To end it: set -a; source $temporary/.env; COMPOSE_PROJECT_NAME=$COMPOSE_PROJECT_NAME ${compose[*]} down -v"
        exit "$code"
    fi
    if ((code != 0 || misses > 0)); then
        "${compose[@]}" logs --no-color >"$temporary/log" 2>&1 || true
        echo "What the containers wrote is in $temporary/log." >&2
    fi
    "${compose[@]}" down -v --remove-orphans >"$temporary/down" 2>&1 || { cat "$temporary/down" >&2 && code=1; }
    [[ -e $temporary/log ]] || rm -rf "$temporary"
    exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

# --- the interface ---------------------------------------------------------------------

request() { # METHOD URL [BODY]; prints the body, fails without one
    curl --silent --show-error --noproxy '*' --max-time 60 -X "$1" -H "X-Api-Key: $API_KEY" \
        ${3:+-H 'Content-Type: application/json' --data "$3"} "$2"
}

http_code() { # URL [CURL OPTION...]
    curl --silent --noproxy '*' --max-time 10 --output /dev/null --write-out '%{http_code}' "${@:2}" "$1" || true
}

submit() { # BODY; prints the id
    local answer
    answer=$(request POST "$producer/api/v1/tasks" "$1")
    jq -er .id <<<"$answer" || { echo "refused: $answer" >&2 && return 1; }
}

# Waits for a task's end, 120 s at most; prints its document.
ended() { # ID
    local document='' deadline=$((SECONDS + 120))
    while ((SECONDS < deadline)); do
        document=$(request GET "$status/api/v1/tasks/$1?wait=20s" || true)
        if jq -e '.state | IN("Succeeded", "Failed", "Canceled", "Expired")' >/dev/null 2>&1 <<<"$document"; then
            break
        fi
    done
    echo "$document"
}

of() { jq -r "$1" <<<"$2"; } # FILTER DOCUMENT

eventually() { # SECONDS COMMAND...
    local deadline=$((SECONDS + $1))
    until "${@:2}"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.5
    done
}

workers_in() { request GET "$status/api/v1/workers" | jq "[.[] | select(.state == \"$1\")] | length"; } # STATE
are_workers() { [[ $(workers_in "$2") -ge $1 ]]; } # COUNT STATE

# --- up --------------------------------------------------------------------------------

say "building and starting, project $COMPOSE_PROJECT_NAME"
if ! "${compose[@]}" up -d --build --wait --scale worker=3 >"$temporary/up" 2>&1; then
    tail -n 40 "$temporary/up" >&2
    echo "It does not start." >&2
    exit 1
fi
started=$((SECONDS - begun))
say "all containers run and are healthy"

check "Producer without a key" 401 "$(http_code "$producer/api/v1/tasks" -X POST)"
check "StatusQuery without a key" 401 "$(http_code "$status/api/v1/tasks")"
check "StatusQuery's health without a key" 200 "$(http_code "$status/health/ready")"
if eventually 30 are_workers 3 running; then say "workers: 3 running"; else miss "workers: expected 3 running, found $(workers_in running)"; fi

# --- tasks, and a worker that dies -----------------------------------------------------

# Longer than a heartbeat, so that a worker is known to run it while it does.
long=$(submit '{"name":"math.add","args":{"a":2,"b":3,"seconds":25}}')
mapfile -t additions < <(request POST "$producer/api/v1/tasks/batch" "$(jq -cn --argjson tasks "$tasks" \
    '{tasks: [range(1; $tasks + 1) | {name: "math.add", args: {a: ., b: 1000, seconds: 2}}]}')" | jq -r '.results[].id')
((${#additions[@]} == tasks)) || miss "of $tasks additions ${#additions[@]} were accepted"
delayed=$(submit '{"name":"math.add","args":{"a":20,"b":22},"delay":"5s"}')
canceled=$(submit '{"name":"math.add","args":{"a":1,"b":1,"seconds":3600}}')
far=$(submit '{"name":"math.add","args":{"a":1,"b":1},"delay":"1h"}')
inside=$(submit '{"name":"http.request","args":{"url":"http://rabbitmq:15672/"}}')
mail=$(submit '{"name":"email.send","args":{"to":["ann@example.com"],"subject":"Smoke","text":"It works."}}')
say "submitted $((tasks + 6)) tasks"

# Sets victim to the id of the worker that runs the long task, and host to its container's name for itself.
find_victim() {
    read -r victim host < <(request GET "$status/api/v1/workers" |
        jq -r --arg id "$long" '.[] | select(any(.running[]; .taskId == $id)) | .id + " " + .host')
}
kill_container() { # ID PREFIX
    local id command
    id=$("${compose[@]}" ps -q worker | grep "^$1") || return
    for command in ${ENGINE:+"$ENGINE"} docker podman; do
        if $command kill -s KILL "$id" >/dev/null 2>&1; then return; fi
    done
    return 1
}
victim='' host=''
if ! eventually 20 find_victim; then
    miss "no worker says that it runs the long task"
elif kill_container "$host"; then
    say "killed $victim while it ran the long task"
else
    miss "$victim could not be killed"
fi
request POST "$producer/api/v1/tasks/$canceled/cancel" >/dev/null
request POST "$producer/api/v1/tasks/$far/cancel" >/dev/null

right=0
for ((i = 1; i <= tasks; i++)); do
    document=$(ended "${additions[i - 1]}")
    if [[ $(of '.state + " " + (.result | tostring)' "$document") == "Succeeded $((i + 1000))" ]]; then
        right=$((right + 1))
    else
        miss "math.add($i, 1000): $(of '.state + " " + (.result | tostring) + " " + (.error.message // "")' "$document")"
    fi
done
check "additions with the right result" "$tasks" "$right"

document=$(ended "$long")
check "the task whose worker was killed" "Succeeded 5" "$(of '.state + " " + (.result | tostring)' "$document")"
[[ $(of .worker "$document") != "$victim" ]] || miss "it ended on $victim, which was killed"

document=$(ended "$delayed")
check "the delayed task" "Succeeded 42" "$(of '.state + " " + (.result | tostring)' "$document")"
waited=$(of '((.startedAt[0:19] + "Z" | fromdate) - (.createdAt[0:19] + "Z" | fromdate))' "$document")
((waited >= 4)) || miss "the delayed task began after $waited s instead of 5"
check "the cancelled task that ran or waited" Canceled "$(of .state "$(ended "$canceled")")"
check "the cancelled task that was an hour away" Canceled "$(of .state "$(ended "$far")")"
document=$(ended "$inside")
check "http.request to a container on the private network" Failed "$(of .state "$document")"
say "  refused with: $(of .error.message "$document")"
check "email.send" Succeeded "$(of .state "$(ended "$mail")")"
check "mails that arrived" 1 "$(request GET "http://127.0.0.1:$MAIL_PORT/api/v1/messages" | jq .total)"

if eventually 40 are_workers 1 lost; then say "the killed worker is listed as lost"; else miss "no worker is listed as lost"; fi
lost=$(workers_in lost)

# --- traces ----------------------------------------------------------------------------

document=$(ended "$delayed")
trace=$(of .traceId "$document")
check "the address of its trace" "http://localhost:$JAEGER_PORT/trace/$trace" "$(of .traceUrl "$document")"

# Prints how many spans of the trace an answer holds: of either of Jaeger's interfaces, or a flat list of spans.
count_spans() { # BODY
    jq --arg trace "$trace" '[
        if type == "array" then .[] | select(.traceId == $trace)
        else (.result?.resourceSpans? // [])[].scopeSpans[].spans[], (.data? // [])[].spans[]? end] | length' <<<"$1" 2>/dev/null
}

spans=0
has_api=
has_spans() {
    local path answer
    for path in ${JAEGER_SPANS_URL:-/api/v3/traces/TRACE /api/traces/TRACE}; do
        path=${path//TRACE/$trace}
        [[ $path == http* ]] || path=$jaeger$path
        answer=$(curl --silent --noproxy '*' --max-time 10 "$path" || true)
        spans=$(count_spans "$answer") || spans=0
        [[ $answer != [{[]* ]] || has_api=yes
        # Submit, run and commit: fewer would be a trace with a hole.
        ((${spans:-0} < 10)) || return 0
    done
    [[ -z $has_api ]] && curl --silent --noproxy '*' --max-time 10 "$jaeger/api/services" |
        jq -e '["producer", "status-query", "worker"] - .data == []' >/dev/null 2>&1
}
if ! eventually 30 has_spans; then
    miss "trace $trace: expected 10 spans or more, found ${spans:-0}"
elif [[ -n $has_api ]]; then
    say "trace $trace: $spans spans"
else
    say "the backend has no interface for traces; it lists spans of all three services"
fi

# --- ports -----------------------------------------------------------------------------

published=("$PRODUCER_PORT" "$STATUSQUERY_PORT" "$JAEGER_PORT" "$RABBITMQ_PORT" "$PROMETHEUS_PORT" "$GRAFANA_PORT" "$MAIL_PORT")
exposed=0
for port in "${published[@]}"; do
    port_is_open "$port" || miss "port $port does not answer on loopback"
    for address in $(hostname -I 2>/dev/null); do
        [[ $address == *.* ]] || continue
        if timeout 2 bash -c "exec 3<>/dev/tcp/$address/$port" 2>/dev/null; then
            exposed=$((exposed + 1))
            miss "port $port answers on $address, not only on loopback"
        fi
    done
done
((exposed > 0)) || say "${#published[@]} ports, on loopback only"

# --- down ------------------------------------------------------------------------------

if [[ -z ${SMOKE_KEEP:-} ]]; then
    "${compose[@]}" down -v --remove-orphans >"$temporary/down" 2>&1 || miss "down -v failed: $(tail -n 3 "$temporary/down")"
    for port in "${published[@]}"; do
        ! port_is_open "$port" || miss "port $port is still open after down -v"
    done
    check "containers left" 0 "$("${compose[@]}" ps -q 2>/dev/null | grep -c . || true)"
fi

jq -cn --argjson submitted "$((tasks + 6))" --argjson right "$right" --argjson lost "${lost:-0}" --argjson spans "${spans:-0}" \
    --argjson exposed "$exposed" --argjson misses "$misses" --argjson started "$started" --argjson seconds $((SECONDS - begun)) \
    '{submitted: $submitted, right: $right, workers: 3, lost: $lost, spans: $spans, exposedPorts: $exposed, startSeconds: $started, seconds: $seconds, misses: $misses}'
((misses == 0))
