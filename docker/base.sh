#!/usr/bin/env bash
# Makes a base image out of Debian packages, for networks without public images.
# Usage: docker/base.sh SUITE IMAGE [ARCHIVE]
#   SUITE     bookworm, sid and so on
#   IMAGE     name and tag that it gets
#   ARCHIVE   tar file that keeps it; when it is there already, it is only imported
#   DEBIAN_MIRROR=URL   otherwise the Debian mirror that apt uses here, then debootstrap's usual one
set -euo pipefail
# shellcheck source=docker/engine.sh
. "$(dirname "$0")/engine.sh"
(($# >= 2)) || fail "say a suite and a name" "for instance: docker/base.sh sid centralita-base:sid"
suite=$1 image=$2 archive=${3:-}
scratch=

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo "$@"
    fi
}

mirrors() {
    [[ -z ${DEBIAN_MIRROR:-} ]] || { echo "$DEBIAN_MIRROR"; return; }
    grep -rhv '^[[:space:]]*#' /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/mirrors 2> /dev/null |
        grep -oE 'https?://[^][:space:]]+/debian/?([[:space:]]|$)' | awk '!seen[$1]++ { print $1 }' || true
    sed -n 's/^DEF_MIRROR="\(.*\)"$/\1/p' /usr/sbin/debootstrap
}

bootstrap() {
    local mirror log=$scratch/log
    for mirror in $(mirrors); do
        say "Base $suite: debootstrap from $mirror (about half a minute)"
        # A mirror that stands still has an index past its date; debootstrap does not mind.
        as_root nice debootstrap --variant=minbase --include=ca-certificates \
            "$suite" "$scratch/root" "$mirror" > "$log" 2>&1 && { settle "$mirror"; return; }
        as_root rm -rf "$scratch/root"
    done
    tail -n 15 "$log" >&2
    fail "no Debian mirror gave the suite $suite" "Name one: DEBIAN_MIRROR=URL $0 $*"
}

settle() {
    # The image reaches its packages as this machine does: same mirror, proxy and trust.
    local apt=$scratch/root/etc/apt
    echo "deb $1 $suite main" | as_root tee "$apt/sources.list" > /dev/null
    {
        echo 'Acquire::Check-Valid-Until "false";'
        echo 'Acquire::Languages "none";'
        apt-config dump 2> /dev/null | grep -E '^Acquire::https?::Proxy' || true
    } | as_root tee "$apt/apt.conf.d/90machine" > /dev/null
    [[ ! -r /etc/ssl/certs/ca-certificates.crt ]] ||
        as_root cp /etc/ssl/certs/ca-certificates.crt "$scratch/root/etc/ssl/certs/ca-certificates.crt"
}

require_engine
if [[ -z $archive || ! -s $archive ]]; then
    command -v debootstrap > /dev/null || PATH=$PATH:/usr/sbin command -v debootstrap > /dev/null ||
        fail "debootstrap is missing" "apt-get install debootstrap"
    scratch=$(mktemp -d)
    trap 'as_root rm -rf "$scratch"' EXIT
    archive=${archive:-$scratch/base.tar}
    PATH=$PATH:/usr/sbin bootstrap
    as_root tar -C "$scratch/root" --exclude='./var/cache/apt/archives/*.deb' \
        --exclude='./var/lib/apt/lists/*' -cf "$scratch/done.tar" .
    mkdir -p "$(dirname "$archive")"
    mv "$scratch/done.tar" "$archive"
fi
"$DOCKER" import "$archive" "$image" > /dev/null
say "Base $suite: imported as $image"
