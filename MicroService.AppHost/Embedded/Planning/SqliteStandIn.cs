using MicroService.AppHost.AppModel;
using MicroService.AppHost.AppModel.Expressions;
using MicroService.AppHost.Embedded.Runners;

namespace MicroService.AppHost.Embedded.Planning;

/// <summary>SQLite files in place of the databases of a PostgreSQL container; services tell the two apart by the connection string.</summary>
internal static class SqliteStandIn
{
    public const string Kind = "sqlite";

    public static bool StandsInFor(ManifestResource resource) => resource is ContainerResource container && ImageName.ShortName(container.Image) == "postgres";

    /// <summary>The databases: every value whose connection string is that of a replaced server with something added.</summary>
    public static IReadOnlyList<PlannedDatabase> Databases(AppManifest manifest, string directory)
    {
        var servers = manifest.Resources.Where(StandsInFor).Select(server => server.Name).ToHashSet();
        return
        [
            .. manifest.Resources.OfType<ValueResource>()
                .Where(value => Expression.Parse(value.ConnectionString).References.Any(reference => servers.Contains(reference.Resource) && reference.Member == "connectionString"))
                .Select(value => new PlannedDatabase(value.Name, Path.Combine(directory, $"{value.Name}.db"))),
        ];
    }

    public static string ConnectionString(PlannedDatabase database) => $"Data Source={database.Path}";
}
