#!/bin/bash
# run-stage.sh ROOT STAGE BEFORE: runs a stage as pi-gen does, on a copy of a system in memory, after that command in it. In a mount namespace of its own.
set -euo pipefail
root=$1 stage=$2 before=$3
mount -t tmpfs -o mode=0755 stage /mnt
mkdir /mnt/{upper,work,root}
mount -t overlay -o "lowerdir=$root,upperdir=/mnt/upper,workdir=/mnt/work" overlay /mnt/root
for folder in dev proc sys; do mount --rbind "/$folder" "/mnt/root/$folder"; done
export ROOTFS_DIR=/mnt/root
# pi-gen's own, but for one capability.
on_chroot() { chroot "$ROOTFS_DIR" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin bash -e "$@"; }
export -f on_chroot
on_chroot <<<"$before"
cd "$stage/00-pawpost"
bash -e ./00-run.sh
on_chroot <<'CHROOT'
systemctl is-enabled pawpost.target pawpost-hub.service pawpost-ble.service pawpost-firewall.service
[ ! -e /root/pawpost.deb ]
[ ! -e /var/lib/pawpost/hub ]
/usr/bin/pawpost --version
CHROOT
