#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'END'
Sends Producer bodies that nobody would write, alone and in batches, and looks at every answer: none is a 500, and each
says what is wrong. In this process alone: no server is needed. The tests do the same with 8,000 bodies.

  --bodies N   bodies in all (100000)
  --seed N     seed of everything random (1)

The last line is JSON; the exit code is 0 only if no answer was wrong.
END
}

bodies=100000 seed=1
while [[ $# -gt 0 ]]; do
    case $1 in
        --bodies | --seed) [[ ${2:-} =~ ^[1-9][0-9]{0,8}$ ]] || { usage >&2 && exit 2; } && declare "${1#--}=$2" && shift 2 ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
done

start=$SECONDS failures=0
# Half of them travel alone, half in batches: the test takes the number for each.
FUZZ_BODIES=$((bodies / 2)) FUZZ_SEED=$seed dotnet test tests/Messaging.Producer.Tests -c Release --nologo \
    --filter FullyQualifiedName~FuzzedSubmissionsTests --logger 'console;verbosity=normal' >&2 || failures=1
echo "{\"bodies\":$bodies,\"failures\":$failures,\"seed\":$seed,\"seconds\":$((SECONDS - start))}"
exit "$failures"
