using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Network;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Signs that a container needs root or the rights of root, so that it would not start, or fail, without them.</summary>
internal static class RootNeed
{
    // Longer ones are data.
    private const int LongestText = 64 * 1024;

    private static readonly char[] BetweenWords = [' ', '\t', '\r', '\n', '"', '\'', '`', '(', ')', '<', '>', '|', '&', ';', '$', '{', '}', ','];

    // What changes the kernel, the network, mounts, owners or users.
    private static readonly FrozenSet<string> Programs = FrozenSet.ToFrozenSet(
        [
            "addgroup", "adduser", "apache2-foreground", "apache2ctl", "apachectl", "blkid", "bpftool", "brctl", "chgrp", "chmod", "chown", "chroot", "containerd", "conntrack",
            "crond", "dockerd", "dockerd-entrypoint.sh", "ebtables", "ethtool", "fdisk", "fsck", "gosu", "groupadd", "hwclock",
            "insmod", "ipset", "iptables", "ipvsadm", "kubelet", "losetup", "lvm", "mkfs", "mknod", "modprobe", "mount", "nft",
            "httpd-foreground", "nfsd", "nsenter", "parted", "perf", "rmmod", "runuser", "setcap", "setfacl", "setpriv", "sshd", "strace", "su", "su-exec", "sudo", "supervisord",
            "swapoff", "sysctl", "systemctl", "tc", "tcpdump", "udevadm", "ulimit", "umount", "unshare", "useradd", "usermod", "wg",
            "wg-quick", "wipefs",
        ],
        StringComparer.Ordinal);

    // What opens raw sockets, changes its user or owns the machine's clock, log and network; as words they mean other things, too.
    private static readonly FrozenSet<string> Daemons = FrozenSet.ToFrozenSet(
        [
            "anacron", "arping", "auditd", "bgpd", "bird", "charon", "chronyd", "cron", "dbus-daemon", "dhclient", "dhcpd", "dnsmasq", "fail2ban-server",
            "fping", "frrinit.sh", "hping3", "init", "ipsec", "keepalived", "klogd", "lldpd", "mtr", "nmap", "nmbd", "nscd", "ntpd", "ntpdate", "openvpn",
            "ospfd", "ovs-vswitchd", "ovsdb-server", "ping", "ping6", "pppd", "proftpd", "rpcbind", "rsyslogd", "runsvdir", "s6-svscan", "smbd",
            "snmpd", "sssd", "strongswan", "syslogd", "systemd", "tailscaled", "traceroute", "udhcpd", "vsftpd", "watchfrr", "xinetd", "zebra",
        ],
        StringComparer.Ordinal);

    // What writes to the image's own file system, as root.
    private static readonly FrozenSet<string> Installers = FrozenSet.ToFrozenSet(
        ["apk", "apt", "apt-get", "dnf", "dpkg", "ldconfig", "microdnf", "pacman", "rpm", "tdnf", "update-ca-certificates", "update-ca-trust", "yum", "zypper"],
        StringComparer.Ordinal);

    private static readonly string[] KernelFolders = ["/proc/sys/", "/proc/sysrq-trigger", "/sys/kernel/", "/sys/fs/", "/sys/class/"];

    private static readonly string[] LinkWords = ["addr", "address", "link", "neigh", "netns", "route", "rule", "tuntap"];

    private static readonly string[] RootImages =
    [
        "apache", "bind9", "bookstack", "buildkit", "calico-node", "cilium", "dind", "docker-mailserver", "dokuwiki", "drupal", "emby",
        "embyserver", "falco", "flannel", "frigate", "gitlab-ce", "gitlab-ee", "hass", "home-assistant", "httpd", "install-cni", "jellyfin",
        "joomla", "kaniko", "keepalived", "kube-proxy", "kube-vip", "librenms", "localstack", "localstack-pro", "matomo", "mediawiki",
        "minecraft-server", "moodle", "multus-cni", "nextcloud", "nfs-server", "nginx-proxy-manager", "openhab", "openldap", "openresty", "openssh-server", "openvpn",
        "openvpn-as", "owncloud", "paperless-ngx", "photoprism", "phpmyadmin", "pihole", "plex", "pms-docker", "postfix", "prestashop",
        "proxy-init", "roundcubemail", "sftp", "speaker", "squid", "syncthing", "tailscale", "unbound", "unifi", "volume-nfs", "vsftpd",
        "wireguard", "wordpress",
    ];

    // Their Dockerfiles let the system choose the uid of a user of their own, to whom their folders belong.
    private static readonly string[] OwnUserImages = ["kubernetes-zookeeper", "odoo", "varnish"];

    private static readonly string[] SshPrograms = ["scp", "sftp", "ssh", "ssh-keyscan"];

