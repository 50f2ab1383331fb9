namespace MicroService.Tests.Processes;

/// <summary>The built Api as a program, in short.</summary>
internal static class ApiProgram
{
    /// <summary>Starts the Api and returns at once.</summary>
    public static ChildProcess Start(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null) =>
        ServiceProgram.Api.Start(arguments, environment, workingDirectory);

    /// <summary>Runs one command of the Api's command line to its end.</summary>
    public static Task<ProcessResult> RunAsync(
        IEnumerable<string> arguments,
        string input = "",
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null) =>
        ServiceProgram.Api.RunAsync(arguments, input, environment, workingDirectory);
}
