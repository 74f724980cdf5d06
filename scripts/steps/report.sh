# shellcheck shell=bash
# Sourced by the commands in scripts/. Tells a reader what is being done, how long it takes, and what to do when it fails.

# fail WHAT ADVICE: ends the command.
fail() {
  printf '\nStopped: %s\n' "$1" >&2
  printf 'What to do: %s\n' "$2" >&2
  exit 1
}

# Ends the step that is running, with everything it started.
stop_step() {
  trap - INT TERM
  if [ -n "${step_pid:-}" ]; then kill -TERM -- "-$step_pid" 2>/dev/null || true; fi
  [ -t 2 ] && printf '\n' >&2
  printf 'Stopped while: %s. Start it again to go on from here.\n' "$step_title" >&2
  exit 130
}

# step TITLE ADVICE COMMAND...: runs the command with its output in a log. On a terminal an elapsed counter appears, in a
# pipe plain lines; both only once two seconds have passed. When the command fails, shows the log's end and the advice.
step() {
  step_title=$1
  local advice=$2 log status=0 next=2 elapsed
  shift 2
  log=$(mktemp "${TMPDIR:-/tmp}/pawpost-setup.XXXXXX")
  local began=$SECONDS
  set -m # a process group of its own, so that all of it can be ended
  "$@" </dev/null >"$log" 2>&1 9>&- &
  step_pid=$!
  set +m
  trap stop_step INT TERM
  while kill -0 "$step_pid" 2>/dev/null; do
    sleep 0.1
    elapsed=$((SECONDS - began))
    [ "$elapsed" -ge "$next" ] || continue
    if [ -t 2 ]; then
      printf '\r\033[K  ... %s (%d s)' "$step_title" "$elapsed" >&2
      next=$((elapsed + 1))
    else
      if [ "$next" -eq 2 ]; then printf '  ... %s\n' "$step_title" >&2; else printf '  ... %s (%d s)\n' "$step_title" "$elapsed" >&2; fi
      next=$((elapsed + 15))
    fi
  done
  wait "$step_pid" || status=$?
  step_pid=
  trap - INT TERM
  [ -t 2 ] && printf '\r\033[K' >&2
  if [ "$status" -ne 0 ]; then
    printf '\n  failed: %s (exit code %d). The end of its log:\n\n' "$step_title" "$status" >&2
    tail -n 25 "$log" | sed 's/^/    /' >&2
    printf '\n  The whole log: %s\n' "$log" >&2
    fail "$step_title did not work." "$advice"
  fi
  rm -f "$log"
  printf '  ok  %s (%d s)\n' "$step_title" $((SECONDS - began)) >&2
}
