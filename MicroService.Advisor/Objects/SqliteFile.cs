using System.Text.RegularExpressions;

namespace MicroService.Advisor.Objects;

/// <summary>The file of an embedded database, SQLite or H2, that a container's variables or arguments name.</summary>
internal static partial class SqliteFile
{
    /// <summary>The paths, absolute or in the working folder.</summary>
    public static IEnumerable<string> Of(Container container) =>
        from text in container.Environment.Select(variable => variable.Text("value")).Concat(container.CommandLine.Select(word => word.Value))
        where text is not null
        let match = Address().Match(text)
        where match.Success
        select match.Groups["path"].Value;

    /// <summary>True if the container keeps one that is lost with its pod: each of its pods then has another.</summary>
    public static bool IsInImage(Container container)
    {
        var scratch = container.Workload.Volumes.Where(volume => volume.Has("emptyDir")).Select(volume => volume.Text("name")).ToHashSet();
        string[] kept = [.. container.VolumeMounts.Where(mount => !scratch.Contains(mount.Text("name"))).Select(mount => mount.Text("mountPath")?.TrimEnd('/')).OfType<string>()];
        return Of(container).Any(path => !Readings(container, path).Any(reading =>
            kept.Any(folder => reading == folder || reading.StartsWith(folder + "/", StringComparison.Ordinal))));
    }

    /// <summary>What a path may mean: to some programs the third slash of an address begins the root, to others the working folder.</summary>
    public static IEnumerable<string> Readings(Container container, string path) => path.StartsWith('/') ? [path]
        : [$"/{path.TrimStart('.', '/')}", $"{container.Node.Text("workingDir")?.TrimEnd('/')}/{path.TrimStart('.', '/')}"];

    // sqlite:////app/data.db (SQLAlchemy), sqlite:///data.db, sqlite3:data.db, jdbc:sqlite:/data/app.db, jdbc:h2:file:/data/app,
    // file:./dev.db (Prisma), Data Source=/data/app.db (.NET). What is in memory has no file.
    [GeneratedRegex(
        @"(^|[=\s""'])((jdbc:)?sqlite3?(\+\w{1,20})?:(///?)?|jdbc:h2:(file:)?|file:|Data Source=|DataSource=|Filename=)(?<path>(?!mem:)/?[\w./~-]{0,200}?(\.(db|db3|sqlite|sqlite3))|(?<=jdbc:h2:file:|jdbc:h2:)[/~.][\w./-]{0,200})($|[?;&\s""'])|(^|=)(?<path>/(?!etc/|usr/)[\w./-]{0,200}\.(db|db3|sqlite|sqlite3))$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Address();
}
