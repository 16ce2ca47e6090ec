#!/usr/bin/env bash
set -euo pipefail

usage() {
    cat <<'END'
Installs RabbitMQ, Redis, curl, the mail server of the tests (python3-aiosmtpd), promtool (prometheus), which checks
alerts, kubectl, which renders the manifests (1.21 or later: Debian 13 and Ubuntu 24.04 package one), and what the samples
and the tests of TLS and of wrong clocks need (python3-pika, nodejs, npm, openssl, libfaketime), from the packages of Debian or
Ubuntu where they are missing. Their system services are neither started nor enabled. Uses sudo when not root.
END
}

case ${1:-} in
    '') ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
esac

missing=()
# By its path: an ordinary user has no sbin directory in PATH, and the scripts call it there.
[[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || missing+=(rabbitmq-server)
command -v redis-server >/dev/null || missing+=(redis-server)
command -v curl >/dev/null || missing+=(curl)
command -v promtool >/dev/null || missing+=(prometheus)
command -v kubectl >/dev/null || missing+=(kubernetes-client)
[[ -d /usr/lib/python3/dist-packages/aiosmtpd ]] || missing+=(python3-aiosmtpd)
[[ -d /usr/lib/python3/dist-packages/pika ]] || missing+=(python3-pika)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
command -v openssl >/dev/null || missing+=(openssl)
compgen -G '/usr/lib/*/faketime/libfaketime.so.1' >/dev/null || missing+=(libfaketime)
[[ ${#missing[@]} -gt 0 ]] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. This script installs them with apt-get, which is not here; please install them yourself." >&2
    exit 1
fi
as_root=()
if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null || { echo "Missing: ${missing[*]}. Installing them takes root or sudo." >&2 && exit 1; }
    as_root=(sudo)
fi

# dpkg asks this file whether it may start a service; 101 is no.
policy=/usr/sbin/policy-rc.d
restore() {
    "${as_root[@]}" rm -f "$policy"
    [[ ! -e $policy.before && ! -L $policy.before ]] || "${as_root[@]}" mv "$policy.before" "$policy"
}
answer=0
[[ ! -x $policy ]] || "$policy" rabbitmq-server start >/dev/null 2>&1 || answer=$?
if [[ $answer -ne 101 ]]; then
    trap restore EXIT
    [[ ! -e $policy && ! -L $policy ]] || "${as_root[@]}" mv "$policy" "$policy.before"
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
fi

# The lock: a machine that has just booted often runs its own updates.
"${as_root[@]}" apt-get -q -o DPkg::Lock::Timeout=300 update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qy -o DPkg::Lock::Timeout=300 \
    install --no-install-recommends "${missing[@]}"

if command -v systemctl >/dev/null; then
    for package in "${missing[@]}"; do
        case $package in
            *-server | prometheus) "${as_root[@]}" systemctl disable --quiet "$package" || true ;;
        esac
    done
fi
