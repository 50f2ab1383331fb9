using System.Text.RegularExpressions;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;

namespace MicroService.Publishing.Databases;

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

    /// <summary>The values that connect to a database which no Job creates, since nothing is known of its server; each with server and name.</summary>
    public static IEnumerable<(string Resource, string Server, string Name)> Unknown(AppManifest manifest, Func<ContainerResource, DatabaseEngine?> engineOf) =>
        from value in manifest.Resources.OfType<ValueResource>()
        let database = Part(manifest, value)
        where database is not null && engineOf(database.Value.Server) is null && !IsGiven(database.Value.Server, database.Value.Name)
        select (value.Name, database.Value.Server.Name, database.Value.Name);

    /// <summary>Whether a name needs no quoting in any shell or SQL.</summary>
    public static bool IsPlain(string name) => PlainName().IsMatch(name);

    private static CreatedDatabase? Find(AppManifest manifest, ValueResource value, Func<ContainerResource, DatabaseEngine?> engineOf)
    {
        if (Part(manifest, value) is not { } database || engineOf(database.Server) is not { } engine)
        {
            return null;
        }

        var isCreated = engine.DatabaseVariables.Any(variable => database.Server.Environment.GetValueOrDefault(variable) == database.Name);
        return isCreated ? null : new CreatedDatabase(value.Name, database.Server.Name, database.Name, engine);
    }

    private static (ContainerResource Server, string Name)? Part(AppManifest manifest, ValueResource value) =>
        Expression.Parse(value.ConnectionString).Parts is [ReferencePart { Member: "connectionString", Path.Count: 1 } reference, LiteralPart rest]
        && DatabasePart().Match(rest.Text) is { Success: true } match
        && manifest.Find(reference.Resource) is ContainerResource server
            ? (server, match.Groups["name"].Value.Trim())
            : null;

    // Builds of others have variables of their own for it: POSTGRESQL_DATABASE.
    private static bool IsGiven(ContainerResource server, string name) =>
        server.Environment.Any(variable => variable.Value == name && (variable.Key.EndsWith("DATABASE", StringComparison.Ordinal) || variable.Key.EndsWith("_DB", StringComparison.Ordinal)));

    [GeneratedRegex(@"^\s*;\s*(Database|Initial Catalog)\s*=(?<name>[^;]+);?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DatabasePart();

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
