#!/bin/sh
# Puts a version on one arm of the shop: sh deploy.sh ARM VERSION. Safe to run twice.
set -eu
printf '%s\n' "$2" >"versions/$1"
echo "$1 runs version $2"
