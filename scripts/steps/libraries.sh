# shellcheck shell=bash
# Sourced after report.sh, system-packages.sh and runtime.sh. Libraries by the lockfile, and the one native add-on we compile.

# Every package whose install script may run. scripts/install-scripts.test.ts holds the lockfile to this list.
# noble's and bleno's add-ons are for macOS and Windows, usb and classic-level bring theirs compiled.
NATIVE_ADDONS=(@abandonware/bluetooth-hci-socket)

libraries_stamp=$root/node_modules/.pawpost-libraries
libraries_fingerprint() {
  { cat "$root/package-lock.json" "$runtime_lock" && printf '%s\n' "$npm_config_nodedir" "${NATIVE_ADDONS[@]}"; } | sha256sum
}

install_libraries() {
  local fingerprint needed
  fingerprint=$(libraries_fingerprint)
  [ -f "$libraries_stamp" ] && [ "$(cat "$libraries_stamp")" = "$fingerprint" ] && return 0
  needed=$(missing_packages make=build-essential c++=build-essential python3=python3)
  # shellcheck disable=SC2086 # one word per package
  [ -z "$needed" ] || install_packages "to compile the Bluetooth add-on" $needed
  rm -f "$libraries_stamp"
  step "installing the libraries" \
    "Check the network (npm ping). If package.json was edited by hand, package-lock.json must follow it: npm install" \
    npm ci --prefix "$root" --ignore-scripts --no-audit --no-fund
  step "compiling the Bluetooth add-on" \
    "It needs a C++ compiler, make and Python 3 (apt-get install build-essential python3). The log says what is missing." \
    compile_addons
  printf '%s\n' "$fingerprint" >"$libraries_stamp"
}

# `npm rebuild` forgives an optional package that does not build, so each one is loaded afterwards.
compile_addons() {
  local addon
  npm rebuild --prefix "$root" --foreground-scripts --ignore-scripts=false "${NATIVE_ADDONS[@]}" || return 1
  cd "$root" || return 1
  for addon in "${NATIVE_ADDONS[@]}"; do
    node -e 'require(process.argv[1])' "$addon" || return 1
  done
}
