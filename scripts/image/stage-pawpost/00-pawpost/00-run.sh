#!/bin/bash -e
# pi-gen runs this with the card's system in ROOTFS_DIR, and on_chroot for what is to be done in there. docs/image.md

fail() {
  printf 'stage-pawpost: %s\n' "$1" >&2
  exit 1
}

# Each of these would be the same on every card.
look_over() {
  ! grep -Eq '^[^:]+:[^!*:]' "${ROOTFS_DIR}/etc/shadow" || fail "somebody has a password: take FIRST_USER_PASS out"
  ! grep -Eq '^[^:]+::' "${ROOTFS_DIR}/etc/shadow" || fail "somebody needs no password"
  [ -z "$(find "${ROOTFS_DIR}/root/.ssh" "${ROOTFS_DIR}"/home/*/.ssh -name authorized_keys 2>/dev/null)" ] || fail "a key for SSH is on it"
  [ -z "$(find "${ROOTFS_DIR}/var/lib/pawpost" -type f 2>/dev/null)" ] || fail "a hub has run on it, and would be the same on every card"
}
is_on() { [ -n "$(find "${ROOTFS_DIR}/etc/systemd/system" -name "$1" -path '*.wants/*')" ]; }

packages=(files/pawpost_*.deb)
[ "${#packages[@]}" -eq 1 ] && [ -f "${packages[0]}" ] || fail "files/ holds no package, or several: scripts/package --arch arm64 makes one there"
look_over
install -m 644 "${packages[0]}" "${ROOTFS_DIR}/root/pawpost.deb"
on_chroot <<'CHROOT'
DEBIAN_FRONTEND=noninteractive apt-get install -y /root/pawpost.deb
rm /root/pawpost.deb
# Where the system has it at all. Who wants it says so when the card is written.
systemctl disable ssh.service ssh.socket 2>/dev/null || true
CHROOT
look_over
! is_on 'ssh.*' || fail "SSH would be on"
for unit in pawpost.target pawpost-hub.service pawpost-hub.socket pawpost-ble.service pawpost-firewall.service; do
  is_on "$unit" || fail "$unit would not start"
done
