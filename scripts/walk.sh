#!/usr/bin/env bash
# Runs the walk of docs/sandbox.md, line by line, against three simulators that each run alone.
set -eu
cd "$(dirname "$0")/.."
pids=()
trap 'kill "${pids[@]}" 2>/dev/null' EXIT
for part in entra keyvault espocrm; do
  node dist/sandbox/sandbox.cjs "$part" >/dev/null &
  pids+=($!)
done
for port in 8080 8081 8082 8083; do
  until curl --silent --output /dev/null "http://localhost:$port/"; do sleep 0.2; done
done
walk=$(mktemp)
awk '/<!-- walk -->/ { on = 1; next } on && /^```$/ { exit } on && !/^```/' docs/sandbox.md >"$walk"
# A signed-in user is what the last request has to show.
bash -eux "$walk" | tee /dev/stderr | tail -n 1 | grep --quiet '"userName":"alice@sandbox.example"'
