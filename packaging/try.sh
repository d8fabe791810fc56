#!/usr/bin/env bash
# Installs the packed packages into fresh projects, as a user would, and runs what the documentation shows: its programs in C#, F# and Visual Basic and the one for ASP.NET Core,
# taken from the pages themselves; the recompile-only drop-in; the tool. Says for each whether it does what it should: a line that ends in "right" or "WRONG".
#
#   packaging/try.sh [FOLDER]     FOLDER has the packages; without it they are packed first.
#
# Needs the SDK, bash and, for what is not in FOLDER, nuget.org. Leaves nothing behind: packages go into a cache of its own.
set -uo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
pids=()
wrong=0

cleanup() {
    local pid
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null
    done
    wait
    rm -rf "$work"
}
trap cleanup EXIT

export NUGET_PACKAGES="$work/cache" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# say WHAT STATUS: one line of result.
say() {
    if [ "$2" -eq 0 ]; then
        echo "$1: right"
    else
        echo "$1: WRONG"
        wrong=1
    fi
}

# block PAGE LANGUAGE: the first code block of a language on a page.
block() { awk -v fence="\`\`\`$2" '$0 == fence && !seen { inside = seen = 1; next } /^```/ { inside = 0 } inside' "$root/$1"; }

# project NAME KIND BODY [SDK]: a project in a folder of its own.
project() {
    mkdir -p "$work/$1"
    echo "<Project Sdk=\"${4:-Microsoft.NET.Sdk}\"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>$3</Project>" > "$work/$1/$1.$2"
    echo "<Project Path=\"$1/$1.$2\" />" >> "$work/projects"
}

# program NAME: what became of it.
program() { echo "$work/$1/bin/Debug/net10.0/$1.dll"; }

# ask PORT OUT [PATH]: what a server answers, once it is there.
ask() {
    local attempt
    for attempt in $(seq 300); do
        if timeout 30 bash -c 'exec 3<>"/dev/tcp/::1/$0" && printf "GET %s HTTP/1.0\r\n\r\n" "$2" >&3 && cat <&3 > "$1"' "$1" "$2" "${3:-/}" 2>/dev/null; then
            return 0
        fi
        sleep 0.1
    done
    echo "nobody listens on port $1"
    return 1
}

packages=${1:-}
if [ -z "$packages" ]; then
    packages="$work/packages"
    env -u NUGET_PACKAGES dotnet pack "$root/Sluice.slnx" -c Release -o "$packages" -v quiet -nologo || exit 1
