using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.AppHost.Containers;

/// <summary>Decides between containers and processes.</summary>
internal static class ContainerRuntimeExtensions
{
    /// <summary>Set by the launch profile <c>containers</c>.</summary>
    private const string Setting = "AppHost:Containers";

    /// <summary>Nothing is running that the app model needs (EX_UNAVAILABLE).</summary>
    private const int Unavailable = 69;

    /// <summary>Whether servers run in containers, as production has them. When publishing they always do, so the manifest is the same on every machine.</summary>
    public static bool UsesContainers(this IDistributedApplicationBuilder builder) =>
        builder.ExecutionContext.IsPublishMode || builder.Configuration.GetValue<bool>(Setting);

    /// <summary>Runs the app model, or says what it needs: Aspire itself waits for a container runtime without an end.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunOrExplainAsync(this DistributedApplication application)
    {
        await using (application)
        {
            if (await MissingRuntimeAsync(application) is { } runtime)
            {
                await Console.Error.WriteLineAsync(
                    $"The launch profile 'containers' needs a running container runtime, and {runtime} does not answer. "
                    + "Start Docker or Podman, or run the servers as processes: dotnet run --project MicroService.AppHost --launch-profile http");
                return Unavailable;
            }

            await application.RunAsync();
            // A pipeline step that failed has set it.
            return Environment.ExitCode;
        }
    }

    private static async Task<string?> MissingRuntimeAsync(DistributedApplication application)
    {
        var isRun = application.Services.GetRequiredService<DistributedApplicationExecutionContext>().IsRunMode;
        if (!isRun || !application.Services.GetRequiredService<DistributedApplicationModel>().Resources.Any(resource => resource.IsContainer()))
        {
            return null;
        }

        var runtime = await application.Services.GetRequiredService<IContainerRuntimeResolver>().ResolveAsync();
        return await runtime.CheckIfRunningAsync(CancellationToken.None) ? null : runtime.Name;
    }
}
