#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=infra/local/process.sh
source infra/local/process.sh

usage() {
    cat <<'END'
Measures what tracing costs: throughput without any OTEL_* variable, and with traces and metrics exported at a ratio of
sampling, one after the other in each round, on fresh private servers. What is exported is thrown away.

  --rounds N   rounds (4)
  --tasks N    tasks of each measurement (20000)
  --ratio R    OTEL_TRACES_SAMPLER_ARG of parentbased_traceidratio (0.1)

The last line is JSON: the medians of tasks per second, and of the rounds' ratios of them.
END
}

rounds=4 tasks=20000 ratio=0.1
while [[ $# -gt 0 ]]; do
    case $1 in
        --rounds | --tasks) [[ ${2:-} =~ ^[1-9][0-9]{0,6}$ ]] || { usage >&2 && exit 2; } && declare "${1#--}=$2" && shift 2 ;;
        --ratio) [[ ${2:-} =~ ^(0(\.[0-9]+)?|1)$ ]] || { usage >&2 && exit 2; } && ratio=$2 && shift 2 ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
done

# shellcheck source=infra/local/temporary.sh
source infra/local/temporary.sh
unset ConnectionStrings__RabbitMq ConnectionStrings__Redis "${!OTEL_@}"
export LOCAL_STATE=$temporary/system
export Worker__Concurrency=${Worker__Concurrency:-64} Worker__Prefetch=${Worker__Prefetch:-4}
bench=(dotnet artifacts/bin/Messaging.Bench/release/Messaging.Bench.dll)

measure() { # NAME=VALUE...; sets rate
    local port
    port=$(free_ports)
    run env "$@" PRODUCER_PORT="$port" STATUSQUERY_PORT=$((port + 1)) WORKER_PORT=$((port + 2)) infra/local/up.sh >&2
    run "${bench[@]}" throughput --json --tasks "$tasks" --batch 200 --producer "http://127.0.0.1:$port" --status "http://127.0.0.1:$((port + 1))" >"$temporary/result"
    run infra/local/down.sh
    find "$LOCAL_STATE" -mindepth 1 -maxdepth 1 ! -name app -exec rm -rf {} +
    cat "$temporary/result" >&2
    rate=$(sed -n 's/.*"tasksPerSecond":\([0-9.]*\).*/\1/p' "$temporary/result" | tail -n 1)
    [[ -n $rate ]] || exit 1
}

median() { sort -n | awk '{ value[NR] = $1 } END { print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2 }'; }

run infra/local/install.sh >&2
run dotnet build bench -c Release --nologo -v quiet >&2
sink_port=$(free_ports)
mkdir "$temporary/sink"
"${bench[@]}" otlp-sink --port "$sink_port" >"$temporary/sink/log" &
echo $! >"$temporary/sink/pid"
for ((round = 1; round <= rounds; round++)); do
    # Machines get slower and faster meanwhile: who goes first changes.
    ((round % 2 == 0)) || { measure && off=$rate; }
    measure OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$sink_port" OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \
        OTEL_TRACES_SAMPLER=parentbased_traceidratio OTEL_TRACES_SAMPLER_ARG="$ratio" && on=$rate
    ((round % 2 == 1)) || { measure && off=$rate; }
    echo "$off $on" >>"$temporary/rounds"
done
kill "$(<"$temporary/sink/pid")"
wait || true
echo "Exported: $(<"$temporary/sink/log")" >&2
echo "{\"withoutTracing\":$(cut -d' ' -f1 "$temporary/rounds" | median),\"withTracing\":$(cut -d' ' -f2 "$temporary/rounds" | median),\"ratio\":$(awk '{ print $2 / $1 }' "$temporary/rounds" | median),\"sampled\":$ratio,\"rounds\":$rounds}"
