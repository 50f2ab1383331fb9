using MicroService.Tests.Corpora;

namespace MicroService.Tests.Processes;

/// <summary>The built Api, as the program that is started: the framework-dependent build, or the one that <c>MICROSERVICE_API</c> names (the native one in CI).</summary>
internal static class ApiProgram
{
    private static readonly string? Named = Environment.GetEnvironmentVariable("MICROSERVICE_API");

    private static readonly string Assembly =
        RepositoryRoot.Combine("MicroService.Api", "bin", RepositoryRoot.Configuration, "net10.0", "MicroService.Api.dll");

    /// <summary>Starts the Api and returns at once.</summary>
    public static ChildProcess Start(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null) =>
        ChildProcess.Start(Program, [.. Prefix, .. arguments], environment, workingDirectory);

    /// <summary>Runs one command of the Api's command line to its end.</summary>
    public static Task<ProcessResult> RunAsync(
        IEnumerable<string> arguments,
        string input = "",
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null) =>
        ChildProcess.RunAsync(Program, [.. Prefix, .. arguments], input, environment, workingDirectory);

    private static string Program => Named ?? Environment.ProcessPath switch
    {
        { } path when Path.GetFileNameWithoutExtension(path) == "dotnet" => path,
        _ => "dotnet",
    };

    private static IEnumerable<string> Prefix => Named is null ? [Assembly] : [];
}
