using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MicroService.Benchmarks.Load;

/// <summary>Publishes a project of this repository as a native program.</summary>
internal static class NativeProgram
{
    /// <summary>The path of the program.</summary>
    /// <param name="project">The project's folder, relative to the repository.</param>
    /// <param name="name">The program's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LoadFailedException">It can't be published.</exception>
    public static async Task<string> PublishAsync(string project, string name, CancellationToken cancellationToken)
    {
        var root = Root();
        var output = Path.Combine(root, "artifacts", "load", name);
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(root, project), "--configuration", "Release", "--use-current-runtime", "--output", output, "--verbosity", "quiet"]))!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? Path.Combine(output, name) : throw new LoadFailedException($"{project} can't be published (see above).");
    }

    /// <summary>The file with the symbols of a program that was published, which stays where it was linked.</summary>
    public static string SymbolsOf(string project, string name) =>
        Path.Combine(Root(), project, "bin", "Release", $"net{Environment.Version.ToString(2)}", RuntimeInformation.RuntimeIdentifier, "native", name + ".dbg");

    /// <summary>The repository.</summary>
    /// <exception cref="LoadFailedException">This does not run in it.</exception>
    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MicroService.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new LoadFailedException("Run this from the repository, or name the programs with --api and --bare.");
    }
}
