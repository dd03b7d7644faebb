#!/usr/bin/env bash
# Proves the containers without any public image: bases out of Debian packages, the three images,
# the whole centre with one real call from the citizen's keys to the closed ticket, and tests of the
# suite with Asterisk and SIPp out of the containers. Leaves nothing behind but the two bases in
# var/docker, which make the next run quicker.
# Usage: docker/test.sh
#   TESTS="tests/asterisk -k menu"   which tests run on the containers; TESTS= runs none
#   DEBIAN_MIRROR=URL                where the Debian packages come from
#   COMPOSE="docker-compose"         the compose client, otherwise the first that is there
#   BASES=public                     takes the Dockerfiles' own public base images
# Uses the engine that answers. When none does, and we are root, starts one of its own.
set -euo pipefail
cd "$(dirname "$0")/.."
export CENTRALITA_TAG=test
# shellcheck source=docker/engine.sh
. docker/engine.sh

work=$project_folder/var/docker
log=$project_folder/var/log/docker-test.log
tests=${TESTS-tests/asterisk}
compose=()
children=()
own_engine=
own_data=
bookworm_python=3.11
verdict="FAILED"

main() {
    mkdir -p "$work" "${log%/*}"
    exec 9> "$work/lock"
    flock --nonblock 9 || fail "another run of docker/test.sh is at work"
    rm -rf "$work/run"
    mkdir -p "$work/run"
    : > "$log"
    trap finish EXIT
    step "Engine" provide_engine
    step "Compose file" check_compose
    [[ ${BASES:-} == public ]] || step "Base images" make_bases
    step "Images" build_images
    step "Whole centre" raise_centre
    step "One call" place_call
    step "Restart" restart_centre
    step "Centre down" lower_centre
    [[ -z $tests ]] || step "Test suite on the containers" run_tests
    verdict="passed"
}

step() {
    local began=$SECONDS
    say "$1 ..."
    "$2"
    say "$1: good ($((SECONDS - began)) s)"
}

