using System.Text.RegularExpressions;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;

namespace MicroService.Publishing.Databases;

/// <summary>Finds the databases of the model (<c>AddDatabase</c>) that must be created on its servers.</summary>
internal static partial class CreatedDatabases
{
    /// <summary>The databases of a manifest, each once for a server.</summary>
    /// <param name="engineOf">The engine of a server in the cluster; null for any other container.</param>
    public static IReadOnlyList<CreatedDatabase> Of(AppManifest manifest, Func<ContainerResource, DatabaseEngine?> engineOf) =>
    [
        .. manifest.Resources.OfType<ValueResource>()
            .Select(value => Find(manifest, value, engineOf))
            .OfType<CreatedDatabase>()
            .DistinctBy(database => (database.Server, database.Name)),
    ];

    /// <summary>The values that connect to a database on an unknown server, which no Job creates; each with server and name.</summary>
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

    // Other builds have their own variables for it, such as POSTGRESQL_DATABASE.
    private static bool IsGiven(ContainerResource server, string name) =>
        server.Environment.Any(variable => variable.Value == name && (variable.Key.EndsWith("DATABASE", StringComparison.Ordinal) || variable.Key.EndsWith("_DB", StringComparison.Ordinal)));

    [GeneratedRegex(@"^\s*;\s*(Database|Initial Catalog)\s*=(?<name>[^;]+);?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DatabasePart();

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9_.-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}

/// <summary>A database of the model that its server does not create by itself.</summary>
/// <param name="Resource">The value that connects to it.</param>
/// <param name="Server">The resource that runs the server.</param>
/// <param name="Name">Its name on the server.</param>
internal sealed record CreatedDatabase(string Resource, string Server, string Name, DatabaseEngine Engine)
{
    /// <summary>The preferred name of the Job that creates it.</summary>
    public string Wish => $"{Server}-{Name}-create";
}
