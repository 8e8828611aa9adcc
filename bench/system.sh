#!/bin/sh
# Debian packages the tests can use: a browser to look at the pages, LibreOffice for .doc, poppler as a second
# reader, bsdtar for RAR, cron to look at a schedule. Installs what is missing when run as root on Debian; otherwise says what will be skipped.
set -u
missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need chromium chromium
need soffice "libreoffice-writer libreoffice-calc"
need pdftotext poppler-utils
need bsdtar libarchive-tools
need crontab cron
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fonts-noto-cjk"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "Not installed:$missing. Tests that need them are skipped."
    exit 0
fi
echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086 # the list is meant to be split
if apt-get update -qq >"$log" 2>&1 && apt-get install -y -qq --no-install-recommends $missing >>"$log" 2>&1; then
    rm -f "$log"
else
    tail -n 3 "$log"
    echo "Could not install:$missing. Tests that need them are skipped."
fi
exit 0
