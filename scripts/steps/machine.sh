# shellcheck shell=bash
# Sourced after set-up.sh: Node, add-on and tools of the processor that something is packed for, which need not be this machine's.

# use_machine [ARCH]: as Debian calls it; this machine's own where none is said. Sets what lay_program (program.sh) packs, and makes what is not there yet.
use_machine() {
  local own triplet
  own=$(dpkg --print-architecture)
  architecture=${1:-$own}
  case $architecture in
    amd64) node_arch=x64 triplet=x86_64-linux-gnu ;;
    arm64) node_arch=arm64 triplet=aarch64-linux-gnu ;;
    *) fail "there is no package for $architecture." "Say amd64 or arm64: there is no Node $node_version for others." ;;
  esac
  packed_node=$runtime/bin/node
  packed_addons=$root/node_modules
  strip=strip
  [ "$architecture" != "$own" ] || return 0

  local needed compiler=g++-${triplet//_/-}
  needed=$(missing_packages "$triplet-g++=$compiler" "$triplet-strip=binutils-${triplet//_/-}" make=build-essential python3=python3)
  # shellcheck disable=SC2086 # one word per package
  [ -z "$needed" ] || install_packages "to compile the Bluetooth add-on for $architecture" $needed
  machine=$root/.node/$architecture-v$node_version
  packed_node=$machine/node_modules/node-linux-$node_arch/bin/node
  packed_addons=$machine/addons
  strip=$triplet-strip
  hold_set_up_lock
  if [ ! -f "$machine/stamp" ] || [ "$(machine_fingerprint "$triplet")" != "$(cat "$machine/stamp")" ]; then
    rm -rf "$machine"
    mkdir -p "$machine"
    step "fetching Node $node_version for $architecture" "Check that the npm registry can be reached: npm ping" fetch_machine_runtime
    step "compiling the Bluetooth add-on for $architecture" \
      "It needs $compiler, make and Python 3. The log says what is missing." \
      compile_machine_addons "$triplet"
    machine_fingerprint "$triplet" >"$machine/stamp"
  fi
  exec 9>&-
}

machine_fingerprint() {
  { cat "$root/package-lock.json" "$runtime_lock" && "$1-g++" --version && printf '%s\n' "$root" "${NATIVE_ADDONS[@]}"; } | sha256sum
}

# By the same lock as this machine's own, which names the SHA-512 of both.
fetch_machine_runtime() {
  cp "$root/scripts/runtime/package.json" "$runtime_lock" "$machine/"
  npm ci --prefix "$machine" --os=linux --cpu="$node_arch" --ignore-scripts --no-audit --no-fund || return 1
  [ -x "$packed_node" ]
}

# The add-on's own sources, against the headers of that Node.
compile_machine_addons() {
  local addon gyp name
  for addon in "${NATIVE_ADDONS[@]}"; do
    mkdir -p "$packed_addons/$addon"
    cp -a "$root/node_modules/$addon/." "$packed_addons/$addon/"
    rm -rf "${packed_addons:?}/$addon"/{build,lib/binding}
    gyp=$(node -p 'require.resolve("node-gyp/bin/node-gyp.js", { paths: [process.argv[1]] })' "$root/node_modules/$addon") || return 1
    name=$(node -p 'require(process.argv[1]).binary.module_name' "$root/node_modules/$addon/package.json") || return 1
    (
      cd "$packed_addons/$addon" || exit 1
      export NODE_PATH=$root/node_modules CC=$1-gcc CXX=$1-g++ AR=$1-ar
      node "$gyp" rebuild --arch="$node_arch" --nodedir="$machine/node_modules/node-linux-$node_arch" \
        --module_name="$name" --module_path=./lib/binding
    ) || return 1
    [ -f "$packed_addons/$addon/build/Release/$name.node" ] || return 1
  done
}
