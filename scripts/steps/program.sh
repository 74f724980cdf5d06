# shellcheck shell=bash
# Sourced after set-up.sh and machine.sh: the program as it is installed, for a package (scripts/package) or a release (scripts/release).

# The time of what is packed, not of the packing: the same clone makes the same bytes.
SOURCE_DATE_EPOCH=$(git -C "$root" log -1 --format=%ct 2>/dev/null || stat -c %Y "$root/package-lock.json")
export SOURCE_DATE_EPOCH

# lay_program FOLDER: all that runs, with Node and its libraries, and without what only its makers need. For the processor that use_machine named.
lay_program() {
  local program=$1 addon
  mkdir -p "$program/.node/v$node_version/bin" "$program/web-ui" "$program/scripts"
  cp -a "$root"/{hub,ble,relay,docs,systemd,package.json,LICENSE,NOTICE,CHANGELOG.md,SECURITY.md,SUPPORT.md} "$program/"
  cp -a "$root"/scripts/{cli,doctor,supervisor,update,run-as-service,compile-ahead} "$program/scripts/"
  cp -a "$root/web-ui/dist" "$program/web-ui/"
  find "$program" \( -name '*.test.ts' -o -path '*/docs/pictures/*' \) -delete
  cp -L "$packed_node" "$program/.node/v$node_version/bin/node"
  "$strip" --strip-unneeded "$program/.node/v$node_version/bin/node" 2>/dev/null || true
  node "$root/scripts/debian/copy-libraries.ts" "$program/node_modules" "$node_arch"
  node "$root/scripts/debian/bundle-programs.ts" "$program"
  if [ "$packed_addons" != "$root/node_modules" ]; then
    for addon in "${NATIVE_ADDONS[@]}"; do
      rm -rf "$program/node_modules/$addon"/{build,lib/binding}
      install -D -m 644 -t "$program/node_modules/$addon/build/Release" "$packed_addons/$addon"/build/Release/*.node
    done
  fi
  node "$root/scripts/debian/foreign-binaries.ts" "$program" "$architecture"
  chmod -R u=rwX,go=rX "$program"
}
