using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>
/// Programs that refuse files which their group may read, or a folder that another user owns: with <c>fsGroup</c> the kubelet gives the
/// files of a volume to a group and lets it read them, and the volume's own folder stays root's.
/// </summary>
internal static class StrictFiles
{
    private static readonly string[] ClaimKinds = ["persistentVolumeClaim", "ephemeral"];

    private static readonly string[] PostgresImages = ["cloudnative-pg", "pgvector", "postgis", "postgres", "timescaledb", "timescaledb-ha"];

    private const string PostgresFolder = "/var/lib/postgresql/data";

    /// <summary>Why the volumes may not get a group, as a sentence; null if nothing speaks against it.</summary>
    public static string? Objection(Workload workload) =>
        // Who has set the group knows what becomes of the files.
        workload.SecurityContext?.Has("fsGroup") == true ? null
        : workload.Containers.Select(Of).FirstOrDefault(objection => objection is not null);

    private static string? Of(Container container)
    {
        if (ShellCommand.Of(container).SelectMany(command => command.Words).Any(word => word.Split('=')[0] is "--keyFile" or "--clusterAuthKeyFile"))
        {
            return $"The container {container.Name} refuses its key file where a group may read it, as fsGroup lets it: decide who is to own the file.";
        }

        if (container.Image.ShortName == "rabbitmq" && ClaimsOf(container).Any())
        {
            return $"The container {container.Name} refuses its cookie on the volume where a group may read it, as fsGroup lets it: decide who is to own the file.";
        }

        return PostgresImages.Contains(container.Image.ShortName, StringComparer.Ordinal)
            && ClaimsOf(container).Any(path => path == (Variable(container, "PGDATA")?.TrimEnd('/') ?? PostgresFolder))
                ? $"The container {container.Name} initializes only a folder that its user owns, and the volume's own is root's: "
                    + "set PGDATA to a folder below it, if the volume is new, or decide who is to own its files."
                : null;
    }

    private static string? Variable(Container container, string name) =>
        container.Environment.FirstOrDefault(variable => variable.Text("name") == name)?.Text("value");

    private static IEnumerable<string> ClaimsOf(Container container)
    {
        var workload = container.Workload;
        var claims = workload.Volumes.Where(volume => ClaimKinds.Any(volume.Has)).Select(volume => volume.Text("name"))
            .Concat(workload.Spec.Mappings("volumeClaimTemplates").Select(claim => claim.Mapping("metadata")?.Text("name"))).ToHashSet();
        return container.VolumeMounts.Where(mount => claims.Contains(mount.Text("name")))
            .Select(mount => mount.Text("mountPath")?.TrimEnd('/')).OfType<string>();
    }
}