finish() {
    local status=$?
    trap - EXIT
    set +e
    ((status == 0)) || show_last_words
    ((${#compose[@]} == 0)) || in_compose down --volumes --timeout 5 >> "$log" 2>&1
    ((${#children[@]} == 0)) || kill "${children[@]}" 2> /dev/null
    if [[ -n $own_engine ]]; then
        stop_engine
    elif has_engine; then
        "$DOCKER" rmi "$(image_name asterisk)" "$(image_name centralita)" "$(image_name sipp)" \
            centralita-base:sid centralita-base:bookworm >> "$log" 2>&1
    fi
    rm -rf "$work/run"
    say "docker-test: $verdict after $SECONDS s"
    [[ $verdict == passed ]] || { say "The whole story is in $log"; exit 1; }
}

show_last_words() {
    { in_compose ps; in_compose logs --no-color --tail 20; } >> "$log" 2>&1
    tail -n 40 "$log" >&2
}

provide_engine() {
    command -v "$DOCKER" > /dev/null || install_engine
    has_engine || start_engine
    find_compose
    "$DOCKER" version --format 'client {{.Client.Version}}, engine {{.Server.Version}}'
    echo "${compose[*]} $("${compose[@]}" version --short)"
}

install_engine() {
    ((EUID == 0)) || fail "there is no docker client on this machine" "apt-get install docker.io docker-compose"
    say "Debian packages: installing docker.io docker-compose"
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        docker.io docker-compose debootstrap >> "$log" 2>&1 < /dev/null ||
        fail "docker.io and docker-compose could not be installed" "The whole story is in $log"
}

start_engine() {
    PATH=$PATH:/usr/sbin:/sbin
    ((EUID == 0)) || require_engine
    command -v dockerd > /dev/null || install_engine
    # A socket's path must be short, and an engine's folders may not lie on another engine's.
    own_data=$(mktemp -d /tmp/centralita-docker.XXXXXX)
    export DOCKER_HOST=unix://$own_data/socket
    dockerd --data-root "$own_data/data" --exec-root "$own_data/exec" --pidfile "$own_data/pid" \
        --host "$DOCKER_HOST" --iptables=false --ip6tables=false --bridge=none \
        >> "$log" 2>&1 < /dev/null 9>&- &
    own_engine=$!
    wait_until 30 has_engine || fail "dockerd does not start here" "The whole story is in $log"
    say "Engine: none answered, started one of our own"
}

stop_engine() {
    local left
    left=$("$DOCKER" ps --quiet)
    # shellcheck disable=SC2086 # one word per container
    [[ -z $left ]] || "$DOCKER" rm --force $left >> "$log" 2>&1
    kill "$own_engine" 2> /dev/null
    wait "$own_engine" 2> /dev/null
    # The engine forgets to let go of its own network's name.
    awk -v below="$own_data/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r |
        xargs --no-run-if-empty umount >> "$log" 2>&1
    rm -rf "$own_data"
    [[ ! -e $own_data ]] || { say "left behind: $own_data"; verdict="FAILED"; }
}

find_compose() {
    if [[ -n ${COMPOSE:-} ]]; then
        read -ra compose <<< "$COMPOSE"
    elif command -v docker-compose > /dev/null; then
        compose=(docker-compose)
    elif "$DOCKER" compose version > /dev/null 2>&1; then
        compose=("$DOCKER" compose)
    else
        fail "there is no compose client" "apt-get install docker-compose"
    fi
}

in_compose() { "${compose[@]}" --project-name centralita-test --file docker/compose.yaml "$@" < /dev/null; }

check_compose() {
    choose_ports
    in_compose config > "$work/run/compose.yaml"
}

choose_ports() {
    # Every port free at this moment, so that nothing on this machine is disturbed.
    local ports
    read -ra ports <<< "$(.venv/bin/python -c 'from lab.centre import free_ports; print(*free_ports(7))')"
    export CENTRALITA_HTTP_PORT=${ports[0]} CENTRALITA_SIP_PORT=${ports[1]}
    export CENTRALITA_ARI_PORT=${ports[2]} CENTRALITA_AMI_PORT=${ports[3]}
    export CENTRALITA_AGI_PORT=${ports[4]} CENTRALITA_RTP_START=31000 CENTRALITA_RTP_END=31199
    export CENTRALITA_PHONE_ADDRESS=127.0.0.1:${ports[5]}
    phone_port=${ports[5]} wheel_port=${ports[6]}
    export SITE=$project_folder/sites/demo
}

make_bases() {
    local suite
    for suite in sid bookworm; do
        docker/base.sh "$suite" "centralita-base:$suite" "$work/base-$suite.tar"
    done
    export ASTERISK_BASE=centralita-base:sid
    export CENTRALITA_BASE=centralita-base:bookworm SIPP_BASE=centralita-base:bookworm
    serve_wheels
}

serve_wheels() {
    # pip of this machine knows its way to a registry; the image is given what it fetched.
    local wheels=$work/run/wheels
    nice .venv/bin/python -m pip download --disable-pip-version-check --quiet --require-hashes \
        --no-deps --only-binary=:all: --python-version "$bookworm_python" --dest "$wheels" \
        --requirement requirements/runtime.txt --requirement requirements/build.txt >> "$log" 2>&1 ||
        fail "the locked Python packages could not be fetched" "The whole story is in $log"
    .venv/bin/python -m http.server --bind 127.0.0.1 --directory "$wheels" "$wheel_port" > /dev/null 2>&1 9>&- &
    children+=($!)
    export PIP_NO_INDEX=1 PIP_FIND_LINKS=http://127.0.0.1:$wheel_port/
    wait_until 10 curl_quietly "$PIP_FIND_LINKS" || fail "the packages are not served at $PIP_FIND_LINKS"
}

curl_quietly() {
    .venv/bin/python -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=2)' "$1" 2> /dev/null
}

build_images() {
    local name
    for name in asterisk sipp centralita; do
        say "Images: building $name"
        build_image "$name" "$log"
    done
    ! "$DOCKER" history --no-trunc "$(image_name centralita)" | grep -E 'PIP_(INDEX|FIND)' ||
        fail "the application's image tells where its packages came from"
}

raise_centre() {
    in_compose up --detach --no-build >> "$log" 2>&1 || fail "the centre does not come up"
    wait_until 90 is_healthy centralita || fail "the application did not become healthy"
    is_healthy asterisk || fail "Asterisk is not healthy"
}

is_healthy() {
    local container
    container=$(in_compose ps --quiet "$1")
    [[ $("$DOCKER" inspect --format '{{.State.Health.Status}}' "$container" 2> /dev/null) == healthy ]]
}

place_call() {
    # The agent's phone, the agent's desk, then a citizen who chooses Spanish and taxes.
    local answer=$work/run/answer application robot
    (cd "$work/run" && exec "$docker_folder/bin/sipp" "127.0.0.1:$CENTRALITA_SIP_PORT" \
        -sf "$project_folder/lab/sipp/agent.xml" -i 127.0.0.1 -p "$phone_port" -mp 31300 \
        -key ring_ms 100 -key answer_ms 500 -key talk_ms 0 -m 1 -nostdin -timeout 90) >> "$log" 2>&1 9>&- &
    children+=($!)
    application=$(in_compose ps --quiet centralita)
    "$DOCKER" exec --interactive "$application" /opt/venv/bin/python - carmen \
        < docker/attend.py > "$answer" 2>> "$log" 9>&- &
    robot=$!
    children+=("$robot")
    wait_until 30 grep -qs ready "$answer" || fail "the agent did not become ready"
    printf 'SEQUENTIAL\n600100200;Ana;1500;1;2000;1;0;;30000;\n' > "$work/run/citizen.csv"
    in_compose run --rm -T --volume "$work/run/citizen.csv:/tmp/citizen.csv:ro" sipp \
        "127.0.0.1:$CENTRALITA_SIP_PORT" -sf /opt/centralita/lab/sipp/citizen.xml \
        -inf /tmp/citizen.csv -s 012 -i 127.0.0.1 -mp 31400 -m 1 -nostdin -timeout 60 >> "$log" 2>&1 ||
        fail "the citizen's call failed"
    wait "$robot" || fail "the contact was not attended to its end"
    .venv/bin/python - "$answer" << 'PYTHON'
import json
import sys
from pathlib import Path

told = json.loads(Path(sys.argv[1]).read_text().splitlines()[-1])
contact, ticket = told["contact"], told["ticket"]
print(
    f"contact {contact['contact_id']}: {contact['language']}, {contact['topic']}, "
    f"agent {contact['agent_id']}, talk {contact['talk_s']:.1f} s, ended by {contact['ended_by']}; "
    f"disposition {contact['disposition']}, ticket {ticket['number']} {ticket['state']}"
)
wanted = {"language": "es", "topic": "taxes", "agent_id": "carmen", "ended_by": "agent"}
found = {name: contact[name] for name in wanted}
sys.exit(0 if found == wanted else f"wanted {wanted}, found {found}")
PYTHON
}

restart_centre() {
    # What the state volume holds must carry a second life, after an end without any warning.
    "$DOCKER" kill "$(in_compose ps --quiet asterisk)" "$(in_compose ps --quiet centralita)" >> "$log" 2>&1
    in_compose up --detach --no-build >> "$log" 2>&1 || fail "the centre does not come up again"
    wait_until 90 is_healthy centralita || fail "the application did not become healthy again"
    in_compose logs --no-color centralita | grep -E 'rebuilt from [1-9][0-9]* journal records' ||
        fail "the application did not read its journal again"
}

lower_centre() {
    in_compose down --volumes --timeout 20 >> "$log" 2>&1
    [[ -z $("$DOCKER" ps --all --quiet --filter label=com.docker.compose.project=centralita-test) ]] ||
        fail "containers are left"
}

run_tests() {
    # A killed client ends at once, its container a tenth of a second later; until then Asterisk's
    # ports are taken, and that test starts the next one in the same instant.
    # shellcheck disable=SC2086 # as in the Makefile, words and options
    docker/fixture.sh .venv/bin/python -m pytest $tests \
        --deselect tests/asterisk/test_dialplan_exchange.py::test_after_a_kill_it_starts_again_from_the_same_folder
    [[ -z $("$DOCKER" ps --all --quiet --filter name=centralita-asterisk-) ]] || fail "an Asterisk is left"
}

wait_until() {
    # wait_until SECONDS COMMAND...
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.2
    done
}

main
exit
