#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'END'
Shows how much processor time each process spends on a task while a command runs. The processes are those that
infra/local/up.sh started (LOCAL_STATE: elsewhere than in .local/), servers with all their children.

  bench/cpu.sh --tasks N COMMAND...

  --tasks N   tasks that the command submits, its warm-up included

For example:
  bench/cpu.sh --tasks 40000 dotnet run --project bench -c Release -- throughput --warm-up 20000 --tasks 20000
  bench/cpu.sh --tasks 3000 dotnet run --project bench -c Release -- latency --rate 200 --warm-up 5 --seconds 10
END
}

case ${1:-} in
    --tasks) [[ ${2:-} =~ ^[1-9][0-9]{0,7}$ && $# -gt 2 ]] || { usage >&2 && exit 2; } ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
esac
tasks=$2
shift 2
state=$(realpath -m "${LOCAL_STATE:-.local}")
ticks=$(getconf CLK_TCK)

spent() { # PID: user and system time of it and of what it started, in ticks
    local child line fields
    line=$(<"/proc/$1/stat")
    # The name, in parentheses, may hold blanks.
    read -ra fields <<<"${line##*) }"
    echo "${fields[11]} ${fields[12]}"
    # shellcheck disable=SC2013 # Words are wanted: the ids stand on one line.
    for child in $(cat /proc/"$1"/task/*/children); do
        spent "$child"
    done
}

snapshot() { # one line each: name, user, system
    local pid
    for pid in "$state"/*/pid; do
        echo "$(basename "$(dirname "$pid")") $(spent "$(<"$pid")" | awk '{ user += $1; kernel += $2 } END { print user, kernel }')"
    done
}

before=$(snapshot)
"$@"
paste <(echo "$before") <(snapshot) | awk -v tasks="$tasks" -v ticks="$ticks" '
    BEGIN { printf "%-14s %8s %8s %8s\n", "us per task", "user", "kernel", "both" }
    function show(name, user, kernel) {
        printf "%-14s %8.0f %8.0f %8.0f\n", name, user * 1e6 / ticks / tasks, kernel * 1e6 / ticks / tasks, (user + kernel) * 1e6 / ticks / tasks
    }
    $1 == $4 { show($1, $5 - $2, $6 - $3); user += $5 - $2; kernel += $6 - $3 }
    END { show("all", user, kernel) }'