    // Everybody may read these.
    private static readonly string[] OpenHostPaths =
        ["/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo", "/etc/ssl/certs", "/etc/pki", "/etc/ca-certificates"];

    // Each container of a pod asks for it.
    private static readonly ConditionalWeakTable<ObjectGraph, ConcurrentDictionary<Workload, StrongBox<string?>>> OfPods = [];

    /// <summary>What needs root among all containers of a pod, as a sentence that says what to decide; null if nothing seems to.</summary>
    public static string? ObjectionInPod(Workload workload, ObjectGraph graph) => OfPods.GetOrCreateValue(graph)
        .GetOrAdd(workload, static (pod, known) => new StrongBox<string?>(Objection(pod.Containers, known, isPrivileged: false)), graph).Value;

    /// <summary>What needs root among these containers, as a sentence that says what to decide; null if nothing seems to.</summary>
    /// <param name="containers">The containers.</param>
    /// <param name="graph">The objects, for the scripts that they run.</param>
    /// <param name="isPrivileged">
    /// Whether being privileged is a sign, too, and writing where only the image's own user may: that asks for a user, not for capabilities.
    /// </param>
    public static string? Objection(IEnumerable<Container> containers, ObjectGraph graph, bool isPrivileged = true)
    {
        foreach (var container in containers)
        {
            if ((Of(container, graph) ?? (isPrivileged ? OfRights(container) ?? OfWrites(container, graph) : null)) is { } need)
            {
                return $"The container {container.Name} {need}: decide whether it can do without root.";
            }
        }

        return null;
    }

    /// <summary>
    /// As a sentence, that a container is a data store whose image is not known: nobody can tell who owns its files; null if none is.
    /// </summary>
    public static string? UnknownStore(IEnumerable<Container> containers) =>
        containers.FirstOrDefault(container => !container.IsInit && DataStore.RunsIn(container) && !NonRootUser.IsCertain(container)
            && KnownImage.Of(container.Image) is null && !KnownImage.RunsAsAnyUser(container.Image)) is { } store
            ? $"The container {store.Name} seems to keep data, with files of its own image's user: decide what it may run as and where it writes."
            : null;

    /// <summary>What the container installs into its own file system, as a sentence; null if nothing seems to.</summary>
    public static string? Installation(Container container, ObjectGraph graph) =>
        Words(container, graph).FirstOrDefault(word => IsInstaller(ProgramOf(word))) is { } installer
            ? $"Its command runs {ProgramOf(installer)}, which writes there: decide whether the image can have that already."
            : null;

    // Who does not run as root today needs none.
    private static string? Of(Container container, ObjectGraph graph)
    {
        if (NonRootUser.IsCertain(container) || container.EffectiveSecurity("runAsNonRoot")?.AsBoolean == true)
        {
            return null;
        }

        return OfCommand(container, graph) ?? OfHost(container) ?? OfHome(container) ?? (IsRootImage(container.Image) ? "has an image that is made for root" : null)
            ?? (OwnUserImages.Contains(container.Image.ShortName, StringComparer.OrdinalIgnoreCase) ? "has an image with files of a user whose number is not known here" : null)
            ?? OfSsh(container, graph)
            // Who writes it down had a reason, most likely.
            ?? (container.EffectiveSecurity("runAsUser")?.AsInteger == 0 && KnownImage.Of(container.Image) is null
                ? "is told to run as root"
                : null)
            ?? (container.EffectiveSecurity("runAsNonRoot")?.AsBoolean == false && KnownImage.UserOf(container.Image) is null
                ? "is told that it may run as root"
                : null);
    }

    private static string? OfCommand(Container container, ObjectGraph graph)
    {
        var words = Words(container, graph);
        for (var i = 0; i < words.Length; i++)
        {
            var program = ProgramOf(words[i]);
            if (Programs.Contains(program) || IsInstaller(program)
                || program.Contains("iptables", StringComparison.Ordinal) || program.StartsWith("mkfs.", StringComparison.Ordinal)
                || (program == "ip" && i + 1 < words.Length && LinkWords.Contains(words[i + 1], StringComparer.Ordinal)))
            {
                return $"runs {program}";
            }

            if (Array.Find(KernelFolders, folder => words[i].Contains(folder, StringComparison.Ordinal)) is { } folder)
            {
                return $"uses {folder.TrimEnd('/')}";
            }
        }

        return ShellCommand.Of(container, graph).FirstOrDefault(command => IsDaemon(command, container) || ChangesOwners(command)) is { } command
            ? $"runs {command.Program}"
            : null;
    }

    // Without a command, the first argument is one of the image's own program: args: [init].
    private static bool IsDaemon(ShellCommand command, Container container) =>
        Daemons.Contains(command.Program)
        && (container.Node["command"] is not null || container.CommandLine.FirstOrDefault()?.Value is not { } first || ProgramOf(first) != command.Program);

