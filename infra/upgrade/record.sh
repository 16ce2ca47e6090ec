#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=infra/local/process.sh
source infra/local/process.sh
# shellcheck source=infra/upgrade/builds.sh
source infra/upgrade/builds.sh

usage() {
    cat <<'END'
Dumps what a release leaves in Redis and RabbitMQ, for the tests that later releases read it with: tasks in every
state, every kind of message, what operators have asked for, and the release's own answers about all of it. Made once
for each release, and never changed afterwards.

  record.sh BUILD VERSION   BUILD is a git revision, or a directory where it is built already

The files go to tests/Messaging.EndToEnd.Tests/Upgrade/Dumps/VERSION.
END
}

[[ ${1:-} != -h && ${1:-} != --help ]] || { usage && exit; }
[[ $# -eq 2 && $2 =~ ^[0-9A-Za-z.+-]+$ ]] || { usage >&2 && exit 2; }
output=$PWD/tests/Messaging.EndToEnd.Tests/Upgrade/Dumps/$2

# shellcheck source=infra/local/temporary.sh
source infra/local/temporary.sh
before_cleanup() { forget_builds; }

build_of "$1"
dotnet build infra/upgrade -c Release --nologo -v quiet >&2
infra/local/redis.sh start "$temporary/redis"
infra/local/rabbitmq.sh start "$temporary/rabbitmq"
run dotnet artifacts/bin/Messaging.Upgrade/release/Messaging.Upgrade.dll --build "$build" --output "$output" \
    --redis "$(infra/local/redis.sh url "$temporary/redis")" --rabbitmq "$(infra/local/rabbitmq.sh url "$temporary/rabbitmq")" \
    --rabbitmq-tool infra/local/rabbitmq.sh --rabbitmq-directory "$temporary/rabbitmq" 2>"$temporary/log" || { tail -n 40 "$temporary/log" >&2 && exit 1; }
du -bsh "$output"
