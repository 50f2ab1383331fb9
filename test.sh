#!/usr/bin/env bash
# Runs every test: installs PostgreSQL where it is missing, builds, tests, and counts the results.
# Arguments go to the test program, for example: ./test.sh --filter-class '*ScoreTests'
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"

configuration="${CONFIGURATION:-Debug}"
results="$PWD/artifacts/tests"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }

postgres_is_installed() {
  command -v initdb >/dev/null 2>&1 || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

# The tests start a server of their own on a free port; they need its programs only.
install_postgres() {
  if postgres_is_installed; then
    return
  fi

  local sudo=()
  if [[ "$(id -u)" != 0 ]]; then
    sudo=(sudo -n)
  fi

  if ! command -v apt-get >/dev/null 2>&1; then
    say "PostgreSQL is not installed, and this system has no apt-get to install it with: its tests will be skipped."
  elif [[ ${#sudo[@]} -gt 0 ]] && ! sudo -n true 2>/dev/null; then
    say "PostgreSQL is not installed, and installing it needs root: its tests will be skipped (run 'apt-get install postgresql')."
  else
    say "Installing PostgreSQL from the system's packages ..."
    if ! { "${sudo[@]}" apt-get update -qq &&
           "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql; } >&2 ||
      ! postgres_is_installed; then
      say "PostgreSQL could not be installed: its tests will be skipped."
    fi
  fi
}

# counter NAME: the value of one attribute of the report's <Counters/>.
counter() {
  sed -n "s/.*<Counters[^>]* $1=\"\([0-9]*\)\".*/\1/p" "$report" | head -n 1
}

install_postgres

if [[ -f .config/dotnet-tools.json ]]; then
  dotnet tool restore --verbosity quiet
fi
dotnet build MicroService.sln --configuration "$configuration" --verbosity quiet

# Colours would garble a log.
ansi=off
if [[ -t 1 ]]; then
  ansi=auto
fi

report="$results/tests.trx"
rm -rf "$results"
status=0
dotnet "MicroService.Tests/bin/$configuration/net10.0/MicroService.Tests.dll" \
  --results-directory "$results" --report-trx --report-trx-filename tests.trx \
  --ansi "$ansi" --progress off "$@" || status=$?

if [[ ! -f "$report" ]]; then
  say "The test program ended with exit code $status and left no report."
  echo "0 passed, 0 failed"
  exit $((status == 0 ? 1 : status))
fi

total="$(counter total)"
passed="$(counter passed)"
failed="$(counter failed)"
skipped=$((total - passed - failed))

if ((failed > 0)); then
  echo
  echo "Failed:"
  grep -o '<UnitTestResult [^>]*outcome="Failed"[^>]*>' "$report" |
    sed -n 's/.* testName="\([^"]*\)".*/  \1/p' |
    sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort
fi

if ((passed + failed == 0)); then
  say "No test ran."
  status=$((status == 0 ? 1 : status))
elif ((failed > 0 && status == 0)); then
  status=1
fi

summary="$passed passed, $failed failed"
if ((skipped > 0)); then
  summary+=", $skipped skipped"
fi
echo "$summary"
exit "$status"
