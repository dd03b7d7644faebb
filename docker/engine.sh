# shellcheck shell=bash
# Sourced by the scripts of this folder: which engine and client, and the names of the images.
#   DOCKER=/path/to/docker        the client, otherwise the first one on the PATH
#   CENTRALITA_TAG=local          tag of the images
#   ASTERISK_BASE, CENTRALITA_BASE, SIPP_BASE
#                                 base image of each, otherwise the public one of its Dockerfile
#   PIP_INDEX_URL, PIP_FIND_LINKS, PIP_NO_INDEX
#                                 where the application's image takes Python packages from

DOCKER=${DOCKER:-docker}
CENTRALITA_TAG=${CENTRALITA_TAG:-local}
docker_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project_folder=$(dirname "$docker_folder")

say() { printf '==> %s\n' "$*"; }
fail() {
    printf 'docker: %s\n' "$1" >&2
    shift
    (($# == 0)) || printf '        %s\n' "$@" >&2
    exit 1
}

image_name() {
    case $1 in
        centralita) echo "centralita:$CENTRALITA_TAG" ;;
        *) echo "centralita-$1:$CENTRALITA_TAG" ;;
    esac
}

has_engine() { "$DOCKER" version --format '{{.Server.Version}}' > /dev/null 2>&1; }

require_engine() {
    command -v "$DOCKER" > /dev/null || fail "there is no docker client on this machine" \
        "On Debian and Ubuntu: apt-get install docker.io docker-compose"
    has_engine || fail "no container engine answers" \
        "Start it (systemctl start docker), or join the group docker and log in again."
}

build_image() {
    # build_image asterisk|centralita|sipp LOG: what it was built from before is found in the cache.
    local name=$1 log=$2 base variable mark arguments=()
    variable=${name^^}_BASE
    base=${!variable:-}
    [[ -z $base ]] || arguments+=(--build-arg "BASE=$base")
    [[ $name != centralita ]] || for variable in PIP_INDEX_URL PIP_FIND_LINKS PIP_NO_INDEX; do
        [[ -z ${!variable:-} ]] || arguments+=(--build-arg "$variable")
    done
    mkdir -p "${log%/*}"
    touch "$log"
    mark=$(wc -l < "$log")
    nice "$DOCKER" build --network host "${arguments[@]}" --tag "$(image_name "$name")" \
        --file "$docker_folder/$name/Dockerfile" "$project_folder" >> "$log" 2>&1 < /dev/null && return
    tail -n "+$((mark + 1))" "$log" | tail -n 25 >&2
    fail "the image $(image_name "$name") could not be built" "The whole story is in $log" \
        "Without reach of public images make a base of your own, for instance:" \
        "docker/base.sh sid my-base:sid && export ASTERISK_BASE=my-base:sid"
}
