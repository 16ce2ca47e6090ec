#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=infra/local/process.sh
source infra/local/process.sh

least=90

usage() {
    cat <<END
Changes the code in many small ways, and looks which changes no test notices. No server is needed; minutes are, and jq.

  mutation.sh [tasks|lifecycle] [OPTION...]   both by default

  tasks       libraries/Messaging.Tasks
  lifecycle   the ledger and the sagas of libraries/Messaging.Lifecycle

Options go to dotnet stryker, such as --mutate '**/TaskPolicy.cs' --concurrency 2. What is not mutated, and why, is in
infra/mutation; which mutants survived is in artifacts/mutation/<project>/reports/mutation-report.html.

The last line of each project is JSON; the exit code is 0 only if each found $least % of its mutants or more.
END
}

projects=(tasks lifecycle)
case ${1:-} in
    tasks | lifecycle) projects=("$1") && shift ;;
    -h | --help) usage && exit ;;
    '' | -*) ;;
    *) usage >&2 && exit 2 ;;
esac

# shellcheck source=infra/local/temporary.sh
source infra/local/temporary.sh

mutate() { # PROJECT TESTS OPTION...
    local output=$PWD/artifacts/mutation/$1 config=$PWD/infra/mutation/$1.yaml
    rm -rf "$output/reports"
    CustomAfterDirectoryBuildProps=$PWD/infra/mutation/Mutation.props MutationArtifacts=$output/build TMPDIR=$temporary \
        run env --chdir "tests/$2" dotnet stryker --config-file "$config" --output "$output" --skip-version-check "${@:3}" >&2 || {
        echo "dotnet stryker ended with exit code $?: there is no score of $1." >&2
        return 1
    }
    summarize "$1" "$output/reports/mutation-report.json"
}

# The score is Stryker's: what a test noticed, or what made one wait in vain, of all mutants that could be compiled and were not ignored.
summarize() { # PROJECT REPORT
    jq --compact-output --exit-status --arg project "$1" --arg date "$(date --utc +%F)" --argjson least "$least" '
        [.files[].mutants[].status] | group_by(.) | map({key: .[0], value: length}) | from_entries
        | {killed: (.Killed // 0), survived: (.Survived // 0), noCoverage: (.NoCoverage // 0), timeout: (.Timeout // 0)}
        | (.killed + .timeout) as $found
        | {$project, score: ($found * 10000 / ([1, add] | max) | floor / 100)} + . + {$date}
        | ., (.score >= $least)' "$2" | head -n 1
}

dotnet tool restore >&2
status=0
for project in "${projects[@]}"; do
    case $project in
        tasks) mutate tasks Messaging.Tasks.Tests "$@" || status=1 ;;
        lifecycle) mutate lifecycle Messaging.Lifecycle.Tests "$@" || status=1 ;;
    esac
done
exit "$status"
