#!/usr/bin/env bash
# Makes the API reference, docs/api, from the XML documentation of the libraries: a page for each public type. Its index, docs/api/README.md, is written by hand.
#
#   docs/api.sh             makes the pages anew
#   docs/api.sh --check     changes nothing: names the pages that are not what it would make, and fails if there are any
#
# Uses the Release build of the libraries, and makes what is missing of it.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build docs/Sluice.ApiReference -c Release -v quiet -nologo -clp:NoSummary
docs/Sluice.ApiReference/bin/Release/net10.0/Sluice.ApiReference docs/api "$@"
