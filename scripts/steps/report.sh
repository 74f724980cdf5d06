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
  trap - INT TERM HUP
  if [ -n "${step_pid:-}" ]; then kill -TERM -- "-$step_pid" 2>/dev/null || true; fi
  [ -t 2 ] && printf '\n' >&2
  printf 'Stopped while: %s. Start it again to go on from here.\n' "$step_title" >&2
  exit 130
}

# end_when_alone GROUP: reads one line from whoever watches the step. When there is no line but an end, that shell is gone,
# killed perhaps, and nobody waits for the step: ends all of it, by force after five seconds.
end_when_alone() {
  local tenths=0
  trap '' INT TERM HUP # for the step; we are the last to go
  read -r _ && return
  kill -TERM -- "-$1" 2>/dev/null || return 0
  while kill -0 -- "-$1" 2>/dev/null; do
    [ "$tenths" -lt 50 ] || kill -KILL -- "-$1" 2>/dev/null || return 0
    tenths=$((tenths + 1))
    sleep 0.1
  done
}

# step TITLE ADVICE COMMAND...: runs the command with its output in a log. On a terminal an elapsed counter appears, in a
# pipe plain lines; both only once two seconds have passed. When the command fails, shows the log's end and the advice.
# What it starts keeps the set-up's lock (set-up.sh) until it has ended, whatever becomes of this shell.
step() {
  step_title=$1
  local advice=$2 log status=0 next=2 elapsed watched
  shift 2
  log=$(mktemp "${TMPDIR:-/tmp}/pawpost-setup.XXXXXX")
  local began=$SECONDS
  set -m # a process group of its own, so that all of it can be ended
  "$@" </dev/null >"$log" 2>&1 &
  step_pid=$!
  set +m
  trap stop_step INT TERM HUP
  exec {watched}> >(end_when_alone "$step_pid" >/dev/null 2>&1)
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
  trap - INT TERM HUP
  printf 'over\n' >&"$watched"
  exec {watched}>&-
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
