#!/bin/sh
# Ends with 0 when the arm runs the version: sh is-version.sh ARM VERSION
set -eu
test "$(cat "versions/$1")" = "$2"
