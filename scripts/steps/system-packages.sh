# shellcheck shell=bash
# Sourced after report.sh. Installs Debian packages that are missing, and says which and why.

# install_packages WHY PACKAGE...
install_packages() {
  local why=$1 as_root=()
  shift
  if ! command -v apt-get >/dev/null; then
    fail "this machine has no apt-get, and $* would be needed ($why)." \
      "Install them with this system's own package manager, then start again. Supported without that: Debian 12, Debian 13 and 64-bit Raspberry Pi OS."
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      fail "installing $* needs root, and this machine has no sudo ($why)." \
        "As root: apt-get update && apt-get install --no-install-recommends $*"
    fi
    as_root=(sudo)
    printf 'Needed from Debian, %s: %s\n' "$why" "$*" >&2
    # Asked for here, in the foreground: a step has no terminal to ask on.
    sudo -v || fail "sudo was refused, so $* cannot be installed." \
      "As root: apt-get update && apt-get install --no-install-recommends $*"
  else
    printf 'Needed from Debian, %s: %s\n' "$why" "$*" >&2
  fi
  # 9>&-: a package may start a service, which must not hold the set-up's lock for as long as it runs.
  if [ -z "${package_lists_are_fresh:-}" ]; then
    step "reading Debian's package lists" \
      "Check the network, and that 'apt-get update' works by itself." \
      "${as_root[@]}" apt-get -q -o DPkg::Lock::Timeout=120 update 9>&-
    package_lists_are_fresh=1
  fi
  step "installing $*" \
    "Try it by hand: apt-get install --no-install-recommends $*" \
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "$@" 9>&-
}

# missing_packages COMMAND=PACKAGE...: prints the packages whose command is not there.
missing_packages() {
  local pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null || printf '%s\n' "${pair#*=}"
  done | sort -u
}
