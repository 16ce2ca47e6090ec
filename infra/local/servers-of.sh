#!/usr/bin/env bash
set -euo pipefail

usage() {
    cat <<'END'
Unpacks the RabbitMQ and Redis of another Debian release into DIR, beside those that this machine has, and makes their
programs callable from DIR/bin. Needs root, Debian or Ubuntu, and mmdebstrap (of the package with that name).

  servers-of.sh RELEASE DIR     for example: servers-of.sh trixie /opt/trixie

LOCAL_RABBITMQ=DIR/bin and LOCAL_REDIS=DIR/bin then make every script beside this one, and the tests, start those.
Whoever starts them must be root, too: they run with the release's /usr in the place of this machine's.
END
}

case ${1:-} in
    -h | --help) usage && exit ;;
    [a-z]*) [[ -n ${2:-} ]] || { usage >&2 && exit 2; } ;;
    *) usage >&2 && exit 2 ;;
esac

release=$1
root=$(realpath -m "$2")
# What the start scripts of RabbitMQ call, beside the servers: packages that every Debian has are not among the dependencies.
mmdebstrap --quiet --variant=extract --include=rabbitmq-server,redis-server,dash,coreutils,sed,grep,mawk,util-linux,libc-bin "$release" "$root"

mkdir -p "$root/bin"
# The libraries and the paths in them are the release's. A mount that only this process sees leaves its id and directory as they were.
for program in erl escript epmd redis-server redis-cli; do
    cat >"$root/bin/$program" <<END
#!/bin/sh
exec unshare --mount sh -c 'mount --bind "$root/usr" /usr && exec "\$0" "\$@"' /usr/bin/$program "\$@"
END
    chmod 755 "$root/bin/$program"
done
ln -sfn "$root"/usr/lib/rabbitmq/bin/rabbitmq* "$root/bin/"
