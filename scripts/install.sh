#!/bin/sh
# Installs what is pinned into .venv and node_modules, and nothing that is there already; "dev" adds what tests and
# checks need. A copy of the pins beside what was installed from them tells whether they changed.
set -eu
cd "$(dirname "$0")/.."
venv=.venv

fail() {
    echo "$*" >&2
    exit 1
}

works() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

make_venv() {
    set -- python3 python3.14 python3.13 python3.12 python3.11 python
    [ -z "${PYTHON:-}" ] || set -- "$PYTHON"
    for python; do
        if works "$python"; then
            "$python" -c 'import ensurepip, venv' 2>/dev/null ||
                fail "$python has no venv: install it (Debian and Ubuntu: apt-get install python3-venv) and start again."
            echo "Making $venv with $("$python" --version) ..."
            "$python" -m venv --clear "$venv"
            return
        fi
    done
    found=$("$1" --version 2>/dev/null || echo "no Python")
    fail "Python 3.11 or newer is needed and $found was found: install one, or name it with PYTHON=/path/to/python3.11."
}

# Install the Python packages that $1 pins, unless they are there.
pins() {
    if ! cmp -s "$1" "$venv/installed-$1"; then
        echo "Installing Python packages of $1 ..."
        "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$1"
        cp "$1" "$venv/installed-$1"
    fi
}

# npm 7 is the first that reads this lock file.
npm_works() {
    major=$(npm --version 2>/dev/null | cut -d. -f1)
    [ "${major:-0}" -ge 7 ] 2>/dev/null
}

browser_code() {
    if ! cmp -s package-lock.json node_modules/installed-package-lock.json; then
        if ! npm_works; then
            pins requirements-node.txt
            PATH="$PWD/$venv/bin:$PATH"
        fi
        echo "Installing browser code of package-lock.json ..."
        npm ci --loglevel=error --ignore-scripts --no-audit --no-fund --no-update-notifier
        cp package-lock.json node_modules/installed-package-lock.json
    fi
}

# A half-made venv has no pip; one whose Python was removed from the system does not start.
if ! works "$venv/bin/python" || ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    make_venv
fi
pins requirements.txt
[ "${1:-}" != dev ] || pins requirements-dev.txt
browser_code
