# shellcheck shell=bash
# Sourced, before temporary.sh is used, by scripts that run several releases beside each other.

# Where each of our programs is below artifacts/bin, for a git revision or a directory that is built already.
build_of() { # REVISION|DIR; sets build
    if [[ -d $1/artifacts/bin/Messaging.Producer/release ]]; then
        build=$(realpath "$1")/artifacts/bin
        return
    fi
    local revision tree
    revision=$(git rev-parse --verify --quiet "$1^{commit}") || {
        echo "$1 is neither a revision nor a directory with a Release build." >&2
        return 1
    }
    # A checkout of its own: what is being worked on stays as it is.
    tree=$temporary/builds/$revision
    if [[ ! -d $tree ]]; then
        git worktree add --quiet --detach "$tree" "$revision" >&2
        for service in Producer StatusQuery Worker; do
            dotnet build "$tree/services/$service" -c Release --nologo -v quiet >&2
        done
    fi
    build=$tree/artifacts/bin
}

forget_builds() {
    local tree
    for tree in "$temporary"/builds/*; do
        [[ ! -d $tree ]] || git worktree remove --force "$tree"
    done
}
