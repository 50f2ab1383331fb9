using System.Text.Json;
using System.Xml.Linq;

namespace MicroService.AppHost.Embedded.Runners;

/// <summary>Finds the .NET tools of <c>.config/dotnet-tools.json</c>, restoring them where they are missing.</summary>
internal static class ToolManifest
{
    /// <summary>
    /// What <c>dotnet</c> has to be told, in the folder of the manifest, to run the tool: its assembly, so that nothing stands between
    /// it and signals, or <c>tool run</c> where the assembly can't be found. Null with the SDK's output if it can't be restored.
    /// </summary>
    public static async Task<(IReadOnlyList<string>? Arguments, string Output)> RestoreAsync(string tool, ResourceScope scope, CancellationToken cancellationToken)
    {
        var manifest = Path.Combine(scope.BaseDirectory, ".config", "dotnet-tools.json");
        if (!File.Exists(manifest))
        {
            return (null, $"{manifest} doesn't exist.");
        }

        if (Version(manifest, tool) is not { } version)
        {
            return (null, $"{manifest} doesn't name {tool}.");
        }

        var packages = await PackagesFolderAsync(scope, cancellationToken);
        var package = Path.Combine(packages, tool, version);
        if (FindAssembly(package) is { } present)
        {
            return (["exec", present], string.Empty);
        }

        var (exitCode, output) = await DotNet.RunAsync(["tool", "restore", "--tool-manifest", manifest], scope.BaseDirectory, cancellationToken);
        if (exitCode != 0)
        {
            return (null, output);
        }

        // The package may be in a fallback folder of NuGet instead.
        return (FindAssembly(package) is { } restored ? ["exec", restored] : ["tool", "run", tool, "--"], output);
    }

    private static string? Version(string manifest, string tool)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
        return document.RootElement.TryGetProperty("tools", out var tools) && tools.TryGetProperty(tool, out var entry) && entry.TryGetProperty("version", out var version)
            ? version.GetString()
            : null;
    }

    private static async Task<string> PackagesFolderAsync(ResourceScope scope, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } given)
        {
            return given;
        }

        // NuGet.Config can name another folder, so the SDK has the last word.
        var (_, output) = await DotNet.RunAsync(["nuget", "locals", "global-packages", "--list"], scope.BaseDirectory, cancellationToken);
        var start = output.IndexOf("global-packages: ", StringComparison.Ordinal);
        return start < 0
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages")
            : output[(start + "global-packages: ".Length)..].Split('\n')[0].Trim();
    }

    // tools/<framework>/any/DotnetToolSettings.xml names the assembly; the highest framework this runtime can run wins.
    private static string? FindAssembly(string package)
    {
        var tools = Path.Combine(package, "tools");
        if (!Directory.Exists(tools))
        {
            return null;
        }

        return Directory.EnumerateDirectories(tools, "net*")
            .Select(folder => (Folder: Path.Combine(folder, "any"), Framework: Framework(folder)))
            .Where(candidate => candidate.Framework <= Environment.Version)
            .OrderByDescending(candidate => candidate.Framework)
            .Select(candidate => EntryPoint(candidate.Folder))
            .FirstOrDefault(assembly => assembly is not null);
    }

    private static Version? Framework(string folder) => System.Version.TryParse(Path.GetFileName(folder)["net".Length..], out var version) ? version : null;

    private static string? EntryPoint(string folder)
    {
        var settings = Path.Combine(folder, "DotnetToolSettings.xml");
        var name = File.Exists(settings) ? XDocument.Load(settings).Descendants("Command").FirstOrDefault()?.Attribute("EntryPoint")?.Value : null;
        return name is not null && File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : null;
    }
}
