#!/usr/bin/env bash
# Puts known bugs back into the product, one at a time, in a scratch copy, and shows that the tests which its patch names fail. README.md tells the rest.
#   run.sh                all of them
#   run.sh 09 31-canc     those whose names begin so
#   run.sh --list         what there is
# Ends with 0 only where every bug is caught by every test that its patch names.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

# Seconds for the tests of one bug: they take a few. Tests that never end have found it as well.
bound=${SLUICE_MUTATION_SECONDS:-60}

field() { sed -n "/^diff /q; s/^$1: //p" "$2"; }

patches=()
for patch in "$here"/*.patch; do
    name=$(basename "$patch" .patch)
    wanted=$([ "$#" -eq 0 ] && echo yes)
    for prefix in "$@"; do
        if [ "$prefix" = --list ] || [[ $name == "$prefix"* ]]; then wanted=yes; fi
    done
    [ -n "$wanted" ] && patches+=("$patch")
done
if [ "${#patches[@]}" -eq 0 ]; then
    echo "no patch has a name that begins so; --list tells what there is" >&2
    exit 2
fi

if [ "${1:-}" = --list ]; then
    for patch in "${patches[@]}"; do
        printf '%3s  %-38s %s\n' "$(field Row "$patch")" "$(basename "$patch" .patch)" "$(field Bug "$patch")"
    done
    exit
fi

scratch=$(mktemp -d "${TMPDIR:-/tmp}/sluice-mutations-XXXXXX")
trap 'rm -rf "$scratch"' EXIT
log=$scratch/log
mkdir "$log" "$scratch/copy"

# The working tree as it is, whether committed or not, without what was built.
(cd "$root" && git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - 2>"$log/copy") | tar -x -C "$scratch/copy"
cd "$scratch/copy" || exit 2

# To git it is no part of any repository, wherever it lies.
export GIT_CEILING_DIRECTORIES=$scratch

# The project of a test: its name begins with that of the project.
project_of() {
    local folder found=
    for folder in tests/*/; do
        folder=$(basename "$folder")
        [[ $1 == "$folder".* && ${#folder} -gt ${#found} ]] && found=$folder
    done
    [ -n "$found" ] || echo "no project has the test $1" >&2
    echo "$found"
}

# Analyzers and warnings have no say here: a bug need not be in good style.
build() {
    dotnet build "$1" -v quiet -nologo -clp:NoSummary "${@:2}" \
        -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -p:GenerateDocumentationFile=false -p:EnforceCodeStyleInBuild=false >"$log/build" 2>&1
}

# Runs tests of one project, for so many seconds at most. Leaves the lines "passed NAME ..." and "failed NAME ..." in $log/tests.
run_tests() {
    local seconds=$1 project=$2 filters=() test
    shift 2
    for test in "$@"; do
        filters+=(--filter-method "$test")
    done
    timeout --kill-after=5 "$seconds" "tests/$project/bin/Debug/net10.0/$project" "${filters[@]}" --no-ansi --progress off --output Detailed >"$log/tests" 2>&1
}

# Whether a line of that kind, with or without the arguments of a theory, is there for a test.
has() { grep -qE "^$1 ${2//./\\.}([ (]|\$)" "$log/tests"; }

mapfile -t tests < <(for patch in "${patches[@]}"; do field Test "$patch"; done | sort -u)
declare -A projects
for test in "${tests[@]}"; do
    project=$(project_of "$test")
    [ -n "$project" ] || exit 2
    projects[$project]+="$test "
done

# Without the bugs every one of the tests runs, and passes: or its failure would prove nothing.
healthy=yes
for project in "${!projects[@]}"; do
    echo "== $project without any of the bugs"
    if ! build "tests/$project"; then
        cat "$log/build"
        exit 2
    fi
    read -ra own <<<"${projects[$project]}"
    run_tests 600 "$project" "${own[@]}"
    for test in "${own[@]}"; do
        if has failed "$test" || ! has passed "$test"; then
            echo "$test does not pass, or does not run"
            healthy=
        fi
    done
    [ -n "$healthy" ] || { cat "$log/tests"; exit 1; }
    sed -n 's/^ *total: /   tests that pass: /p' "$log/tests"
done

# Prints what becomes of one bug. False where it is not caught.
verdict() {
    local patch=$1 source assembly project test named passing=() how= status
    git apply --whitespace=nowarn "$patch" 2>"$log/apply" || { echo "DOES NOT APPLY: $(head -n 1 "$log/apply")"; return 1; }

    # Tests see no change of a signature, so the product alone is compiled, and put in the place of the one beside them.
    source=$(sed -n 's|^+++ b/src/\([^/]*\)/.*|\1|p' "$patch" | head -n 1)
    if ! build "src/$source" --no-restore --no-dependencies; then
        echo "DOES NOT COMPILE: $(grep -m 1 -o 'error [A-Z]*[0-9]*: [^[]*' "$log/build")"
        status=1
    else
        assembly=src/$source/bin/Debug/net10.0/$source
        for project in "${!projects[@]}"; do
            named=()
            for test in $(field Test "$patch"); do
                [ "$(project_of "$test")" = "$project" ] && named+=("$test")
            done
            [ "${#named[@]}" -gt 0 ] || continue
            cp "$assembly.dll" "$assembly.pdb" "tests/$project/bin/Debug/net10.0/"

            # The interleavings load the product rewritten, from a folder of its own.
            [ -d "tests/$project/bin/Debug/net10.0/product" ] && cp "$assembly.dll" "tests/$project/bin/Debug/net10.0/product/"
            run_tests "$bound" "$project" "${named[@]}"
            case $? in
                124 | 137) how="$how ${named[*]##*Tests.} (never ends)" ;;
                13[1-9]) how="$how ${named[*]##*Tests.} (the process dies)" ;;
                *)
                    for test in "${named[@]}"; do
                        if has failed "$test"; then how="$how ${test##*Tests.}"; else passing+=("$test"); fi
                    done
                    ;;
            esac
        done
        if [ "${#passing[@]}" -gt 0 ]; then
            echo "SURVIVES ${passing[*]}"
            status=1
        else
            echo "caught by$how"
            status=0
        fi
    fi
    git apply --whitespace=nowarn -R "$patch"
    return "$status"
}

caught=0
begin=$SECONDS
echo "== with one of them at a time"
for patch in "${patches[@]}"; do
    line=$(verdict "$patch") && caught=$((caught + 1))
    printf '%3s  %-38s %s\n' "$(field Row "$patch")" "$(basename "$patch" .patch)" "$line"
done
rows=$(for patch in "${patches[@]}"; do field Row "$patch"; done | sort -u | wc -l)
printf '\n%d of %d bugs caught, of %d rows, in %d s\n' "$caught" "${#patches[@]}" "$rows" $((SECONDS - begin))
[ "$caught" -eq "${#patches[@]}" ]
