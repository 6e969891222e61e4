#!/usr/bin/env bash
# Usage: scripts/install.sh <lock file> <stamp>
# Makes .venv with any Python from 3.11 on, installs exactly what the lock file names, and leaves the stamp.
set -euo pipefail

lock=$1 stamp=$2
log=.venv/install.log

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "Liaison needs Python 3.11 or newer, and there is none here." \
        "Install it (Debian, Ubuntu: sudo apt-get install python3 python3-venv; macOS: brew install python)," \
        "or name yours: make PYTHON=/path/to/python ..."
}

make_venv() {
    local python
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        fail "$python cannot make virtual environments: its module venv or ensurepip is missing." \
            "On Debian and Ubuntu: sudo apt-get install $("$python" -c \
                'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    fi
    echo "Making .venv with $("$python" --version) ..."
    "$python" -m venv --clear .venv
}

# Turns pip's chatter into one line that counts up, for whoever watches.
show_progress() {
    local line total count=0
    total=$(grep -c == "$lock")
    while read -r line; do
        [[ -t 1 ]] || continue
        case $line in
        Collecting* | Ignoring* | "Requirement already satisfied"*)
            count=$((count < total ? count + 1 : total))
            printf '\r  %d of %d' "$count" "$total"
            ;;
        "Installing collected packages"*) printf '\r  putting them in place ...' ;;
        esac
    done
    if [[ -t 1 ]]; then printf '\r\033[K'; fi
}

.venv/bin/python -m pip --version >/dev/null 2>&1 || make_venv

echo "Installing what $lock names, a minute or less ..."
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
pip=(.venv/bin/python -m pip install)
if ! {
    "${pip[@]}" --require-hashes -r "$lock" 2>&1 &&
        "${pip[@]}" --no-deps --no-build-isolation --editable . 2>&1
} | tee "$log" | show_progress; then
    grep -E '^ERROR' "$log" >&2 || tail -n 5 "$log" >&2
    fail "Installing did not work; pip's own words are in $log." \
        "Is the network reachable? Behind a proxy, set HTTPS_PROXY. Then run the same command again."
fi
touch "$stamp"
