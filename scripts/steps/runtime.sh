# shellcheck shell=bash
# Sourced after report.sh. The Node.js that everything runs on: docs/decisions/0001-runtime-from-the-npm-registry.md

runtime_lock=$root/scripts/runtime/package-lock.json
node_version=$(sed -n 's/^ *"version": "\([0-9.]*\)",$/\1/p' "$root/scripts/runtime/package.json")
runtime=$root/.node/v$node_version

has_runtime() { [ -x "$runtime/bin/node" ] && cmp -s "$runtime_lock" "$runtime/package-lock.json"; }

# Puts the right Node first on PATH and names its headers. False when there is none yet.
use_runtime() {
  local headers prefix
  if has_runtime; then
    export PATH="$runtime/bin:$PATH"
    headers=("$runtime"/node_modules/node-linux-*)
    export npm_config_nodedir=${headers[0]}
    return 0
  fi
  # The machine's own will do when it is of the same line, not older, and has the headers that the native add-on needs.
  prefix=$(node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    const [wantedMajor, wantedMinor] = process.argv[1].split(".").map(Number);
    if (major !== wantedMajor || minor < wantedMinor) process.exit(1);
    console.log(require("node:path").resolve(require("node:fs").realpathSync(process.execPath), "../.."));
  ' "$node_version" 2>/dev/null) || return 1
  [ -f "$prefix/include/node/node_api.h" ] && command -v npm >/dev/null || return 1
  export npm_config_nodedir=$prefix
}

install_runtime() {
  local machine needed
  # Raspberry Pi OS may be a 32-bit system on a 64-bit kernel: uname alone does not tell.
  machine="$(uname -s) $(uname -m) $(getconf LONG_BIT)-bit"
  case $machine in
    "Linux x86_64 64-bit" | "Linux aarch64 64-bit") ;;
    *) fail "there is no Node $node_version for this system ($machine) in the npm registry." \
      "Use a 64-bit system: Debian 12 or 13 on x86-64, or 64-bit Raspberry Pi OS." ;;
  esac
  needed=$(missing_packages npm=npm npm=nodejs)
  [ -f /etc/ssl/certs/ca-certificates.crt ] || needed+=$'\n'ca-certificates
  # shellcheck disable=SC2086 # one word per package
  [ -z "${needed//[$'\n']/}" ] || install_packages "to fetch Node $node_version" $needed
  step "fetching Node $node_version" \
    "Check that the npm registry can be reached: npm ping" \
    fetch_runtime
}

# Built beside its place and renamed, so that an interrupted try is never taken for a whole one.
fetch_runtime() {
  local partial=$runtime.partial
  rm -rf "$partial"
  mkdir -p "$partial/bin"
  cp "$root/scripts/runtime/package.json" "$runtime_lock" "$partial/"
  # The lock names the packages' SHA-512. The npm package `node` is a shell whose install script would fetch
  # node-linux-ARCH without one; we name that package ourselves and run no script.
  npm ci --prefix "$partial" --ignore-scripts --no-audit --no-fund || return 1
  local binary
  binary=$(cd "$partial" && ls node_modules/node-linux-*/bin/node) || return 1
  ln -s "../$binary" "$partial/bin/node"
  ln -s ../node_modules/npm/bin/npm-cli.js "$partial/bin/npm"
  ln -s ../node_modules/npm/bin/npx-cli.js "$partial/bin/npx"
  [ "$("$partial/bin/node" --version)" = "v$node_version" ] || return 1
  rm -rf "$root"/.node/v*[0-9]
  mv "$partial" "$runtime"
}
