#!/bin/sh
# Installs Pawpost on this machine, for whoever pastes one line: install.sh --help, docs/install.md
#
# All of it is in one function, which the last line calls between braces: of a download that was cut off, nothing runs.
set -eu

pawpost_install() {
  # Whose word counts, any two of which have to agree: hub/project-signature/project-keys.ts. There are none yet.
  keys=''
  # Where releases are. There is no public place yet: it has to be said.
  from=${PAWPOST_FROM-}
  dry=
  work=
  quiet=
  [ -t 1 ] || quiet=-q

  usage() {
    cat <<'TEXT'
Usage: install.sh [--from PLACE] [--keys FILE] [--dry-run]

Installs Pawpost on Debian 12 or newer, or 64-bit Raspberry Pi OS: fetches release.json and the package that it names, believes both only by the
signatures of two of the project's three keys, and has apt install the package. It ends with an address, a picture to scan and a code.

  --from PLACE   where release.json lies with the packages beside it: an https:// address, or a folder (a stick, say).
                 There is no public place yet, so this has to be said; or in PAWPOST_FROM
  --keys FILE    the three public keys as minisign wrote them, instead of the project's, which are not made yet
  --dry-run      fetches, checks and says what would be installed, and installs nothing
  --help         this text
TEXT
  }
  say() { printf '%s\n' "$*"; }
  # fail WHAT ADVICE
  fail() {
    printf 'Error: %s\nWhat to do: %s\nNothing was changed.\n' "$1" "$2" >&2
    exit 1
  }
  tidy() { [ -z "$work" ] || rm -rf "$work"; }
  as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage && exit 0 ;;
      --dry-run) dry=1 && shift ;;
      --from | --keys)
        [ $# -ge 2 ] || fail "$1 says nothing." "install.sh --help"
        if [ "$1" = --from ]; then from=$2; else
          keys=$(tr -s '[:space:]' '\n' <"$2" | grep -E '^RW[A-Za-z0-9+/]{54}$' || true)
        fi
        shift 2
        ;;
      *) fail "there is no option $1." "install.sh --help" ;;
    esac
  done

  # What machine this is.
  [ "$(uname -s)" = Linux ] && command -v dpkg >/dev/null && [ -r /etc/os-release ] ||
    fail "this is no Debian." "Pawpost runs on Debian 12 or newer, and on 64-bit Raspberry Pi OS."
  machine=$(dpkg --print-architecture)
  case $machine in
    amd64 | arm64) ;;
    armhf | armel | i386) fail "this system is a 32-bit one ($machine)." "Put the 64-bit Raspberry Pi OS, or a 64-bit Debian, on its card." ;;
    *) fail "there is no package for $machine." "Pawpost runs on amd64 and arm64." ;;
  esac
  system=$(. /etc/os-release && printf '%s %s' "${ID-}" "${VERSION_ID-}")
  case $system in
    'debian 1'[2-9] | 'debian '[2-9][0-9] | 'debian ') ;;
    *) fail "this is ${system% } and not Debian 12 or newer." "Bring it up to date, or install the package by hand: apt install ./pawpost_..._$machine.deb" ;;
  esac
  [ -d /run/systemd/system ] || fail "systemd does not run here." "Install it on the machine itself, not in a container."
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || fail "this takes root, and there is no sudo." "Start it as root."

  # shellcheck disable=SC2086 # one word per key
  [ "$(printf '%s\n' $keys | sort -u | grep -c .)" = 3 ] ||
    fail "there are no three keys by which to believe a release." "The project's are not made yet. Whoever makes releases for this house says which: --keys FILE"
  case $from in
    '') fail "there is no public place for releases yet." "Say where yours are: --from https://... or --from FOLDER" ;;
    https://* | http://127.0.0.1:* | http://localhost:*) from=${from%/} ;;
    *://*) fail "$from is no https:// address." "Say --from https://... or --from FOLDER" ;;
    *) [ -r "$from/release.json" ] || fail "there is no release.json in $from." "Say the folder that it lies in: --from FOLDER" ;;
  esac

  trap tidy EXIT
  trap 'exit 130' INT TERM HUP
  work=$(mktemp -d "${TMPDIR:-/tmp}/pawpost-install.XXXXXX")
  mkdir "$work/fetched"
  # apt fetches as a user of its own, who may write there alone.
  [ "$(id -u)" != 0 ] || { chmod 711 "$work" && chown _apt "$work/fetched"; }

  # fetch NAME MOST_BYTES: from there into the work folder. By apt's own hand, since every Debian has that; no redirect, and never more than said.
  fetch() {
    case $from in
      *://*)
        (
          ulimit -f $(($2 / 512 + 2))
          # shellcheck disable=SC2086 # one word, or none
          /usr/lib/apt/apt-helper $quiet -o Acquire::http::AllowRedirect=false -o Acquire::https::AllowRedirect=false \
            -o Acquire::Retries=1 download-file "$from/$1" "$work/fetched/$1" </dev/null 2>"$work/said"
        ) || {
          grep -v '^W:' "$work/said" >&2 || true
          fail "$1 did not come from $from." "Look at the line above: is the address right, and does it answer without a redirect?"
        }
        ;;
      *) [ -f "$from/$1" ] && head -c "$(($2 + 1))" "$from/$1" >"$work/fetched/$1" || fail "there is no $1 in $from." "Copy it there." ;;
    esac
    cat "$work/fetched/$1" >"$work/$1"
    [ "$(wc -c <"$work/$1")" -le "$2" ] || fail "$1 is larger than it may be." "It is not what the project published."
  }

  # What judges signatures is Debian's minisign. Where it is not installed it is fetched from Debian and run out of the work folder.
  minisign=minisign
  if ! command -v minisign >/dev/null; then
    say 'Fetching minisign from Debian ...'
    (cd "$work" && apt-get -q download minisign libsodium23 >"$work/said" 2>&1 </dev/null) ||
      { as_root apt-get -q update </dev/null >"$work/said" 2>&1 && (cd "$work" && apt-get -q download minisign libsodium23 >>"$work/said" 2>&1 </dev/null); } || {
      tail -n 3 "$work/said" >&2
      fail "minisign, which judges the signatures, did not come from Debian." "Does apt-get update work? Or beforehand: apt install minisign"
    }
    for deb in "$work"/minisign_*.deb "$work"/libsodium23_*.deb; do dpkg-deb -x "$deb" "$work/tool"; done
    export LD_LIBRARY_PATH="$work/tool/usr/lib/$(ls "$work/tool/usr/lib")"
    minisign=$work/tool/usr/bin/minisign
  fi

  say "Looking at $from ..."
  fetch release.json 262144
  # The signed file: hub/project-signature/signed-file.ts. Its text goes to one file, each signature to another.
  perl - "$work" <<'PERL' || fail "release.json is no signed file of the project." "It is not what the project published."
    my ($work) = @ARGV;
    my $string = qr/"((?:[^"\\\x00-\x1f]++|\\["\\\/bfnrt])*+)"/;
    my %plain = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t");
    sub write_file { my ($name, $text) = @_; $text =~ s/\\(.)/$plain{$1} \/\/ $1/ge; open my $out, ">", "$work/$name" or die; print $out $text; close $out or die }
    local $/;
    open my $in, "<", "$work/release.json" or die;
    my $text = <$in>;
    $text =~ /\A\s*\{\s*"format"\s*:\s*"pawpost-signed-1"\s*,\s*"body"\s*:\s*$string\s*,\s*"signatures"\s*:\s*\[(.*)\]\s*\}\s*\z/s or exit 1;
    my ($body, $rest) = ($1, $2);
    write_file("body", $body);
    my $count = 0;
    while ($rest =~ /\G\s*$string\s*(?:,|\z)/gc) { exit 1 if ++$count > 3; write_file("signature$count", $1) }
    exit 1 if (pos($rest) // 0) < length $rest;
PERL
  signers=0
  for key in $keys; do
    for signature in "$work"/signature*; do
      # -H: over a hash of the text, the one form that is believed.
      if [ -f "$signature" ] && "$minisign" -V -q -H -P "$key" -x "$signature" -m "$work/body" >/dev/null 2>&1; then
        signers=$((signers + 1))
        break
      fi
    done
  done
  case $signers in
    0) fail "none of the project's keys signed that release." "Do not install it. Tell the project." ;;
    1) fail "one key alone signed that release, and it takes two." "Do not install it. Tell the project." ;;
  esac

  # From here on it is the project's own word. One line: version, number, package, bytes, SHA-256, and whether it is over.
  perl - "$work/body" "$machine" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$work/release" <<'PERL' || fail "that release has no package for $machine." "It may be a list of something else, or made for other machines."
    my ($path, $machine, $now) = @ARGV;
    local $/;
    open my $in, "<", $path or die;
    my $body = <$in>;
    $body =~ /"kind"\s*:\s*"pawpost-release-1"/ or exit 1;
    my %at = map { $body =~ /"$_"\s*:\s*"([0-9A-Z:.+-]+)"/ ? ($_ => $1) : exit 1 } qw(version issued expires);
    my ($counter) = $body =~ /"counter"\s*:\s*(\d+)/ or exit 1;
    my ($packages) = $body =~ /"packages"\s*:\s*\[(.*?)\]/s or exit 1;
    # Also by a clock that is behind: it was over before it was issued.
    my $is_over = (sort $now, $at{issued})[1] ge $at{expires} ? "over" : "good";
    for my $one ($packages =~ /\{([^{}]*)\}/g) {
      my %has = $one =~ /"(\w+)"\s*:\s*"?([0-9A-Za-z_.-]+)"?/g;
      next unless ($has{machine} // "") eq $machine;
      exit 1 unless $has{file} =~ /\Apawpost_[0-9.]+_$machine\.deb\z/ && $has{bytes} =~ /\A\d{1,9}\z/ && $has{sha256} =~ /\A[0-9a-f]{64}\z/;
      print "$at{version} $counter $has{file} $has{bytes} $has{sha256} $is_over\n";
      exit 0;
    }
    exit 1;
PERL
  read -r version counter file bytes sha256 state <"$work/release"
  [ "$state" = good ] || fail "that release is over: nobody stands for it any more." "Is this machine's clock right ($(date -u +%F))? Otherwise ask the project for a newer one."
  installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Version}' pawpost 2>/dev/null | sed -n 's/^ii *//p' || true)
  if [ -n "$installed" ]; then
    seen=$(sed -n 's/.*"counter":\([0-9]*\).*/\1/p' /opt/pawpost/update.json 2>/dev/null || true)
    running=$(basename "$(readlink /opt/pawpost/current 2>/dev/null)" 2>/dev/null || true)
    for known in "$installed" ${running:+"$running"}; do
      ! dpkg --compare-versions "$version" lt "$known" || fail "$known is here already, and that release is $version." "An older version is never put over a newer one: docs/updates.md"
    done
    [ "$counter" -ge "${seen:-0}" ] || fail "a newer release than that one was here already." "Ask the project for the newest."
  fi

  if [ -n "$dry" ]; then
    say "Pawpost $version for $machine, signed by $signers of three keys: $file, $((bytes / 1048576)) MiB."
    say 'It would be fetched and installed by apt. Nothing was changed.'
    exit 0
  fi
  say "Fetching Pawpost $version, $((bytes / 1048576)) MiB ..."
  fetch "$file" "$bytes"
  [ "$(wc -c <"$work/$file")" = "$bytes" ] && printf '%s  %s\n' "$sha256" "$work/$file" | sha256sum --check --status ||
    fail "$file is not the one that was signed." "Do not install it. Try once more, and tell the project if it stays so."
  [ "$(dpkg-deb -f "$work/$file" Package Version Architecture | tr '\n' ' ')" = "Package: pawpost Version: $version Architecture: $machine " ] ||
    fail "$file is another package." "Tell the project."

  say 'Installing it ...'
  chmod 755 "$work" && chmod 644 "$work/$file"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 install "$work/$file" </dev/null || {
    printf 'Error: apt did not install it; its own lines above say why.\nWhat to do: sudo apt-get install -f, then start this again.\n' >&2
    exit 1
  }
}

{ pawpost_install "$@"; }
