namespace MicroService.AppHost.Embedded;

/// <summary>Finds the manifest of the repository.</summary>
internal static class ManifestFile
{
    public const string Name = "aspire-manifest.json";

    /// <summary>The nearest manifest above the current folder, else above this program; null if there is none.</summary>
    public static string? FindUpwards() => Above(Environment.CurrentDirectory) ?? OfThisProgram();

    /// <summary>The nearest manifest above this program: that of the application it was built with; null if there is none.</summary>
    public static string? OfThisProgram() => Above(AppContext.BaseDirectory);

    private static string? Above(string folder)
    {
        for (var directory = new DirectoryInfo(folder); directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, Name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
