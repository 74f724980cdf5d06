# Somebody who took over one of Pawpost's processes, and tries in its place what that process has no business with. Run by its own unit, in its
# sandbox, as its user (test/attacks/inside-the-sandbox.test.ts). Says by line what worked. ATTACK: pids of others, addresses at each cable's far end.
use strict;
use warnings;
use IO::Socket::IP;
use IO::Socket::UNIX;
use POSIX ();
use Socket;

$| = 1;
my %about = map { split /=/, $_, 2 } split / /, $ENV{ATTACK};
sub said { print "worked: $_[0]\n" if $_[1] }

# What is another's.
for my $path (qw(/var/lib/pawpost/hub /var/lib/pawpost/ble /run/pawpost/for-ble /run/pawpost/for-link /run/pawpost/for-hub /run/pawpost/console)) {
    said("list $path", opendir my $folder, $path);
}
for my $path (qw(/var/lib/pawpost/hub/CURRENT /var/lib/pawpost/hub/canary /var/lib/pawpost/ble/canary /run/pawpost/for-ble/credential /etc/shadow)) {
    said("read $path", open my $file, '<', $path);
}
for my $path (qw(for-ble/mqtt.sock for-ble/clips.sock for-link/door.sock for-hub/link.sock for-hub/relay.sock console/cli.sock)) {
    said("connect $path", IO::Socket::UNIX->new(Peer => "/run/pawpost/$path"));
}
said('connect dbus', IO::Socket::UNIX->new(Peer => '/run/dbus/system_bus_socket'));

# What would outlive it.
for my $path (qw(/opt/pawpost/current/hub/planted /opt/pawpost/planted /etc/pawpost/planted /var/cache/pawpost/code/planted /run/pawpost/planted /run/planted /var/lib/planted /usr/lib/planted /root/planted)) {
    said("write $path", open my $file, '>', $path);
}

# Other processes.
my @seen = grep { /^\d+$/ && (stat "/proc/$_")[4] != $> } map { s{/proc/}{}r } glob '/proc/[0-9]*';
said('see other processes', scalar @seen);
for my $pid (grep { $_ } split /,/, $about{pids}) {
    said("signal another process", kill 0, $pid);
    said("read another's memory", open my $memory, '<', "/proc/$pid/mem");
    said("read another's environment", open my $file, '<', "/proc/$pid/environ");
}

# The kernel's powers. Numbers of x86-64 and, behind, of arm64.
my $arm = (POSIX::uname())[4] eq 'aarch64';
sub kernel { my ($x86, $arm64, @words) = @_; return syscall($arm ? $arm64 : $x86, @words) >= 0 }
# In a child: who is in a namespace of its own has no powers outside it any more.
my $child = fork // die;
if ($child == 0) { exit(kernel(272, 97, 0x10000000) ? 0 : 1) }
waitpid $child, 0;
said('make a user namespace', $? == 0);
said('mount', kernel(165, 40, my $none = "none", my $at = "/tmp", my $kind = "tmpfs", 0, 0));
said('trace', kernel(101, 117, 0x4206, 0 + (split /,/, $about{pids})[0], 0, 0));
said('load a program into the kernel', kernel(321, 280, 5, my $attributes = "\0" x 128, 128));
said('run at real-time priority', kernel(144, 119, 0, 1, my $priority = pack('i', 1)));
said('make itself root', do { $> = 0; $> == 0 && $< != 0 });
said('make a set-user-id file', do { open my $f, '>', '/tmp/s'; chmod 04755, '/tmp/s'; (stat '/tmp/s')[2] & 04000 });
# To no time at all: asked for the right alone, for a machine has one clock, whatever the namespace.
said('set the clock', kernel(164, 170, 0, 0));
said('change the name of the machine', kernel(170, 161, my $name = "planted", 7));
said('open a raw packet socket', socket my $packet, 17, SOCK_RAW, 0x0300);
said('open a raw IP socket', socket my $raw, PF_INET, SOCK_RAW, 1);
said('open a netlink socket', socket my $netlink, 16, SOCK_RAW, 0);
said('see disks', scalar grep { -b } glob '/dev/*');

# The network.
for (['itself', '127.0.0.1', 8_080], ['the house', $about{lan}, 443], ['the Internet', $about{wan}, 443]) {
    my ($whom, $address, $port) = @$_;
    said("dial $whom", IO::Socket::IP->new(PeerHost => $address, PeerPort => $port, Timeout => 3));
}
print "over\n";
