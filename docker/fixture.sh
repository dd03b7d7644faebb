#!/usr/bin/env bash
# Runs a command, usually the test suite, with Asterisk and SIPp out of their containers.
# Usage: docker/fixture.sh COMMAND [ARGUMENT]...
set -euo pipefail
# shellcheck source=docker/engine.sh
. "$(dirname "$0")/engine.sh"
(($#)) || fail "say what to run" "for instance: docker/fixture.sh .venv/bin/python -m pytest tests/asterisk"

require_engine
"$docker_folder/asterisk.sh" "$project_folder/.asterisk/docker.env"
say "SIPp: building the image $(image_name sipp)"
build_image sipp "$project_folder/var/log/docker-sipp.log"
export FIXTURES=docker
export CENTRALITA_ASTERISK=$project_folder/.asterisk/docker.env
CENTRALITA_SIPP=$(printf '%q' "$docker_folder/bin/sipp")
export CENTRALITA_SIPP
exec "$@"
