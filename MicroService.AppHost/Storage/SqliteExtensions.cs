namespace MicroService.AppHost.Storage;

/// <summary>Keeps data in a SQLite file instead of a database server.</summary>
internal static class SqliteExtensions
{
    /// <summary>The folder of the file; by default <c>obj/data</c> below the AppHost, where it outlives the run.</summary>
    private const string FolderSetting = "AppHost:DataFolder";

    /// <summary>Adds a connection string to a SQLite file.</summary>
    /// <param name="builder">The app model.</param>
    /// <param name="name">The name of the resource, its connection string, and the file.</param>
    public static IResourceBuilder<ConnectionStringResource> AddSqlite(this IDistributedApplicationBuilder builder, string name)
    {
        var file = builder.DataFile($"{name}.db");
        return builder.AddConnectionString(name, ReferenceExpression.Create($"Data Source={file}"));
    }

    /// <summary>The path of a file in the folder for data.</summary>
    public static string DataFile(this IDistributedApplicationBuilder builder, string name)
    {
        var folder = builder.Configuration[FolderSetting] ?? Path.Combine(builder.AppHostDirectory, "obj", "data");
        return Path.Combine(Directory.CreateDirectory(folder).FullName, name);
    }
}
