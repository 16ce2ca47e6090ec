#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=infra/local/process.sh
source infra/local/process.sh

usage() {
    cat <<'END'
Starts RabbitMQ, Redis, Producer, StatusQuery and Worker on this machine, without containers. What already runs is
left alone. State and logs are in .local/ at the repository root; down.sh stops everything.

  --workers N   number of Worker processes (1)

Environment: PRODUCER_PORT (5080), STATUSQUERY_PORT (5081), WORKER_PORT (5082, further workers count up from it),
RABBITMQ_PORT and REDIS_PORT (any free one, kept). With ConnectionStrings__RabbitMq or ConnectionStrings__Redis set,
that server is used and none is started in its place. LOCAL_STATE: another directory than .local/, for a second
system beside the first; down.sh needs it too.
END
}

workers=1
while [[ $# -gt 0 ]]; do
    case $1 in
        --workers) [[ ${2:-} =~ ^[1-9][0-9]?$ ]] || { usage >&2 && exit 2; } && workers=$2 && shift 2 ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
done

producer_port=${PRODUCER_PORT:-5080}
status_port=${STATUSQUERY_PORT:-5081}
worker_port=${WORKER_PORT:-5082}
state=$(realpath -m "${LOCAL_STATE:-.local}")
mkdir -p "$state"

publish() { # PROJECT
    local app=$state/app/$1
    if [[ -e $app/.published ]] &&
        [[ -z $(find contracts libraries "services/$1" Directory.*.props -newer "$app/.published" -type f -print -quit) ]]; then
        return
    fi
    # The files of a running process must not change under it.
    for other in "$state"/*/pid; do
        if [[ -e $other && $(readlink "$(dirname "$other")/app") == "$app" ]] && is_running "$(dirname "$other")"; then
            echo "$1 runs an older build; infra/local/down.sh first to replace it." >&2
            return
        fi
    done
    echo "Publishing $1 ..."
    dotnet publish "services/$1" -c Release -o "$app" --nologo -v quiet
    touch "$app/.published"
}

service() { # NAME PROJECT PORT
    local dir=$state/$1
    if is_running "$dir"; then
        return
    fi
    mkdir -p "$dir"
    ln -sfn "$state/app/$2" "$dir/app"
    require_closed "$3"
    echo "http://127.0.0.1:$3" >"$dir/url"
    ASPNETCORE_URLS=$(<"$dir/url") ASPNETCORE_CONTENTROOT="$state/app/$2" \
        launch "$dir" dotnet "$state/app/$2/Messaging.$2.Service.dll"
}

is_ready() { # NAME
    curl --silent --fail --noproxy '*' --max-time 5 --output /dev/null "$(<"$state/$1/url")/health/ready"
}

infra/local/install.sh
if [[ -z ${ConnectionStrings__Redis:-} ]]; then
    infra/local/redis.sh start "$state/redis" "${REDIS_PORT:-}"
    ConnectionStrings__Redis=$(infra/local/redis.sh url "$state/redis")
fi
if [[ -z ${ConnectionStrings__RabbitMq:-} ]]; then
    infra/local/rabbitmq.sh start "$state/rabbitmq" "${RABBITMQ_PORT:-}"
    ConnectionStrings__RabbitMq=$(infra/local/rabbitmq.sh url "$state/rabbitmq")
fi
export ConnectionStrings__Redis ConnectionStrings__RabbitMq
export Producer__StatusUrl=${Producer__StatusUrl:-http://localhost:$status_port}

for project in Producer StatusQuery Worker; do
    publish "$project"
done

names=(statusquery producer)
service statusquery StatusQuery "$status_port"
service producer Producer "$producer_port"
for ((i = 1; i <= workers; i++)); do
    names+=("worker-$i")
    service "worker-$i" Worker $((worker_port + i - 1))
done
for name in "${names[@]}"; do
    await_start "$state/$name" 120 is_ready "$name"
done

cat <<END
RabbitMQ     $ConnectionStrings__RabbitMq
Redis        $ConnectionStrings__Redis
Producer     $(<"$state/producer/url")
StatusQuery  $(<"$state/statusquery/url")
Workers      $workers, health from http://127.0.0.1:$worker_port/health/ready
Logs         ${LOCAL_STATE:-.local}/*/log

curl -s -X POST $(<"$state/producer/url")/api/v1/tasks -H 'Content-Type: application/json' -d '{"name":"math.add","args":{"a":1,"b":2}}'
END
