# shellcheck shell=bash
# Sourced by the commands in scripts/, with `root` set. Makes the clone ready to run, one at a time.
for part in report system-packages runtime libraries web-ui; do
  # shellcheck source=/dev/null
  . "$root/scripts/steps/$part.sh"
done

# set_up [own]: with "own" the Node that is pinned lies in this folder, also where the machine's would do: it is packed, and units start it.
set_up() {
  hold_set_up_lock
  if [ "${1:-}" = own ]; then has_runtime || install_runtime; fi
  use_runtime || { install_runtime && use_runtime; }
  install_libraries
  build_web_ui
  exec 9>&- # what is started from here may run for weeks
}

# Held by this shell and by every step it starts, so that a step which outlives its shell is waited for, too.
hold_set_up_lock() {
  local began=$SECONDS
  mkdir -p "$root/.node"
  exec 9>>"$root/.node/setup.lock"
  flock -n 9 && return 0
  printf 'Another set-up is running here, waiting for it to end ...\n' >&2
  # In short turns: a shell that was ended leaves nobody behind that waits for long.
  until flock -w 1 9; do :; done
  printf '  ok  the other set-up has ended (%d s)\n' $((SECONDS - began)) >&2
}
