#!/usr/bin/env bash
# Changes the code in one place at a time and sees whether a test fails: `tests/mutants.sh [access] [edge] [rest]`, by default the
# first two. See docs/TRUST.md, "Tests that bite".
set -euo pipefail
cd "$(dirname "$0")/.."

# The copy that is changed builds for itself.
unset CARGO_TARGET_DIR
out=${OPENTOMS_CACHE:-$HOME/.cache/opentoms}/mutants
mkdir -p "$out"

mutate() {
  local part=$1
  shift
  cargo mutants --no-shuffle --jobs 1 --timeout 120 --output "$out/$part" "$@"
}

for part in "${@:-access edge}"; do
  for one in $part; do
    case $one in
      # Access, scope, session, reset, throttles, idempotency, dates: no survivor.
      access)
        mutate access \
          -f 'shared/domain/src/access/*.rs' -f 'shared/domain/src/accounts/session.rs' -f 'shared/domain/src/accounts/link*.rs' \
          -f 'shared/domain/src/accounts/redemption.rs' -f 'shared/domain/src/accounts/throttle.rs' \
          -f 'shared/domain/src/accounts/network.rs' -f 'shared/domain/src/accounts/password*.rs' -f 'shared/domain/src/year.rs' \
          -f 'shared/domain/src/compliance/finding.rs' -f 'shared/domain/src/compliance/record.rs' -f 'shared/domain/src/audit.rs' \
          -f 'shared/domain/src/ids.rs' -f 'shared/domain/src/keyed.rs' -- --lib
        ;;
      # The session's token, the guard against other sites, If-Match and Idempotency-Key, whose address it is; cursors.
      edge)
        mutate edge \
          -f 'shared/edge/src/session.rs' -f 'shared/edge/src/guard.rs' -f 'shared/edge/src/headers.rs' \
          -f 'shared/edge/src/address.rs' -f 'shared/edge/src/path.rs' -f 'shared/store/src/cursor.rs' -- --lib
        ;;
      # One in SAMPLE of all other rules, the same ones each time: at least 85 of 100 caught.
      rest)
        mutate rest --shard "1/${SAMPLE:-20}" -f 'shared/domain/src/**/*.rs' -f 'shared/markup/src/*.rs' \
          -f 'shared/documents/src/*.rs' -f 'shared/letters/src/*.rs' -- --lib
        ;;
      *)
        echo "error: there is no part $one; there are access, edge and rest" >&2
        exit 2
        ;;
    esac
  done
done
