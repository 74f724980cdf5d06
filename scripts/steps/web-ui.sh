# shellcheck shell=bash
# Sourced after report.sh and runtime.sh. The pages that the hub serves.

web_ui_stamp=$root/.node/web-ui.stamp

# What the pages are made from (test/architecture.test.ts: what web-ui may import).
web_ui_fingerprint() {
  local sources=(package-lock.json web-ui) folder
  cd "$root" || return 1
  for folder in contract archive audio domain passphrase; do
    [ -d "hub/$folder" ] && sources+=("hub/$folder")
  done
  {
    printf '%s\n' "$node_version"
    find "${sources[@]}" \
      -path web-ui/dist -prune -o -type f ! -name '*.test.ts' ! -name '*.test.tsx' -print0 | sort -z | xargs -0 sha256sum
  } | sha256sum
}

# web_ui_is_of FINGERPRINT: whether what lies there was built of that.
web_ui_is_of() {
  [ -f "$root/web-ui/dist/index.html" ] && [ -f "$web_ui_stamp" ] && [ "$(cat "$web_ui_stamp")" = "$1" ]
}

build_web_ui() {
  local fingerprint
  if [ ! -f "$root/web-ui/vite.config.ts" ]; then
    printf '  --  no web page to build: web-ui/vite.config.ts is not there\n' >&2
    return 0
  fi
  fingerprint=$(web_ui_fingerprint)
  web_ui_is_of "$fingerprint" && return 0
  rm -f "$web_ui_stamp"
  step "building the web page" \
    "The log names the file and line. scripts/test check finds most causes." \
    npm run --prefix "$root" build
  mkdir -p "${web_ui_stamp%/*}"
  printf '%s\n' "$fingerprint" >"$web_ui_stamp"
}
