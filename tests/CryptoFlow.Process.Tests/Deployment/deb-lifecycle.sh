#!/bin/bash
# Installs, upgrades, removes, installs again and purges the package on a copy of this machine's file system: an overlay that nobody else sees and that
# disappears with this process. A recorded 'systemctl' stands for systemd. Prints one line for each fact; DebPackageTests compares them.
#   deb-lifecycle.sh SCRATCH FIRST.deb SECOND.deb      (as root, below 'unshare --mount')
set -euo pipefail
scratch=$1 first=$2 second=$3
mount -t tmpfs tmpfs "$scratch"
mkdir "$scratch/upper" "$scratch/work" "$scratch/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$scratch/upper,workdir=$scratch/work" "$scratch/root"
root=$scratch/root
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/run"
mkdir -p "$root/run/systemd/system" "$root/debs"
cp "$first" "$root/debs/1.deb"
cp "$second" "$root/debs/2.deb"
cat > "$root/usr/bin/systemctl" <<'FAKE'
#!/bin/sh
echo "systemctl $*" >> /run/calls
[ "$1" = list-units ] && [ -e /run/units ] && cat /run/units
exit 0
FAKE
chmod 0755 "$root/usr/bin/systemctl"
cat > "$root/usr/bin/adduser" <<'FAKE'
#!/bin/sh
useradd --system --user-group --home-dir /var/lib/cryptoflow --no-create-home --shell /usr/sbin/nologin cryptoflow
FAKE
[ -x /usr/sbin/adduser ] || chmod 0755 "$root/usr/bin/adduser"

in_root() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
package() { in_root dpkg --force-depends "$@" > "$root/run/output" 2>&1 || { cat "$root/run/output"; echo "FAILED dpkg $*"; exit 1; }; }
calls() { sort -u "$root/run/calls" 2> /dev/null | grep -v list-units | sed "s|^|$1: |" || true; rm -f "$root/run/calls"; }
fact() { echo "$1: $(in_root sh -c "$2" 2>&1)"; }

package --install /debs/1.deb
calls installed
fact "user" "id -un cryptoflow"
fact "data directory" "stat -c '%U %G %a' /var/lib/cryptoflow"
fact "settings" "stat -c '%U %G %a' /etc/cryptoflow/cryptoflow.conf"
fact "program as the user" "su -s /bin/sh cryptoflow -c 'cryptoflow --help' | grep -c backfill"

in_root sh -c "echo candles > /var/lib/cryptoflow/candles.db; echo CryptoFlow__Api__CacheMb=64 >> /etc/cryptoflow/cryptoflow.conf"
printf 'cryptoflow.service loaded active running x\ncryptoflow@web.service loaded active running x\n' > "$root/run/units"
package --install /debs/2.deb
calls upgraded
fact "settings after the upgrade" "tail -n 1 /etc/cryptoflow/cryptoflow.conf; stat -c %a /etc/cryptoflow/cryptoflow.conf"

package --remove cryptoflow
calls removed
fact "program after the removal" "test -e /usr/lib/cryptoflow/CryptoFlow.Web && echo there || echo gone"
fact "data after the removal" "cat /var/lib/cryptoflow/candles.db"

rm -f "$root/run/units"
package --install /debs/2.deb
calls "installed again"

package --purge cryptoflow
calls purged
fact "settings after the purge" "test -e /etc/cryptoflow/cryptoflow.conf && echo there || echo gone"
fact "data after the purge" "cat /var/lib/cryptoflow/candles.db"
echo "note: $(grep -o 'The candles in .* are kept' "$root/run/output")"
