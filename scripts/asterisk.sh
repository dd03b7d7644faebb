#!/usr/bin/env bash
# Provides Asterisk 22 and writes where it is to .asterisk/env (KEY=VALUE lines):
#   ASTERISK_COMMAND   command that starts it, words as a shell would split them
#   ASTERISK_MODULES   folder of its modules, for astmoddir
#   ASTERISK_DATA      folder that holds rest-api and documentation, to copy into astdatadir
#   ASTERISK_VERSION   what it says about itself
# Takes the first that works of
#   (a) an Asterisk of the machine, version 22 or newer, that boots with the modules we need
#   (b) a private copy out of Debian unstable, unpacked into .asterisk/tree (no root needed)
# Usage: scripts/asterisk.sh
#   ASTERISK=system|private|docker   insist on one; docker is the container of docker/
#   DEBIAN_MIRROR=URL                where the private copy comes from; otherwise the Debian
#                                    mirror that apt uses here, then debootstrap's usual one
# shellcheck disable=SC2016 # what stands in single quotes is for apt or for the written script
set -euo pipefail
cd "$(dirname "$0")/.."
home=$PWD/.asterisk
tree=$home/tree
log=$PWD/var/log/asterisk-setup.log
choice=${ASTERISK:-auto}
scratch=

# One per subsystem that the centre uses; each brings further ones in.
needed_modules=(
    app_dial app_playback app_queue app_stack app_stasis bridge_holding bridge_native_rtp
    bridge_simple bridge_softmix chan_pjsip codec_alaw codec_ulaw format_pcm func_callerid
    func_channel func_global func_hangupcause func_logic func_strings pbx_config res_agi res_ari
    res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels res_ari_endpoints
    res_ari_events res_ari_model res_ari_playbacks res_ari_recordings res_ari_sounds res_crypto
    res_http_websocket res_musiconhold res_pjsip res_pjsip_authenticator_digest
    res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user
    res_pjsip_endpoint_identifier_anonymous res_pjsip_pubsub res_pjsip_registrar
    res_pjsip_sdp_rtp res_pjsip_session res_pjsip_transport_websocket res_pjproject
    res_rtp_asterisk res_sorcery_astdb res_sorcery_config res_sorcery_memory res_speech res_srtp
    res_stasis res_stasis_answer res_stasis_playback res_stasis_recording res_stasis_snoop
    res_timing_timerfd res_websocket_client
)
# What a dependency drags in although no module of ours asks for it while running.
unwanted_packages='^(adduser|asterisk-config|asterisk-core-sounds.*|base-passwd|debconf|dirmngr|gcc-.*|gnupg.*|gpg.*|libpam-modules.*|libperl.*|libsnmp-base|login.*|passwd|pci.ids|perl.*|pinentry.*|readline-common|tzdata)$'

