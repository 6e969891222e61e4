#!/usr/bin/env bash
# Usage: scripts/test.sh [pytest's arguments]
# Finds or installs a browser, runs the tests, and ends with one line that says how it went.
set -euo pipefail

log=.venv/browser.log

case $(uname) in
Darwin) mend="brew install --cask chromium" ;;
*)
    if command -v dnf >/dev/null; then
        mend="sudo dnf install chromium google-noto-color-emoji-fonts google-noto-sans-fonts"
    elif command -v pacman >/dev/null; then
        mend="sudo pacman -S chromium noto-fonts noto-fonts-emoji"
    else
        mend="sudo apt-get install chromium fonts-noto-color-emoji fonts-noto-core"
    fi
    ;;
esac

why_no_browser() {
    .venv/bin/python -m tests.support.chromium 2>&1 >/dev/null
}

has_emoji_font() {
    [[ $(uname) == Darwin ]] && return
    local folders=(/usr/share/fonts /usr/local/share/fonts ~/.fonts ~/.local/share/fonts)
    [[ -n $(find "${folders[@]}" -iname '*emoji*' 2>/dev/null || true) ]]
}

install_browser() {
    local sudo=()
    [[ $mend == *apt-get* ]] && command -v apt-get >/dev/null || return 0
    if [[ $(id -u) != 0 ]]; then
        sudo -n true 2>/dev/null || return 0
        sudo=(sudo -n)
    fi
    echo "Installing Chromium and fonts for the browser tests, a minute or less ..."
    "${sudo[@]}" apt-get update -qq >"$log" 2>&1 || true
    # shellcheck disable=SC2086  # the packages are words
    DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends \
        ${mend#sudo apt-get install } >>"$log" 2>&1 || echo "That did not work; apt-get's own words are in $log."
}

no_browser=$(why_no_browser) || true
if [[ -n $no_browser ]] || ! has_emoji_font; then
    install_browser
    no_browser=$(why_no_browser) || true
fi

# What the first process compiles, the workers and the hundreds of bots that they start need not compile again.
export PYTHONDONTWRITEBYTECODE=

# Three more than there are processors: many tests wait, see tests/support/order.py.
workers=$(.venv/bin/python -c 'import os; print(min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 6) + 3)')
.venv/bin/python -m pytest --quiet -n "$workers" --dist worksteal "$@" || {
    echo "Some tests failed: see above."
    exit 1
}

if [[ -n $no_browser ]]; then
    echo "All other tests passed, but the browser tests were skipped: $no_browser. To mend it: $mend"
    [[ ${CI:-} != true ]] || exit 1
else
    echo "All tests passed."
fi
