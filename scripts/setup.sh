#!/usr/bin/env bash
# Prepares this checkout: Debian packages, virtual environment, the project itself.
# Usage: scripts/setup.sh demo    what a running centre and the demonstration need
#        scripts/setup.sh test    the above and what the whole test suite needs
# Runs again in well under three seconds when nothing changed. Needs root or sudo only when a
# Debian package is missing. PYTHON=/path/to/python chooses the interpreter of a new environment.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
purpose=${1:-demo}
log=$root/var/log/setup.log

say() { printf '==> %s\n' "$*"; }
fail() {
    printf 'setup: %s\n' "$1" >&2
    shift
    (($# == 0)) || printf '       %s\n' "$@" >&2
    exit 1
}

# Debian package and the command or file that tells that it, or a stand-in for it, is there.
demo_packages=(sip-tester:sipp)
if ! grep -q '^ID=debian' /etc/os-release; then
    # Not Debian: scripts/asterisk.sh takes Debian's keys and its usual mirror from these two.
    demo_packages+=(debian-archive-keyring:/usr/share/keyrings/debian-archive-keyring.gpg debootstrap:/usr/sbin/debootstrap)
fi
test_packages=("${demo_packages[@]}" chromium:chromium curl:curl sox:sox graphviz:dot)

case $purpose in
    demo) packages=("${demo_packages[@]}") requirements=(runtime build) ;;
    test) packages=("${test_packages[@]}") requirements=(dev peer) ;;
    *) fail "unknown purpose '$purpose'" "say: scripts/setup.sh demo, or: scripts/setup.sh test" ;;
esac

quietly() {
    # Runs a command with its words in the log; shows the last of them when it fails.
    local mark
    mark=$(wc -l < "$log")
    "$@" < /dev/null >> "$log" 2>&1 && return
    tail -n "+$((mark + 1))" "$log" | tail -n 25 >&2
    return 1
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo "$@"
    fi
}

apt_install() {
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends)
    command -v apt-get > /dev/null || fail "this machine has no apt-get" \
        "Install what these Debian packages hold, then run again: $*"
    ((EUID == 0)) || command -v sudo > /dev/null || fail "these Debian packages are missing: $*" \
        "Run again as root, install sudo, or ask your administrator for: apt-get install $*"
    say "Debian packages: installing $*"
    quietly as_root "${install[@]}" "$@" 2> /dev/null && return
    say "Debian packages: refreshing the package lists first"
    # A third-party source that fails must not stop us: the install below tells what matters.
    quietly as_root apt-get update || true
    quietly as_root "${install[@]}" "$@" || fail "apt-get could not install: $*" "The whole story is in $log"
}

install_packages() {
    local missing=() entry
    for entry in "${packages[@]}"; do
        is_present "${entry#*:}" || missing+=("$(package_name "${entry%%:*}")")
    done
    if ((${#missing[@]} == 0)); then
        say "Debian packages: all there (${packages[*]%%:*})"
    else
        apt_install "${missing[@]}"
    fi
}

is_present() {
    local name
    [[ $1 != /* ]] || { [[ -e $1 ]]; return; }
    [[ $1 == chromium ]] && for name in chromium chromium-browser google-chrome; do
        command -v "$name" > /dev/null && return
    done
    command -v "$1" > /dev/null
}

package_name() {
    # Ubuntu has chromium under another name.
    if [[ $1 == chromium ]] && grep -q '^ID=ubuntu' /etc/os-release; then
        echo chromium-browser
    else
        echo "$1"
    fi
}

is_suitable_python() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1
}

find_python() {
    # Prints the first interpreter from 3.11 on; a name that only looks like one is passed over.
    local name
    for name in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        is_suitable_python "$name" && command -v "$name" && return
    done
    fail "no Python 3.11 or newer found" \
        "Debian 12 and 13 and Ubuntu 24.04 have it: apt-get install python3 python3-venv" \
        "or name another one: PYTHON=/path/to/python3.12 make setup"
}

make_environment() {
    .venv/bin/python -c 'import pip' > /dev/null 2>&1 && is_suitable_python .venv/bin/python && return
    local python
    python=$(find_python)
    if ! "$python" -c 'import ensurepip' > /dev/null 2>&1; then
        apt_install "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    fi
    say "Virtual environment: .venv with $("$python" --version)"
    quietly "$python" -m venv --clear .venv || fail "the virtual environment could not be made" \
        "The whole story is in $log"
}

fingerprint() {
    # Changes when anything changes that the environment was made from, or the folder was moved.
    {
        echo "$root"
        .venv/bin/python -VV
        cat pyproject.toml scripts/setup.sh "${requirements[@]/#/requirements/}"
    } | sha256sum
}

fill_environment() {
    local stamp=.venv/.setup-$purpose files=() file want
    want=$(fingerprint)
    if [[ -f $stamp && $(< "$stamp") == "$want" ]]; then
        say "Python packages: as locked in ${requirements[*]/#/requirements/}"
        return
    fi
    for file in "${requirements[@]}"; do files+=(--requirement "requirements/$file"); done
    say "Python packages: installing ${requirements[*]/#/requirements/} (up to two minutes the first time)"
    # The lists are complete, and what peer.in leaves out must stay out: hence --no-deps.
    quietly .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off \
        --no-deps --require-hashes "${files[@]}" || fail "the Python packages could not be installed" \
        "Is the package registry within reach? The whole story is in $log"
    say "Project: editable install"
    quietly .venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off \
        --no-deps --no-build-isolation --editable . || fail "the project itself could not be installed" \
        "The whole story is in $log"
    echo "$want" > "$stamp"
}

mkdir -p "${log%/*}"
[[ -f $log ]] || : > "$log"
# Two of these at the same time would spoil each other's environment.
exec 9> .setup.lock
flock 9
requirements=("${requirements[@]/%/.txt}")
install_packages
make_environment
fill_environment
