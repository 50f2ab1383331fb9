using System.Text.RegularExpressions;
using MicroService.AppHost.AppModel;
using MicroService.AppHost.AppModel.Expressions;

namespace MicroService.AppHost.Kubernetes.Databases;

/// <summary>Finds the databases that the model has on servers of its own and that somebody has to create (<c>AddDatabase</c>).</summary>
internal static partial class CreatedDatabases
{
    /// <summary>The databases of a manifest, each once for a server.</summary>
    /// <param name="engineOf">The make of a server that runs in the cluster; null for any other.</param>
    public static IReadOnlyList<CreatedDatabase> Of(AppManifest manifest, Func<ContainerResource, DatabaseEngine?> engineOf) =>
    [
        .. Named(manifest)
            .Select(database => Find(database, engineOf))
            .OfType<CreatedDatabase>()
            .DistinctBy(database => (database.Server, database.Name)),
    ];

    /// <summary>All databases that the model has on containers, whether or not their make is known.</summary>
    public static IEnumerable<(string Resource, ContainerResource Server, string Name)> Named(AppManifest manifest)
    {
        foreach (var value in manifest.Resources.OfType<ValueResource>())
        {
            if (Expression.Parse(value.ConnectionString).Parts is [ReferencePart { Member: "connectionString", Path.Count: 1 } reference, LiteralPart rest]
                && DatabasePart().Match(rest.Text) is { Success: true } match
                && manifest.Find(reference.Resource) is ContainerResource server)
            {
                yield return (value.Name, server, match.Groups["name"].Value.Trim());
            }
        }
    }

    /// <summary>Whether a name needs no quoting in any shell or SQL.</summary>
    public static bool IsPlain(string name) => PlainName().IsMatch(name);

    private static CreatedDatabase? Find((string Resource, ContainerResource Server, string Name) database, Func<ContainerResource, DatabaseEngine?> engineOf)
    {
        if (engineOf(database.Server) is not { } engine)
        {
            return null;
        }

        var isCreated = engine.DatabaseVariables.Any(variable => database.Server.Environment.GetValueOrDefault(variable) == database.Name);
        return isCreated ? null : new CreatedDatabase(database.Resource, database.Server.Name, database.Name, engine);
    }

    [GeneratedRegex(@"^\s*;\s*(Database|Initial Catalog)\s*=(?<name>[^;]+);?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DatabasePart();

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
