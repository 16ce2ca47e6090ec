#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
    cat <<'END'
Lists outdated, deprecated and vulnerable packages of the solution, those that others bring along too, each with the
reason that infra/outdated-reasons.txt gives for it. A source that cannot tell what is deprecated or vulnerable is named.
Needs jq and curl.

Exit code: 0 each row has its reason, 1 a row has none or a reason has no row, 3 otherwise, when the sources cannot answer.
END
}

case ${1:-} in
    '') ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ask() { # NAME OPTION...: the answer goes to $work/NAME
    dotnet list Messaging.sln package --include-transitive --format json "${@:2}" >"$work/$1" || {
        jq -r '.problems[]?.text' "$work/$1" >&2
        return 1
    }
}

# Lines of KIND PACKAGE VERSION HAVE: what there is, or the advisory's id, and what we have.
rows() { # NAME FILTER
    jq -r '.projects[].frameworks[]? | (.topLevelPackages // []) + (.transitivePackages // []) | .[] | '"$2" "$work/$1" | tr -d '\r' | sort -u
}

# A feed of packages is asked for advisories by this resource; nuget.org, which has it, also tells what is deprecated.
mute_sources() {
    local source
    jq -r '.sources[]' "$work/vulnerable" | while read -r source; do
        [[ $(curl --silent --fail --location --max-time 60 "$source" || true) == *'"VulnerabilityInfo/'* ]] ||
            echo "$source"
    done
}

explain() { # ROWS: each with its reason; the reasons that were used go to $work/used
    local kind package version have found line
    while read -r kind package version have; do
        found=
        while read -r -a line; do
            # shellcheck disable=SC2053 # patterns
            if [[ ${line[0]} == "$kind" && $package == ${line[1]} && $version == ${line[2]} ]]; then
                found=${line[*]:3}
                echo "${line[*]}" >>"$work/used"
                break
            fi
        done <"$work/reasons"
        printf '%-10s  %-55s  %-12s  %-12s  %s\n' "$kind" "$package" "$have" "$version" "${found:-NO REASON}"
        [[ -n $found ]] || echo "$package" >>"$work/without"
    done
}

sed -e 's/#.*//' -e '/^[[:space:]]*$/d' infra/outdated-reasons.txt | tr -s ' ' >"$work/reasons"
touch "$work/used" "$work/without"

dotnet restore Messaging.sln --verbosity quiet
# Twice: the newest of all hides what is new beside the version that we stay with.
ask minor --outdated --highest-minor
ask newest --outdated
ask deprecated --deprecated
ask vulnerable --vulnerable
is_known='select(.latestVersion | test("^[0-9]"))'
is_major='select((.latestVersion | split(".")[0]) != (.resolvedVersion | split(".")[0]))'
{
    rows minor "$is_known | \"minor \(.id) \(.latestVersion) \(.resolvedVersion)\""
    rows newest "$is_known | $is_major | \"major \(.id) \(.latestVersion) \(.resolvedVersion)\""
    rows deprecated '"deprecated \(.id) \(.deprecationReasons | join(",") | gsub(" "; "-")) \(.resolvedVersion)"'
    rows vulnerable '"vulnerable \(.id) \(.vulnerabilities[].advisoryurl | split("/")[-1]) \(.resolvedVersion)"'
} >"$work/rows"
rows newest 'select(.latestVersion | test("^[0-9]") | not) | "\(.id): \(.latestVersion)"' >"$work/unknown"
mute_sources >"$work/mute"

printf '%-10s  %-55s  %-12s  %-12s  %s\n' '' package have 'there is' reason
explain <"$work/rows"

status=0
while read -r source; do
    echo "$source says neither what is deprecated nor what is vulnerable: whether any of its packages are is not known."
    status=3
done <"$work/mute"
while read -r unknown; do
    echo "No source knows the newest of $unknown"
    status=3
done <"$work/unknown"
if [[ -s $work/without ]]; then
    echo "$(wc -l <"$work/without") without a reason."
    status=1
fi
while read -r reason; do
    # What could not be asked cannot be missed.
    [[ $reason != @(deprecated|vulnerable)* || ! -s $work/mute ]] || continue
    echo "A reason without a package: $reason"
    status=1
done < <(grep -vxFf "$work/used" "$work/reasons" || true)
((status != 0)) || echo "Nothing outdated, deprecated or vulnerable without its reason."
exit "$status"
