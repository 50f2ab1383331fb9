using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.AppHost;

/// <summary>This repository's AppHost as a process of its own, with the launch profile's variables and ports that are free.</summary>
internal static class AppHostProgram
{
    private static readonly string Assembly =
        RepositoryRoot.Combine("MicroService.AppHost", "bin", RepositoryRoot.Configuration, "net10.0", "MicroService.AppHost.dll");

    /// <summary>Starts it.</summary>
    /// <param name="arguments">The arguments behind the assembly.</param>
    /// <param name="environment">Variables to add to those of the launch profile.</param>
    public static ChildProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        ChildProcess.Start("dotnet", [Assembly, .. arguments], Environment(environment), RepositoryRoot.Combine("MicroService.AppHost"));

    /// <summary>Runs it to its end.</summary>
    public static Task<ProcessResult> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        ChildProcess.RunAsync("dotnet", [Assembly, .. arguments], environment: Environment(environment), workingDirectory: RepositoryRoot.Combine("MicroService.AppHost"));

    private static Dictionary<string, string> Environment(IReadOnlyDictionary<string, string>? added)
    {
        var variables = new Dictionary<string, string>
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = $"http://localhost:{LoopbackPorts.Next()}",
            ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{LoopbackPorts.Next()}",
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{LoopbackPorts.Next()}",
        };
        foreach (var (name, value) in added ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        return variables;
    }
}