say() { printf '==> %s\n' "$*"; }
fail() {
    printf 'asterisk: %s\n' "$1" >&2
    shift
    (($# == 0)) || printf '          %s\n' "$@" >&2
    exit 1
}

version_of() { "$1" -V 2> /dev/null | sed -n 's/^Asterisk //p'; }

is_recent() { [[ $1 =~ ^([0-9]+)\. ]] && ((BASH_REMATCH[1] >= 22)); }

missing_modules() {
    local module
    for module in "${needed_modules[@]}"; do
        [[ -f $1/$module.so ]] || printf '%s ' "$module"
    done
}

boots() {
    # boots COMMAND MODULES DATA: starts it in a prefix of its own, without any port, and asks
    # whether every needed module runs.
    local prefix=$scratch/boot pid running module
    rm -rf "$prefix"
    mkdir -p "$prefix"/{etc,log,run,db,spool,data}
    cp -r "$3/documentation" "$prefix/data/"
    {
        echo '[directories]'
        echo "astetcdir => $prefix/etc"
        echo "astmoddir => $2"
        echo "astrundir => $prefix/run"
        echo "astlogdir => $prefix/log"
        for name in astvarlibdir astdatadir astkeydir astagidir astsbindir; do
            echo "$name => $prefix/data"
        done
        echo "astdbdir => $prefix/db"
        echo "astspooldir => $prefix/spool"
    } > "$prefix/etc/asterisk.conf"
    { printf '[modules]\nautoload = no\n'; printf 'load = %s.so\n' "${needed_modules[@]}"; } > "$prefix/etc/modules.conf"
    printf '[general]\n[logfiles]\nmessages = error,warning\n' > "$prefix/etc/logger.conf"
    printf '[general]\nenabled = no\n' | tee "$prefix/etc/http.conf" "$prefix/etc/ari.conf" > /dev/null
    printf '[default]\nexten => s,1,Hangup()\n' > "$prefix/etc/extensions.conf"
    touch "$prefix"/etc/{pjsip,pjproject,sorcery,rtp,queues,musiconhold,stasis,features,indications,acl,ccss,udptl,websocket_client}.conf
    "$1" -C "$prefix/etc/asterisk.conf" -f -n < /dev/null >> "$log" 2>&1 &
    pid=$!
    running=$(ask_running "$1" "$prefix/etc/asterisk.conf" "$pid")
    kill "$pid" 2> /dev/null || true
    wait "$pid" 2> /dev/null || true
    for module in "${needed_modules[@]}"; do
        grep -q "^$module\.so .*Running" <<< "$running" && continue
        { echo "not running: $module"; cat "$prefix/log/messages" 2> /dev/null; } >> "$log"
        return 1
    done
}

ask_running() {
    # Prints the module table as soon as the Asterisk with this pid has booted; at most 20 s.
    local deadline=$((SECONDS + 20))
    while ((SECONDS < deadline)) && kill -0 "$3" 2> /dev/null; do
        if timeout 20 "$1" -C "$2" -rx 'core waitfullybooted' > /dev/null 2>&1; then
            timeout 5 "$1" -C "$2" -rx 'module show' 2>> "$log" || true
            return
        fi
        sleep 0.1
    done
}

write_env() {
    # write_env COMMAND MODULES DATA VERSION
    {
        printf 'ASTERISK_COMMAND=%q\n' "$1"
        printf 'ASTERISK_MODULES=%s\n' "$2"
        printf 'ASTERISK_DATA=%s\n' "$3"
        printf 'ASTERISK_VERSION=%s\n' "$4"
    } > "$home/env.part"
    mv "$home/env.part" "$home/env"
    fingerprint > "$home/.env-stamp"
}

fingerprint() { { echo "$choice $home"; cat scripts/asterisk.sh; } | sha256sum; }

is_ready() {
    # The answer of the last run still holds: same question, same folder, and it still starts.
    [[ -f $home/env && -f $home/.env-stamp && $(< "$home/.env-stamp") == "$(fingerprint)" ]] || return 1
    local command
    command=$(sed -n 's/^ASTERISK_COMMAND=//p' "$home/env")
    eval "command=$command"
    [[ $command != "$home"/* ]] || is_whole || return 1
    [[ $(version_of "$command") == "$(sed -n 's/^ASTERISK_VERSION=//p' "$home/env")" ]]
}

first_folder() {
    local folder
    for folder in "$@"; do
        [[ -d $folder ]] && echo "$folder" && return
    done
    return 1
}

use_system() {
    # (a) Says why not, when the machine has one that will not do.
    local command version modules data missing
    command=$(PATH=$PATH:/usr/sbin:/usr/local/sbin command -v asterisk) || return 1
    version=$(version_of "$command")
    is_recent "$version" || { say "Asterisk: $command is ${version:-of an unknown version}, 22 or newer is needed"; return 1; }
    modules=$(first_folder /usr/lib/*/asterisk/modules /usr/local/lib/asterisk/modules /usr/lib/asterisk/modules /usr/lib64/asterisk/modules) || return 1
    missing=$(missing_modules "$modules")
    [[ -z $missing ]] || { say "Asterisk: $command lacks the modules $missing"; return 1; }
    for data in /usr/share/asterisk /var/lib/asterisk; do [[ -d $data/rest-api && -d $data/documentation ]] && break; done
    [[ -d $data/rest-api ]] || { say "Asterisk: $command has no rest-api folder"; return 1; }
    boots "$command" "$modules" "$data" || { say "Asterisk: $command does not run every module we need, see $log"; return 1; }
    write_env "$command" "$modules" "$data" "$version"
}

mirrors() {
    # Prints the mirrors to try, best first.
    [[ -z ${DEBIAN_MIRROR:-} ]] || { echo "$DEBIAN_MIRROR"; return; }
    # Read from the files: apt itself names its sources only after its first update. Whoever
    # else calls a folder "debian" lacks unstable or Debian's signature, so the next one is tried.
    grep -rhv '^[[:space:]]*#' /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/mirrors 2> /dev/null |
        grep -oE 'https?://[^][:space:]]+/debian/?([[:space:]]|$)' | awk '!seen[$1]++ { print $1 }' || true
    [[ ! -r /usr/sbin/debootstrap ]] || sed -n 's/^DEF_MIRROR="\(.*\)"$/\1/p' /usr/sbin/debootstrap
}

private_apt() {
    # apt with lists, cache and (empty) status of its own: it resolves as if nothing were
    # installed. Unstable's index may be past its date on a mirror that stands still.
    local tool=$1 apt=$scratch/apt
    shift
    "$tool" -q \
        -o Dir::State="$apt" -o Dir::State::status="$apt/status" -o Dir::State::lists="$apt/lists" \
        -o Dir::Cache="$apt" -o Dir::Etc::sourcelist="$apt/sources.list" \
        -o Dir::Etc::sourceparts="$apt/none" -o Dir::Etc::preferences="$apt/none/x" \
        -o Dir::Etc::preferencesparts="$apt/none" -o Acquire::Check-Valid-Until=false \
        -o Acquire::Languages=none -o Acquire::Retries=3 -o APT::Install-Recommends=false \
        -o APT::Sandbox::User="$(id -un)" "$@" < /dev/null
}

fetch_index() {
    local mirror keyring=/usr/share/keyrings/debian-archive-keyring
    [[ -r $keyring.gpg ]] && keyring=$keyring.gpg || keyring=$keyring.pgp
    mkdir -p "$scratch"/apt/{lists/partial,archives/partial,none}
    : > "$scratch/apt/status"
    for mirror in $(mirrors); do
        say "Asterisk: reading the package index of Debian unstable from $mirror"
        echo "deb [signed-by=$keyring] $mirror unstable main" > "$scratch/apt/sources.list"
        private_apt apt-get update -o APT::Update::Error-Mode=any >> "$log" 2>&1 && return
    done
    return 1
}

unpack_tree() {
    # (b) Everything goes into a .part folder first, so a tree is either whole or not there.
    local part=$tree.part debs=$scratch/debs packages deb
    rm -rf "$part"
    mkdir -p "$part" "$debs"
    fetch_index || fail "no Debian mirror with unstable could be read" \
        "Name one (DEBIAN_MIRROR=URL), install Asterisk 22 yourself, or use ASTERISK=docker." "The whole story is in $log"
    packages=$(private_apt apt-get --simulate install asterisk asterisk-modules 2>> "$log" |
        awk '/^Inst /{print $2}' | grep -vE "$unwanted_packages") || fail "Debian unstable's asterisk cannot be installed at the moment" \
        "Try another day or mirror (DEBIAN_MIRROR=URL), or use ASTERISK=docker." "The whole story is in $log"
    say "Asterisk: fetching and unpacking $(wc -l <<< "$packages") packages into .asterisk/tree (60 MB, up to a minute)"
    # shellcheck disable=SC2086 # one word per package
    (cd "$debs" && private_apt apt-get download $packages) >> "$log" 2>&1 || fail "a package could not be fetched" "The whole story is in $log"
    for deb in "$debs"/*.deb; do
        dpkg-deb --extract "$deb" "$part" || fail "$(basename "$deb") could not be unpacked"
    done
    rm -rf "$part"/usr/share/{doc,man,locale,lintian}
    rm -rf "$tree" "$home/tree.sum"
    mv "$part" "$tree"
    tree_sum > "$home/tree.sum"
}

# Changes when a file of the tree is missing, added or cut short.
tree_sum() { (cd "$tree" && find . -printf '%p %s\n' | LC_ALL=C sort | sha256sum); }

is_whole() { [[ -d $tree && -f $home/tree.sum && $(< "$home/tree.sum") == "$(tree_sum)" ]]; }

use_private() {
    local modules version command=$home/bin/asterisk
    is_whole || unpack_tree
    modules=$(first_folder "$tree"/usr/lib/*/asterisk/modules) || return 1
    write_starter "$command" "${modules%/asterisk/modules}"
    version=$(version_of "$command")
    is_recent "$version" || { say "Asterisk: the private copy does not start"; return 1; }
    boots "$command" "$modules" "$tree/usr/share/asterisk" || { say "Asterisk: the private copy does not run every module we need"; return 1; }
    write_env "$command" "$modules" "$tree/usr/share/asterisk" "$version"
}

write_starter() {
    # write_starter FILE LIBRARIES: the tree brings its own C library, so it starts through its
    # own loader; exec keeps the process id.
    local loader
    loader=$(find "$2" -maxdepth 1 -name 'ld-linux*.so.*' | head -n 1)
    mkdir -p "${1%/*}"
    {
        echo '#!/bin/sh'
        echo 'here=$(cd "$(dirname "$0")/.." && pwd)'
        printf 'exec "$here%s" --library-path "$here%s" "$here/tree/usr/sbin/asterisk" "$@"\n' "${loader#"$home"}" "${2#"$home"}"
    } > "$1"
    chmod +x "$1"
}

provide_private() {
    use_private && return
    say "Asterisk: unpacking the private copy anew"
    rm -f "$home/tree.sum"
    use_private || fail "the private copy of Asterisk does not work here" "The whole story is in $log"
}

mkdir -p "$home" "${log%/*}"
exec 9> "$home/.lock"
flock 9
if [[ $choice == docker ]]; then
    [[ -x docker/asterisk.sh ]] || fail "docker/asterisk.sh is missing" "ASTERISK=docker needs the folder docker/ of this project."
    exec docker/asterisk.sh "$home/env"
fi
if is_ready; then
    say "Asterisk: $(sed -n 's/^ASTERISK_VERSION=//p' "$home/env") is ready (.asterisk/env)"
    exit
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
: > "$log"
case $choice in
    auto) use_system || provide_private ;;
    system) use_system || fail "no suitable Asterisk 22 on this machine" "Leave ASTERISK away and a private copy is made." ;;
    private) provide_private ;;
    *) fail "ASTERISK=$choice is unknown" "Say system, private or docker, or leave it away." ;;
esac
say "Asterisk: $(sed -n 's/^ASTERISK_VERSION=//p' "$home/env") is ready (.asterisk/env)"
