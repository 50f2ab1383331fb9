using System.Globalization;
using System.Reflection;

namespace MicroService.Api.History;

/// <summary>The migrations in this binary: <c>Migrations/&lt;engine&gt;/0001_name.sql</c>.</summary>
public static class MigrationCatalog
{
    /// <summary>The engine's migrations, in order.</summary>
    /// <exception cref="InvalidDataException">A version is missing or there twice.</exception>
    public static IReadOnlyList<Migration> For(HistoryEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        string prefix = engine.Name + "/";
        Migration[] migrations = [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => Read(name, name[prefix.Length..]))
            .OrderBy(migration => migration.Version)];
        for (int i = 0; i < migrations.Length; i++)
        {
            if (migrations[i].Version != i + 1)
            {
                throw new InvalidDataException($"{prefix}: migration {i + 1} is missing or there twice.");
            }
        }

        return migrations;
    }

    private static Migration Read(string resource, string name)
    {
        int separator = name.IndexOf('_', StringComparison.Ordinal);
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return new Migration(int.Parse(name.AsSpan(0, separator), CultureInfo.InvariantCulture), name[(separator + 1)..], reader.ReadToEnd());
    }
}
