#!/usr/bin/env bash
set -euo pipefail

usage() {
    cat <<'END'
Writes infra/.env: what compose.yaml needs and nobody should choose by hand. Random passwords, an API key, and the
profiles that are to run. Never overwrites one.

  env.sh [--file FILE] [observability] [mail]

  observability   Prometheus and Grafana, and services that send metrics
  mail            a mail catcher, and workers that send to it

To have one of them later, edit the file: COMPOSE_PROFILES=observability,mail with METRICS_EXPORTER=otlp, and
EMAIL_HOST=mail, EMAIL_PORT=1025, EMAIL_SECURITY=None.
END
}

file=$(dirname "${BASH_SOURCE[0]}")/.env
profiles=()
metrics=none
email=()
while [[ $# -gt 0 ]]; do
    case $1 in
        --file) [[ -n ${2:-} ]] || { usage >&2 && exit 2; } && file=$2 && shift 2 ;;
        observability) profiles+=("$1") && metrics=otlp && shift ;;
        mail) profiles+=("$1") && email=(EMAIL_HOST=mail EMAIL_PORT=1025 EMAIL_SECURITY=None) && shift ;;
        -h | --help) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
done

if [[ -e $file ]]; then
    echo "$file is there already. Its passwords are in the volumes, too: whoever replaces it must remove those first (down -v)." >&2
    exit 1
fi

# Letters and digits only: they go into connection strings as they are.
secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

umask 077
{
    echo "RABBITMQ_USER=messaging"
    echo "RABBITMQ_PASSWORD=$(secret)"
    echo "REDIS_PASSWORD=$(secret)"
    echo "API_KEY=$(secret)"
    echo "GRAFANA_PASSWORD=$(secret)"
    (IFS=, && echo "COMPOSE_PROFILES=${profiles[*]}")
    echo "METRICS_EXPORTER=$metrics"
    ((${#email[@]} == 0)) || printf '%s\n' "${email[@]}"
} >"$file.new"
mv "$file.new" "$file"
echo "Wrote $file."
