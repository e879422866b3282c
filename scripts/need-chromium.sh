#!/bin/sh
# Makes sure that there is a Chromium or Chrome for the browser tests: root on Debian or Ubuntu gets one installed.
set -eu

find_browser() {
    for name in chromium chromium-browser google-chrome chrome; do
        # Ubuntu's "chromium-browser" may be an empty shell that only names a snap.
        if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

find_browser && exit 0
if [ "$(id -u)" = 0 ] && grep -qsE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release; then
    echo "Installing chromium for the browser tests ..."
    apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium || true
    find_browser && exit 0
fi
echo "The browser tests need Chromium or Chrome on the PATH: install the package chromium and start again." >&2
exit 1
