using MicroService.Publishing.AppModel;

namespace MicroService.Publishing.Images;

/// <summary>
/// A PostgreSQL of one's own, known by its variables and its volume: initdb takes only an empty folder, and volumes often have a lost+found.
/// </summary>
internal static class PostgresFolder
{
    /// <summary>The variable that names the data folder.</summary>
    public const string Variable = "PGDATA";

    /// <summary>The data folder of the image, where the volume is.</summary>
    public const string Folder = "/var/lib/postgresql/data";

    /// <summary>The variable that keeps the data in a folder below the volume's.</summary>
    public static (string Name, string Value) Below { get; } = (Variable, $"{Folder}/pgdata");

    /// <summary>Whether an image of which nothing is known initializes its data right in a volume.</summary>
    public static bool IsOf(WorkloadResource resource, ImageProfile profile) =>
        profile is { IsKnown: false, DataFolder: null } && resource is ContainerResource container
        && container.Volumes.Any(volume => volume.Target.TrimEnd('/') == Folder)
        && container.Environment.Keys.Any(name => name.StartsWith("POSTGRES_", StringComparison.Ordinal)) && !container.Environment.ContainsKey(Variable);
}
