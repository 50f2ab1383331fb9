using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MicroService.AppHost.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.AppHost.Clusters;

/// <summary>A cluster to scan on a machine that has none. It is a process of the run, and never published.</summary>
internal static class SampleClusterExtensions
{
    /// <summary>The name of the command that scans it.</summary>
    public const string Command = "scan-cluster";

    /// <summary>Whether the cluster starts with the run; otherwise its Start button, or the command, does it.</summary>
    private const string Setting = "AppHost:SampleCluster";

    private const string Kubeconfig = "sample.kubeconfig";
    private const string Running = "Running";
    private const string Starting = "Starting";
    private const string Waiting = "Waiting";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Adds the cluster.</summary>
    /// <param name="builder">The app model.</param>
    /// <param name="name">The name of the resource.</param>
    public static IResourceBuilder<ProjectResource> AddSampleCluster(this IDistributedApplicationBuilder builder, string name)
    {
        var cluster = builder.AddProject<Projects.MicroService_Samples>(name, launchProfileName: null)
            .WithArgs("--port", "0", "--kubeconfig", builder.DataFile(Kubeconfig))
            // It makes a certificate of its own: without this, Aspire warns where no development certificate is trusted.
            .WithoutHttpsCertificate()
            .WithIconName("CubeMultiple");
        return builder.Configuration.GetValue<bool>(Setting) ? cluster : cluster.WithExplicitStart();
    }

    /// <summary>Makes it the cluster of the Api, and adds a command that scans it.</summary>
    /// <param name="api">The Api.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="endpointName">Where the Api serves callers.</param>
    public static IResourceBuilder<ProjectResource> WithSampleCluster(
        this IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> cluster, string endpointName)
    {
        api.ApplicationBuilder.Services.AddHttpClient();
        var endpoint = api.GetEndpoint(endpointName);
        var kubeconfig = api.ApplicationBuilder.DataFile(Kubeconfig);
        return api.WithEnvironment("Cluster__Kubeconfig", kubeconfig)
            .WithCommand(Command, "Scan the sample cluster", context => ScanAsync(context, cluster.Resource.Name, endpoint), new CommandOptions
            {
                Description = "Starts the sample cluster if need be, scans it, and shows how good its namespaces are.",
                IconName = "ScanDash",
                IsHighlighted = true,
                UpdateState = context => context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled,
            });
    }

    private static async Task<ExecuteCommandResult> ScanAsync(ExecuteCommandContext context, string cluster, EndpointReference endpoint)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        if (!notifications.TryGetCurrentState(cluster, out var now) || now.Snapshot.State?.Text != KnownResourceStates.Running)
        {
            await context.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(cluster, "start", context.CancellationToken);
            await notifications.WaitForResourceAsync(cluster, KnownResourceStates.Running, context.CancellationToken);
        }

        await StartSizesAsync(context, notifications);
        using var client = context.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = new Uri(endpoint.Url);
        try
        {
            // The cluster takes a moment to serve.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
            patience.CancelAfter(Patience);
            for (var failure = ""; ; await Task.Delay(Poll, patience.Token))
            {
                var (scan, problem) = await ScanAsync(client, patience.Token);
                failure = problem ?? failure;
                if (scan is { } done)
                {
                    return CommandResults.Success($"Kept as /v1/scans/{done.GetProperty("scan").GetProperty("id").GetString()}", Describe(done), CommandResultFormat.Text, displayImmediately: true);
                }

                if (patience.IsCancellationRequested)
                {
                    return CommandResults.Failure("The sample cluster could not be scanned.", failure);
                }
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return CommandResults.Failure($"The Api does not answer: {exception.Message}");
        }
    }

    // Without them there is a scan all the same; their own log says what they lack.
    private static async Task StartSizesAsync(ExecuteCommandContext context, ResourceNotificationService notifications)
    {
        if (notifications.TryGetCurrentState(SampleSizesExtensions.Name, out var sizes)
            && sizes.Snapshot.State?.Text is not (null or Running or Starting or Waiting))
        {
            await context.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(SampleSizesExtensions.Name, "start", context.CancellationToken);
        }
    }

    private static async Task<(JsonElement? Scan, string? Problem)> ScanAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var created = await client.PostAsync(new Uri("/v1/scans", UriKind.Relative), null, cancellationToken);
        if (!created.IsSuccessStatusCode)
        {
            return (null, await created.Content.ReadAsStringAsync(cancellationToken));
        }

        while (true)
        {
            var scan = await client.GetFromJsonAsync<JsonElement>(created.Headers.Location, cancellationToken);
            switch (scan.GetProperty("scan").GetProperty("status").GetString())
            {
                case "done":
                    return (scan, null);
                case "failed":
                    return (null, scan.GetProperty("scan").GetProperty("failure").GetString());
                default:
                    await Task.Delay(Poll, cancellationToken);
                    break;
            }
        }
    }

    private static string Describe(JsonElement scan)
    {
        var text = new StringBuilder("grade  score  workloads  namespace\n");
        foreach (var result in scan.GetProperty("results").EnumerateArray())
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{result.GetProperty("grade").GetString(),-5}  {result.GetProperty("score").GetInt32(),5}  {result.GetProperty("workloads").GetInt32(),9}  {(result.TryGetProperty("namespace", out var ns) ? ns.GetString() : "(none)")}\n");
        }

        return text.ToString();
    }
}
