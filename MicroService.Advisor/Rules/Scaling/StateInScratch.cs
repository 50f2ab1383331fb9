using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Scaling;

/// <summary>State that an application keeps where it is lost with the pod: in an emptyDir, or in the container's own file system.</summary>
internal static class StateInScratch
{
    private static readonly string[] ScratchWords =
    [
        "tmp", "temp", "cache", "caches", "log", "logs", "run", "shm", "sock", "sockets", "socket", "scratch", "pid", "cert",
        "certs", "tls", "ssl", "ssh", "gpg", "config", "conf", "etc", "home", "plugin", "plugins", "work", "workdir", "working",
        "workspace",
    ];

    // They keep uploads, plug-ins and settings beside their code.
    private static readonly string[] FileKeepers =
    [
        "bookstack", "dokuwiki", "drupal", "joomla", "magento", "matomo", "mediawiki", "moodle", "nextcloud", "odoo", "owncloud", "prestashop",
        "redmine", "wordpress",
    ];

    private static readonly string[] StateWords = ["data", "db", "database", "lib", "storage", "store", "state"];

    /// <summary>The name of an emptyDir that seems to hold state of the application; null if none does.</summary>
    public static string? Of(Workload workload) =>
        workload.Volumes
            .Where(volume => volume.Has("emptyDir") && volume.Mapping("emptyDir")?.Text("medium") != "Memory")
            .Select(volume => volume.Text("name"))
            .FirstOrDefault(name => name is not null && Holds(name, workload));

    /// <summary>A container that seems to keep state in its image's folders, as it has no volume for it; null if none does.</summary>
    public static Container? OfImage(Workload workload)
    {
        var kept = workload.Volumes.Where(volume => !volume.Has("emptyDir") && !volume.Has("configMap") && !volume.Has("secret") && !volume.Has("projected"))
            .Select(volume => volume.Text("name")).Concat(workload.Spec.Mappings("volumeClaimTemplates").Select(claim => claim.Mapping("metadata")?.Text("name")))
            .ToHashSet();
        return workload.LongRunningContainers.FirstOrDefault(container => FileKeepers.Contains(container.Image.ShortName, StringComparer.OrdinalIgnoreCase)
            && !container.VolumeMounts.Any(mount => kept.Contains(mount.Text("name"))));
    }

    /// <summary>True if the emptyDir of a name seems to hold state of the application.</summary>
    public static bool Holds(string volume, Workload workload)
    {
        var mounts = workload.MountsOf(volume).Where(mounted => mounted.Mount.Boolean("readOnly") != true)
            .Select(mounted => (mounted.Container, Path: mounted.Mount.Text("mountPath") ?? "")).ToList();
        // What several containers mount is handed over between them.
        var isHandedOver = mounts.Select(mount => mount.Container).Distinct().Count() > 1;
        return mounts.Exists(mount => mount.Container.IsLongRunning && Words(mount.Path) is var words
            && !words.Intersect(ScratchWords, StringComparer.OrdinalIgnoreCase).Any()
            && (!isHandedOver || words.Intersect(StateWords, StringComparer.OrdinalIgnoreCase).Any()));
    }

    private static string[] Words(string path) => path.Split('/', '-', '_', '.');
}
