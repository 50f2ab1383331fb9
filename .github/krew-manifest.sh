#!/usr/bin/env bash
# Prints the manifest of the kubectl plugin with a release's repository, tag and checksums, for kubectl krew install --manifest-url.
# usage: krew-manifest.sh OWNER/REPOSITORY TAG FOLDER-OF-ARCHIVES <.krew.yaml
set -euo pipefail
repository=$1 tag=$2 folder=$3
while IFS= read -r line; do
  line=${line//OWNER\/REPOSITORY/$repository}
  line=${line//'{{ .TagName }}'/$tag}
  if [[ "$line" =~ ^(\ *)\{\{addURIAndSha\ \"([^\"]+)\" ]]; then
    indent=${BASH_REMATCH[1]} uri=${BASH_REMATCH[2]}
    sum=$(sha256sum "$folder/${uri##*/}")
    printf '%suri: %s\n%ssha256: %s\n' "$indent" "$uri" "$indent" "${sum%% *}"
  elif [[ "$line" != \#* ]]; then
    printf '%s\n' "$line"
  fi
done
