#!/usr/bin/env bash
# Provides Asterisk out of its container and notes where it is, as scripts/asterisk.sh does for
# one of the machine.
# Usage: docker/asterisk.sh ENVFILE
set -euo pipefail
# shellcheck source=docker/engine.sh
. "$(dirname "$0")/engine.sh"
(($# == 1)) || fail "say the file for the note" "for instance: docker/asterisk.sh .asterisk/env"
note=$1
log=$project_folder/var/log/docker-asterisk.log

require_engine
say "Asterisk: building the image $(image_name asterisk) (a minute the first time)"
build_image asterisk "$log"
version=$("$docker_folder/bin/asterisk" -V | sed -n 's/^Asterisk //p')
[[ -n $version ]] || fail "Asterisk does not start in the container" "The whole story is in $log"
mkdir -p "$(dirname "$note")"
{
    printf 'ASTERISK_COMMAND=%q\n' "$docker_folder/bin/asterisk"
    printf 'ASTERISK_MODULES=/opt/asterisk/modules\n'
    printf 'ASTERISK_DATA=/opt/asterisk/data\n'
    printf 'ASTERISK_VERSION=%s\n' "$version"
} > "$note.part"
mv "$note.part" "$note"
# The stamp beside the note vouches for an Asterisk of the machine, which this is not.
rm -f "$(dirname "$note")/.env-stamp"
say "Asterisk: $version is ready in the container ($note)"
