namespace MicroService.Tests.Databases;

/// <summary>Where PostgreSQL's server programs are: the newest version of the Debian packages, else the PATH.</summary>
internal static class PostgresPrograms
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>The folder with <c>initdb</c> and <c>postgres</c>, or null where there is none.</summary>
    public static string? Folder { get; } = Candidates().FirstOrDefault(folder => IsThere(folder, "initdb") && IsThere(folder, "postgres"));

    /// <summary>Another program of PostgreSQL, or null where it is not installed.</summary>
    public static string? Find(string program) => Folder is not null && IsThere(Folder, program) ? Path.Combine(Folder, program) : null;

    // A link may have outlived what it points to.
    private static bool IsThere(string folder, string program) =>
        new FileInfo(Path.Combine(folder, program)) is { Exists: true } file && file.ResolveLinkTarget(returnFinalTarget: true) is null or { Exists: true };

    private static IEnumerable<string> Candidates()
    {
        var packaged = Directory.Exists(DebianRoot)
            ? Directory.EnumerateDirectories(DebianRoot)
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        var searched = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return [.. packaged, .. searched];
    }
}
