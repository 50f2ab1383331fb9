using MicroService.Tests.Corpora;

namespace MicroService.Tests.Processes;

/// <summary>A built service or tool, as the program that is started.</summary>
/// <param name="Program">The native program; null for the framework-dependent build.</param>
/// <param name="Assembly">The framework-dependent build.</param>
internal sealed record ServiceProgram(string? Program, string Assembly)
{
    /// <summary>The Api: the framework-dependent build, or the program that <c>MICROSERVICE_API</c> names (the native one in CI).</summary>
    public static ServiceProgram Api { get; } = new(
        Environment.GetEnvironmentVariable("MICROSERVICE_API"),
        RepositoryRoot.Combine("MicroService.Api", "bin", RepositoryRoot.Configuration, "net10.0", "MicroService.Api.dll"));

    /// <summary>The tool: the framework-dependent build, or the program that <c>MICROSERVICE_CLI</c> names.</summary>
    public static ServiceProgram Cli { get; } = new(
        Environment.GetEnvironmentVariable("MICROSERVICE_CLI"),
        RepositoryRoot.Combine("MicroService.Cli", "bin", RepositoryRoot.Configuration, "net10.0", "microservice.dll"));

    /// <summary>The second service, which has nothing but the defaults: <c>/</c>, <c>/slow/{ms}</c>, <c>/deaf/{ms}</c>, <c>/upstream/{path}</c>, <c>/crash</c>.</summary>
    public static ServiceProgram Greeter { get; } = new(
        null,
        RepositoryRoot.Combine("MicroService.Tests", "Services", "Greeter", "bin", RepositoryRoot.Configuration, "net10.0", "Greeter.dll"));

    private static string DotNet => Environment.ProcessPath switch
    {
        { } path when Path.GetFileNameWithoutExtension(path) == "dotnet" => path,
        _ => "dotnet",
    };

    /// <summary>The command that starts the program in its place, such as a shell that ends in <c>exec "$@"</c>; none by default.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    /// <summary>The program, with the arguments that run the framework-dependent build.</summary>
    public IReadOnlyList<string> Command => Program is { } native ? [native] : [DotNet, Assembly];

    /// <summary>Starts the program and returns at once.</summary>
    public ChildProcess Start(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null)
    {
        string[] command = [.. Wrapper, .. Command, .. arguments];
        return ChildProcess.Start(command[0], command[1..], environment, workingDirectory);
    }

    /// <summary>Runs the program to its end.</summary>
    public Task<ProcessResult> RunAsync(
        IEnumerable<string> arguments,
        string input = "",
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null) =>
        ChildProcess.RunAsync(Command[0], [.. Command.Skip(1), .. arguments], input, environment, workingDirectory);
}
