#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=infra/local/process.sh
source infra/local/process.sh
# shellcheck source=infra/upgrade/builds.sh
source infra/upgrade/builds.sh

# Release 0.1.0.
from=b2ff1d6

usage() {
    cat <<END
Starts the release before, two processes of each service, on a RabbitMQ and Redis of its own, and submits tasks of many
kinds all the time: quick and slow, failing, delayed, cancelled, too late, repeated. Meanwhile it replaces process after
process by this version in the order of docs/upgrade.md, then goes back in the reversed order. Every accepted task must
end once and as it must, and both versions must tell the same of it; no request may be answered with 5xx, no message may
be left in any queue, and nobody may log an error.

  --from BUILD   the release before: a git revision, or a directory where it is built already ($from, which is 0.1.0)
  --rate N       tasks submitted per second (30)
  --pause N      seconds that each mixture of versions works (5)
  --seed S       seed of everything random (1)
  --logs DIR     keeps the logs of all processes there

What is not as it must be is told with a line that begins with MISS; the last line is JSON.
END
}

logs='' options=()
while [[ $# -gt 0 ]]; do
    case $1 in
        --from) [[ -n ${2:-} ]] || { usage >&2 && exit 2; } && from=$2 && shift 2 ;;
        --logs) [[ -n ${2:-} ]] || { usage >&2 && exit 2; } && logs=$(realpath -m "$2") && shift 2 ;;
        --rate | --pause | --seed)
            [[ ${2:-} =~ ^[1-9][0-9]{0,6}$ ]] || { usage >&2 && exit 2; }
            options+=("$1" "$2") && shift 2
            ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
done

# shellcheck source=infra/local/temporary.sh
source infra/local/temporary.sh
before_cleanup() { forget_builds; }

say() { echo "$(date +%T) $*" >&2; }

say "Building both versions ..."
build_of "$from"
before=$build
for project in services/Producer services/StatusQuery services/Worker infra/upgrade; do
    dotnet build "$project" -c Release --nologo -v quiet >&2
done
build_of .
logs=${logs:-$temporary/logs}
mkdir -p "$logs"
infra/local/install.sh
infra/local/redis.sh start "$temporary/redis"
infra/local/rabbitmq.sh start "$temporary/rabbitmq"
say "Rolling forward and back ..."
run dotnet artifacts/bin/Messaging.Upgrade/release/Messaging.Upgrade.dll roll --from "$before" --to "$build" --logs "$logs" "${options[@]}" \
    --redis "$(infra/local/redis.sh url "$temporary/redis")" --rabbitmq "$(infra/local/rabbitmq.sh url "$temporary/rabbitmq")" \
    --rabbitmq-tool infra/local/rabbitmq.sh --rabbitmq-directory "$temporary/rabbitmq"