fi
packages=$(cd "$packages" && pwd)
version=$(basename "$packages"/Sluice.Cli.*.nupkg .nupkg)
version=${version#Sluice.Cli.}

# Ours from the folder alone, whatever else may have these names; all others from nuget.org.
cat > "$work/nuget.config" <<END
<configuration>
  <packageSources><clear /><add key="packed" value="$packages" /><add key="nuget.org" value="https://api.nuget.org/v3/index.json" /></packageSources>
  <packageSourceMapping>
    <packageSource key="packed"><package pattern="Sluice" /><package pattern="Sluice.*" /></packageSource>
    <packageSource key="nuget.org"><package pattern="*" /></packageSource>
  </packageSourceMapping>
</configuration>
END

core="<ItemGroup><PackageReference Include=\"Sluice\" Version=\"$version\" /></ItemGroup>"
web="<ItemGroup><PackageReference Include=\"Sluice.AspNetCore\" Version=\"$version\" /></ItemGroup>"
common='<PropertyGroup><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>'
intercepted='<PropertyGroup><SluiceInterceptSockets>true</SluiceInterceptSockets></PropertyGroup>'

# Below the ports that systems give out by themselves.
port=$((20000 + RANDOM % 10000))

project csharp csproj "$core$common"
project fsharp fsproj "$core<ItemGroup><Compile Include=\"Program.fs\" /></ItemGroup>"
project vb vbproj "$core$intercepted"
block docs/languages.md csharp | sed "s/8080/$((port + 1))/" > "$work/csharp/Program.cs"
block docs/languages.md fsharp | sed "s/8080/$((port + 2))/" > "$work/fsharp/Program.fs"
block docs/languages.md vb | sed "s/8080/$((port + 3))/" > "$work/vb/Program.vb"

project web csproj "$web$common" Microsoft.NET.Sdk.Web
block docs/aspnetcore.md csharp > "$work/web/Program.cs"
mkdir "$work/web/wwwroot"
head -c 200000 /dev/urandom > "$work/web/wwwroot/file.bin"

# The same program of stock calls: with the package of its own, and with one that brings it along.
project dropin csproj "$core$common$intercepted"
project dropin-transitive csproj "$web$common$intercepted"
cp "$root"/tests/Sluice.DropIn/*.cs "$work/dropin"
cp "$root"/tests/Sluice.DropIn/*.cs "$work/dropin-transitive"

cmp -s <(block README.md csharp) <(block docs/languages.md csharp)
say "the README's program is that of docs/languages.md" $?

{ echo '<Solution>'; cat "$work/projects"; echo '</Solution>'; } > "$work/try.slnx"
dotnet build "$work/try.slnx" -v quiet -nologo > "$work/build.log" 2>&1
built=$?
say "the packages $version install into fresh projects" $built
grep -E '(error|warning) [A-Z]' "$work/build.log" | grep -v SLUICE003 | sort -u
[ "$built" -eq 0 ] || exit 1
grep -q SLUICE003 "$work/build.log"
say "interception in Visual Basic: a warning that says what to do" $?

# leads_out README: whether it is there, shows no image, and links to nothing but addresses. A reader on nuget.org has no other file of ours, and sees few hosts' images.
leads_out() { [ -s "$1" ] && ! grep -nE '!\[|<(img|a)[ >]|^\[[^]]*\]:' "$1" && ! grep -noE '\]\([^)]*' "$1" | grep -vE '\]\(https://'; }

for library in sluice sluice.aspnetcore; do
    leads_out "$NUGET_PACKAGES/$library/$version/README.md"
    say "the README in the package $library: no image, no relative link" $?
done

head -c 100000 /dev/urandom > "$work/README.md"
{ printf 'HTTP/1.0 200 OK\r\nContent-Type: text/markdown\r\n\r\n'; cat "$work/README.md"; printf '\n\nSent by Sluice.\n'; } > "$work/expected"
offset=0
for language in csharp fsharp vb; do
    offset=$((offset + 1))
    (cd "$work" && exec dotnet "$(program "$language")" > "$work/$language.log" 2>&1) &
    pids+=($!)
    ask $((port + offset)) "$work/$language.answer" && cmp "$work/$language.answer" "$work/expected"
    say "the program in $language" $?
done

(cd "$work/web" && ASPNETCORE_URLS="http://[::1]:$port" exec dotnet "$(program web)" > "$work/web.log" 2>&1) &
pids+=($!)
ask "$port" "$work/web.answer" /file.bin && tail -c 200000 "$work/web.answer" | cmp - "$work/web/wwwroot/file.bin"
say "the program for ASP.NET Core" $?

printf 'SendPacketsAsync: bytes and counts right, 0 left open\nSendFileAsync: bytes right, 0 left open\n' > "$work/intercepted"
for name in dropin dropin-transitive; do
    dotnet "$(program "$name")" many "$work/README.md" | diff - "$work/intercepted"
    say "stock calls, recompiled ($name)" $?
done

dotnet tool install Sluice.Cli --version "$version" --tool-path "$work/tools" --configfile "$work/nuget.config" > "$work/tool.log" 2>&1 || cat "$work/tool.log"
[ "$("$work/tools/sluice" --version | cut -d+ -f1)" = "$version" ]
say "the tool installs and tells its version" $?
leads_out "$work/tools/.store/sluice.cli/$version/sluice.cli/$version/README.md"
say "the README in the package sluice.cli: no image, no relative link" $?
"$work/tools/sluice" receive --listen '127.0.0.1:0' --once --out "$work/received" > "$work/receive.log" &
receiver=$!
pids+=("$receiver")
for attempt in $(seq 300); do
    address=$(sed -n 's/^listening on //p' "$work/receive.log")
    [ -n "$address" ] && break
    sleep 0.1
done
timeout 60 "$work/tools/sluice" send --to "$address" --text 'first, ' "$work/README.md" --hex 0d0a &&
    timeout 60 tail --pid="$receiver" -f /dev/null && { printf 'first, '; cat "$work/README.md"; printf '\r\n'; } | cmp - "$work/received"
say "the tool sends and receives" $?

exit "$wrong"
