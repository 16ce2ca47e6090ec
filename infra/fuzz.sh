#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'END'
Gives the system what nobody should, and looks at what it makes of it; no server is needed:

- bodies of submissions, alone and in batches: none is answered with 500, and each answer says what is wrong,
- tasks with odd arguments, from submission to end: whatever is accepted ends, or waits for its time and can be cancelled,
- answers of APIs that tasks call: every attempt ends, of what came.

The tests do the same with fewer.

  --inputs N   inputs in all (100000)
  --seed N     seed of everything random (1)

The last line is JSON; the exit code is 0 only if no answer was wrong.
END
}

inputs=100000 seed=1
while [[ $# -gt 0 ]]; do
    case $1 in
        --inputs | --seed) [[ ${2:-} =~ ^[1-9][0-9]{0,8}$ ]] || { usage >&2 && exit 2; } && declare "${1#--}=$2" && shift 2 ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
done

start=$SECONDS failures=0
fuzz() { # PROJECT TEST INPUTS
    FUZZ_INPUTS=$3 FUZZ_SEED=$seed dotnet test "tests/Messaging.$1.Tests" -c Release --nologo \
        --filter "FullyQualifiedName~$2" --logger 'console;verbosity=normal' >&2 || failures=$((failures + 1))
}
# The first does it twice: alone and in batches.
fuzz Producer FuzzedSubmissionsTests $((inputs * 3 / 10))
fuzz Worker FuzzedAnswersTests $((inputs * 3 / 10))
fuzz Standalone FuzzedTasksTests $((inputs / 10))
echo "{\"inputs\":$inputs,\"failures\":$failures,\"seed\":$seed,\"seconds\":$((SECONDS - start))}"
exit "$failures"
