#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=infra/local/process.sh
source infra/local/process.sh

usage() {
    cat <<'END'
Builds the solution and runs its tests. Arguments go to `dotnet test`, such as --filter FullyQualifiedName~Redis.

Where ConnectionStrings__RabbitMq or ConnectionStrings__Redis is set, the tests use that server. Otherwise one is
started on a free loopback port and removed at the end: a container where Docker runs, else the Debian package.
LOCAL_REDIS and LOCAL_RABBITMQ name other programs, for these and for the servers that tests stop and kill: see
infra/local/redis.sh --help, rabbitmq.sh --help, and servers-of.sh, which gets those of another Debian release.

The last line is `N passed, N failed`; the exit code is 0 only if tests ran and none failed.
END
}

case ${1:-} in
    -h | --help) usage && exit ;;
esac

# shellcheck source=infra/local/temporary.sh
source infra/local/temporary.sh
containers=()
before_cleanup() {
    [[ ${#containers[@]} -eq 0 ]] || docker rm -fv "${containers[@]}" >/dev/null
}

give_up() {
    echo "$1" >&2
    echo "0 passed, 1 failed"
    exit 1
}

container() { # IMAGE PORT CHECK; sets port
    local id deadline=$((SECONDS + 120))
    docker info >/dev/null 2>&1 || return
    id=$(docker run --detach --publish "127.0.0.1::$2" "$1") || return
    containers+=("$id")
    port=$(docker port "$id" "$2/tcp") || return
    port=${port##*:}
    until "$3" "$port"; do
        ((SECONDS < deadline)) || return
        sleep 0.2
    done
}

# The results can say "no failure" although a test host crashed; the exit code of dotnet test cannot.
summarize() { # EXIT_CODE
    local executed passed failed skipped
    read -r executed passed failed skipped < <(find "$temporary/results" -name '*.trx' -exec cat {} + 2>/dev/null |
        sed -n 's/.*<Counters total="\([0-9]*\)" executed="\([0-9]*\)" passed="\([0-9]*\)".*/\1 \2 \3/p' |
        awk '{ executed += $2; passed += $3; skipped += $1 - $2 } END { print executed + 0, passed + 0, executed - passed, skipped + 0 }')
    if ((failed == 0 && (executed == 0 || $1 != 0))); then
        failed=1
        echo "dotnet test ended with exit code $1 after $executed tests." >&2
    fi
    ((skipped == 0)) || echo "$skipped skipped"
    echo "$passed passed, $failed failed"
    ((failed == 0))
}

run dotnet build Messaging.sln -c Release || give_up "The build failed."

# Tests that stop and kill servers start their own from these packages, wherever the shared ones come from.
infra/local/install.sh || echo "Without RabbitMQ and Redis on this machine, tests that stop a server cannot run." >&2

if [[ -z ${ConnectionStrings__Redis:-} ]]; then
    if [[ -z ${LOCAL_REDIS:-} ]] && container redis:8 6379 redis_answers; then
        export ConnectionStrings__Redis="127.0.0.1:$port"
    else
        infra/local/redis.sh start "$temporary/redis" || give_up "No Redis for the tests."
        ConnectionStrings__Redis=$(infra/local/redis.sh url "$temporary/redis")
        export ConnectionStrings__Redis
    fi
fi
if [[ -z ${ConnectionStrings__RabbitMq:-} ]]; then
    if [[ -z ${LOCAL_RABBITMQ:-} ]] && container rabbitmq:4-management 5672 rabbitmq_answers; then
        export ConnectionStrings__RabbitMq="amqp://guest:guest@127.0.0.1:$port/"
    else
        infra/local/rabbitmq.sh start "$temporary/rabbitmq" || give_up "No RabbitMQ for the tests."
        ConnectionStrings__RabbitMq=$(infra/local/rabbitmq.sh url "$temporary/rabbitmq")
        export ConnectionStrings__RabbitMq
    fi
fi

# One project at a time: timings on a small machine would suffer from each other.
mkdir "$temporary/tests"
status=0
TMPDIR=$temporary/tests run dotnet test Messaging.sln -c Release --no-build -m:1 \
    --logger trx --results-directory "$temporary/results" "$@" || status=$?
summarize "$status"