    private static bool ChangesOwners(ShellCommand command) =>
        command.Program == "install" && command.Words.Any(word => word is "-o" or "-g" || word.StartsWith("--owner", StringComparison.Ordinal)
            || word.StartsWith("--group", StringComparison.Ordinal));

    private static string? OfHost(Container container)
    {
        var mounted = container.VolumeMounts.Select(mount => mount.Text("name")).ToHashSet();
        if (HostVolume.Of(container.Workload).FirstOrDefault(volume => mounted.Contains(volume.Name) && !OpenHostPaths.Contains(volume.Path)) is { } host)
        {
            return $"uses the node's {host.Path}";
        }

        if (container.Node.Mappings("volumeDevices").Any())
        {
            return "uses a block device";
        }

        var podSpec = container.Workload.PodSpec;
        return podSpec.Boolean("hostPID") == true ? "sees the node's processes"
            : podSpec.Boolean("hostNetwork") == true && container.Ports.Any(port => port.Integer("containerPort") is > 0 and < 1024)
                ? "opens a port below 1024 of its node"
            : null;
    }

    // In nearly every image nobody else may enter it.
    private static string? OfHome(Container container) =>
        container.VolumeMounts.Select(mount => mount.Text("mountPath")).FirstOrDefault(path => path?.Split('/') is ["", "root", ..]) is { } home
            ? $"has a volume in root's home, at {home}"
            : null;

    // OpenSSH ends for a user that is not in /etc/passwd.
    private static string? OfSsh(Container container, ObjectGraph graph) =>
        KnownImage.UserOf(container.Image) is null
        && (Words(container, graph).Any(IsSsh) || container.Environment.Any(variable => variable.Text("name")?.StartsWith("GIT_SSH", StringComparison.Ordinal) == true
            || variable.Text("value") is { } value && IsSsh(value)))
            ? "uses ssh, which knows only users of the image's /etc/passwd" : null;

    private static bool IsSsh(string word) =>
        SshPrograms.Contains(ProgramOf(word)) || word.StartsWith("git@", StringComparison.Ordinal) || word.Contains("=git@", StringComparison.Ordinal)
        || word.Contains("ssh://", StringComparison.Ordinal) || word.StartsWith("--ssh-key-file", StringComparison.Ordinal);

    private static string? OfRights(Container container) =>
        container.SecurityContext?.Boolean("privileged") == true ? "is privileged"
        : Capabilities.Added(container).FirstOrDefault(added => added.Value != "NET_BIND_SERVICE") is { } added
            ? $"adds the capability {added.Value}"
        : null;

    private static string? OfWrites(Container container, ObjectGraph graph) => NonRootUser.IsCertain(container) ? null
        : CommandWrites.Of(container, graph)
            ?? (CommandWrites.OfVariables(container) is { } named ? $"writes to {named.Path}, most likely, which its variable {named.Variable} names" : null);

    private static bool IsRootImage(ImageReference image) =>
        RootImages.Contains(image.ShortName, StringComparer.OrdinalIgnoreCase)
        || image.Repository.Contains("kaniko-project", StringComparison.Ordinal)
        // They change the network of the node, or routes (FRRouting becomes another user by itself).
        || image.Repository.Contains("cilium/", StringComparison.Ordinal)
        || image.Repository.Contains("frrouting/", StringComparison.Ordinal)
        // They start as root and become the user that PUID names (linuxserver/docker-baseimage-alpine).
        || image.Repository.Contains("linuxserver/", StringComparison.Ordinal)
        // Built alike (hotio), on s6 (Jitsi), and serving port 80 from a folder of root's (Vaultwarden).
        || image.Repository.Contains("hotio/", StringComparison.Ordinal)
        || image.Repository.Contains("jitsi/", StringComparison.Ordinal)
        || image.Repository.EndsWith("vaultwarden/server", StringComparison.Ordinal)
        || (image.ShortName == "gitea" && image.Tag?.Contains("rootless", StringComparison.Ordinal) != true)
        || (image.Tag?.Contains("apache", StringComparison.Ordinal) ?? false)
        || (image.Tag?.EndsWith("dind", StringComparison.Ordinal) ?? false);

    private static string[] Words(Container container, ObjectGraph graph)
    {
        var command = string.Join(' ', container.CommandLine.Select(word => word.Value));
        return
        [
            .. MountedSettings.ScriptsOf(container, graph).Prepend(command).Where(text => text.Length <= LongestText)
                .SelectMany(text => text.Split(BetweenWords, StringSplitOptions.RemoveEmptyEntries)),
        ];
    }

    private static bool IsInstaller(string program) => Installers.Contains(program);

    private static string ProgramOf(string word) => word[(word.LastIndexOf('/') + 1)..];
}
