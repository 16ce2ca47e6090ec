#!/usr/bin/env bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
    cat <<'END'
Installs the peers: Celery from the packages of Debian or Ubuntu, Node.js likewise where there is none, and BullMQ into
bench/peers/bullmq. What is there is left alone. Uses sudo when not root.
END
}

case ${1:-} in
    '') ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
esac

missing=()
# The system's Python: another one in PATH does not see the packages.
/usr/bin/python3 -c 'import celery, redis' 2>/dev/null || missing+=(python3-celery python3-redis)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if [[ ${#missing[@]} -gt 0 ]]; then
    as_root=()
    if [[ $EUID -ne 0 ]]; then
        command -v sudo >/dev/null || { echo "Missing: ${missing[*]}. Installing them takes root or sudo." >&2 && exit 1; }
        as_root=(sudo)
    fi
    "${as_root[@]}" apt-get -q -o DPkg::Lock::Timeout=300 update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qy -o DPkg::Lock::Timeout=300 \
        install --no-install-recommends "${missing[@]}"
fi

# Nothing of what it needs has an install script that must run.
[[ bullmq/node_modules/.package-lock.json -nt bullmq/package-lock.json ]] || (cd bullmq && npm ci --ignore-scripts)
