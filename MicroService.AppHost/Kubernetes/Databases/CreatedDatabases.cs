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
        .. manifest.Resources.OfType<ValueResource>()
            .Select(value => Find(manifest, value, engineOf))
            .OfType<CreatedDatabase>()
            .DistinctBy(database => (database.Server, database.Name)),
    ];

    /// <summary>Whether a name needs no quoting in any shell or SQL.</summary>
    public static bool IsPlain(string name) => PlainName().IsMatch(name);

    private static CreatedDatabase? Find(AppManifest manifest, ValueResource value, Func<ContainerResource, DatabaseEngine?> engineOf)
    {
        if (Expression.Parse(value.ConnectionString).Parts is not [ReferencePart { Member: "connectionString", Path.Count: 1 } reference, LiteralPart rest]
            || DatabasePart().Match(rest.Text) is not { Success: true } match
            || manifest.Find(reference.Resource) is not ContainerResource server
            || engineOf(server) is not { } engine)
        {
            return null;
        }

        var name = match.Groups["name"].Value.Trim();
        var isCreated = engine.DatabaseVariables.Any(variable => server.Environment.GetValueOrDefault(variable) == name);
        return isCreated ? null : new CreatedDatabase(value.Name, server.Name, name, engine);
    }

    [GeneratedRegex(@"^\s*;\s*(Database|Initial Catalog)\s*=(?<name>[^;]+);?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DatabasePart();

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
