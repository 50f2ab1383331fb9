using System.Globalization;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MicroService.Hosting.Mounts;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.Hosting.Commands;

/// <summary>Dashboard commands that make calls of a service fail on purpose.</summary>
public static partial class ChaosCommandExtensions
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
        var rate = double.Parse(context.Arguments[Rate].Value!, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        var section = $"Resilience:{dependency}:Chaos:";
        var rateKey = section + (isFault ? "FaultRate" : "LatencyRate");
        if (!isFault && context.Arguments[Latency].Value is { Length: > 0 } latency)
        {
            folders.Set($"{section}Latency", latency);
        }

        folders.Set("Chaos:Enabled", "true");
        folders.Set(rateKey, rate);
        var what = $"{rate} of the calls to {dependency} {(isFault ? "fail" : "wait")}";
        var result = await WaitAsync(context, management, (service, cancellationToken) => service.WaitForSettingAsync(rateKey, rate, cancellationToken), what).ConfigureAwait(false);
        if (!result.Success)
        {
            // A refused setting would keep the service from taking any later change.
            Clear(folders);
        }

        return result;
    }

    private static async Task<ExecuteCommandResult> StopAsync(ExecuteCommandContext context, MountedFolders folders, EndpointReference management)
    {
        Clear(folders);
        return await WaitAsync(
            context, management, (service, cancellationToken) => service.WaitForSettingAsync("Chaos:Enabled", "false", cancellationToken), "Calls go through again").ConfigureAwait(false);
    }

    private static void Clear(MountedFolders folders)
    {
        folders.Remove("Chaos:");
        folders.Remove("Resilience:");
    }

    // The service polls its folders, so the command answers when the service has taken the change.
    private static async Task<ExecuteCommandResult> WaitAsync(ExecuteCommandContext context, EndpointReference management, Func<ServiceManagement, CancellationToken, Task> wait, string what)
    {
        var service = new ServiceManagement(context.Services.GetRequiredService<IHttpClientFactory>().CreateClient(), management);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            await wait(service, limit.Token).ConfigureAwait(false);
            return CommandResults.Success(what);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            return CommandResults.Failure($"{context.ResourceName} has not applied the change within {Timeout.TotalSeconds} seconds. Its log says why.");
        }
        catch (HttpRequestException exception)
        {
            return CommandResults.Failure($"{context.ResourceName} does not answer: {exception.Message}");
        }
    }

    private static Task Validate(InputsDialogValidationContext context)
    {
        var rate = context.Inputs[Rate];
        if (!double.TryParse(rate.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) || share is < 0 or > 1)
        {
            context.AddValidationError(rate, "Enter a number from 0 to 1.");
        }

        var latency = context.Inputs[Latency];
        if (latency.Value is { Length: > 0 } text && !Duration().IsMatch(text))
        {
            context.AddValidationError(latency, "Enter a duration such as 500ms or 2s.");
        }

        return Task.CompletedTask;
    }

    [GeneratedRegex("^[0-9]+(ms|s|m)$")]
    private static partial Regex Duration();

    internal static ResourceCommandState WhileRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
