using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MicroService.Hosting.Mounts;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.Hosting.Commands;

/// <summary>Dashboard commands that make calls of a service fail on purpose.</summary>
public static class ChaosCommandExtensions
{
    /// <summary>The name of the command that injects faults or latency.</summary>
    public const string InjectCommand = "inject-chaos";

    /// <summary>The name of the command that takes them back.</summary>
    public const string StopCommand = "stop-chaos";

    private const string Dependency = "dependency";
    private const string Kind = "kind";
    private const string Rate = "rate";
    private const string Latency = "latency";
    private const string Fault = "fault";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Adds the commands <c>inject-chaos</c> and <c>stop-chaos</c> to a service with the service defaults.</summary>
    /// <param name="builder">A service with <see cref="MountResourceBuilderExtensions.WithMountedFolders{T}"/>.</param>
    /// <param name="endpointName">The management endpoint, which answers <c>/config</c>.</param>
    /// <param name="dependencies">The dependencies that calls can fail to: the names under <c>Resilience</c>.</param>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <returns>The service.</returns>
    /// <exception cref="InvalidOperationException">The service has no mounted folders.</exception>
    public static IResourceBuilder<T> WithChaosCommands<T>(this IResourceBuilder<T> builder, string endpointName, params string[] dependencies)
        where T : IResourceWithEndpoints
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(dependencies);
        builder.ApplicationBuilder.Services.AddHttpClient();
        var folders = MountResourceBuilderExtensions.FoldersOf(builder.Resource);
        var management = builder.GetEndpoint(endpointName);
        return builder
            .WithCommand(InjectCommand, "Inject faults or latency", context => InjectAsync(context, folders, management), new CommandOptions
            {
                Description = "Makes a share of the calls to a dependency fail or wait, inside retries, timeouts and circuit breaker.",
                IconName = "PlugDisconnected",
                Arguments =
                [
                    new InteractionInput { Name = Dependency, Label = "Dependency", InputType = InputType.Choice, Required = true, Value = dependencies[0], Options = [.. dependencies.Select(name => KeyValuePair.Create(name, name))] },
                    new InteractionInput { Name = Kind, Label = "Kind", InputType = InputType.Choice, Required = true, Value = Fault, Options = [new(Fault, "Fault: the call fails"), new(Latency, "Latency: the call waits")] },
                    new InteractionInput { Name = Rate, Label = "Share of calls, 0 to 1", InputType = InputType.Number, Required = true, Value = "1" },
                    new InteractionInput { Name = Latency, Label = "Latency", Description = "How long a call waits, such as 500ms or 2s.", InputType = InputType.Text, Value = "1s" },
                ],
                ValidateArguments = Validate,
                UpdateState = WhileRunning,
            })
            .WithCommand(StopCommand, "Stop faults and latency", context => StopAsync(context, folders, management), new CommandOptions
            {
                Description = "Takes back what was injected.",
                IconName = "PlugConnected",
                UpdateState = WhileRunning,
            });
    }

    private static async Task<ExecuteCommandResult> InjectAsync(ExecuteCommandContext context, MountedFolders folders, EndpointReference management)
    {
        var (dependency, isFault) = (context.Arguments[Dependency].Value!, context.Arguments[Kind].Value == Fault);
        var rate = context.Arguments[Rate].Value!;
        var section = $"Resilience:{dependency}:Chaos:";
        var rateKey = section + (isFault ? "FaultRate" : "LatencyRate");
        if (!isFault && context.Arguments[Latency].Value is { Length: > 0 } latency)
        {
            await folders.SetAsync($"{section}Latency", latency, context.CancellationToken).ConfigureAwait(false);
        }

        await folders.SetAsync(rateKey, rate, context.CancellationToken).ConfigureAwait(false);
        await folders.SetAsync("Chaos:Enabled", "true", context.CancellationToken).ConfigureAwait(false);
        var what = $"{rate} of the calls to {dependency} {(isFault ? "fail" : "wait")}";
        return await WaitAsync(context, management, service => service.WaitForSettingAsync(rateKey, rate, context.CancellationToken), what).ConfigureAwait(false);
    }

    private static async Task<ExecuteCommandResult> StopAsync(ExecuteCommandContext context, MountedFolders folders, EndpointReference management)
    {
        folders.Remove("Chaos:");
        folders.Remove("Resilience:");
        return await WaitAsync(context, management, service => service.WaitForSettingAsync("Chaos:Enabled", "false", context.CancellationToken), "Calls go through again").ConfigureAwait(false);
    }

    // The service polls its folders, so the command answers when the service has taken the change.
    private static async Task<ExecuteCommandResult> WaitAsync(ExecuteCommandContext context, EndpointReference management, Func<ServiceManagement, Task> wait, string what)
    {
        var service = new ServiceManagement(context.Services.GetRequiredService<IHttpClientFactory>().CreateClient(), management);
        try
        {
            await wait(service).WaitAsync(Timeout, context.CancellationToken).ConfigureAwait(false);
            return CommandResults.Success(what);
        }
        catch (Exception exception) when (exception is TimeoutException or HttpRequestException)
        {
            return CommandResults.Failure($"{context.ResourceName} has not taken the change: {exception.Message} Its log says why.");
        }
    }

    private static Task Validate(InputsDialogValidationContext context)
    {
        var rate = context.Inputs[Rate];
        if (!double.TryParse(rate.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) || share is < 0 or > 1)
        {
            context.AddValidationError(rate, "Enter a number from 0 to 1.");
        }

        return Task.CompletedTask;
    }

    internal static ResourceCommandState WhileRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
