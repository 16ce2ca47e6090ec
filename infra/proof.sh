#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Name, script, and what it proves.
proofs=(
    'upgrade  infra/upgrade/proof.sh  The release before becomes this one under load, process after process, and this one that again: every task ends right.'
    'chaos    infra/chaos.sh          Workers are killed and servers restarted under load: every task ends as its history explains.'
    'fuzz     infra/fuzz.sh           Bodies, arguments and answers that nobody should send: no 500, no attempt and no task without an end.'
)

usage() {
    cat <<'END'
Runs a proof that needs minutes, on servers of its own.

  proof.sh NAME [OPTION...]   proof.sh NAME --help tells the options

END
    local name sentence
    for proof in "${proofs[@]}"; do
        read -r name _ sentence <<<"$proof"
        printf '  %-10s %s\n' "$name" "$sentence"
    done
    cat <<'END'

The last line is JSON; the exit code is 0 only if all was as it must be. When each was run last: docs/proofs.md.
END
}

case ${1:-} in
    -h | --help) usage && exit ;;
esac
for proof in "${proofs[@]}"; do
    read -r name script _ <<<"$proof"
    if [[ $name == "${1:-}" ]]; then
        exec "$script" "${@:2}"
    fi
done
usage >&2
exit 2
