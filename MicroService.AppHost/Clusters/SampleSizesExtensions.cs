using MicroService.AppHost.Containers;
using MicroService.AppHost.Monitoring;
using MicroService.AppHost.Storage;

namespace MicroService.AppHost.Clusters;

/// <summary>
/// A Prometheus with two weeks of what the sample cluster used, for its sizes. It starts with its Start button, or with the command that scans
/// the sample cluster, and is never published.
/// </summary>
internal static class SampleSizesExtensions
{
    /// <summary>The name of the resource.</summary>
    public const string Name = "sizes";

    private const string EndpointName = "http";
    private const string History = "sizes.om";
    private const string Configuration = "Clusters/sizes.yml";
    private const string Shell = "/bin/sh";
    private const string ListenAddress = ":9090";
    private const int Port = 9090;

    // Without the hidden flag, a block for every two hours takes minutes.
    private const string Script = """
        command -v promtool >/dev/null && command -v prometheus >/dev/null || {
          echo 'No sizes: prometheus and promtool are not on the PATH. Install them (Debian: apt-get install prometheus) and start this again.' >&2
          exit 69
        }
        rm -rf "$DATA" && promtool tsdb create-blocks-from openmetrics --max-block-duration=720h -q "$HISTORY" "$DATA" >/dev/null &&
        exec prometheus --config.file="$CONFIGURATION" --storage.tsdb.path="$DATA" --storage.tsdb.retention.time=90d --web.listen-address="$LISTEN"
        """;

    /// <summary>Adds the Prometheus, in a container or as the process that Debian's package has.</summary>
    /// <param name="builder">The app model.</param>
    /// <param name="name">The name of the resource.</param>
    public static IResourceBuilder<IResourceWithEndpoints> AddSampleSizes(this IDistributedApplicationBuilder builder, string name)
    {
        var history = builder.DataFile(History);
        var writer = builder.AddProject<Projects.MicroService_Samples>($"{name}-history", launchProfileName: null)
            .WithArgs("history", "--output", history)
            .WithoutHttpsCertificate()
            .WithIconName("History");
        return builder.UsesContainers()
            ? Loading(
                builder.AddContainer(name, MonitoringExtensions.PrometheusImage, MonitoringExtensions.PrometheusTag)
                    .WithHttpEndpoint(targetPort: Port, name: EndpointName)
                    .WithBindMount(history, "/history.om", isReadOnly: true)
                    .WithBindMount(Configuration, "/sizes.yml", isReadOnly: true)
                    .WithEntrypoint(Shell)
                    .WithEnvironment("LISTEN", ListenAddress),
                writer, "/history.om", "/sizes.yml", "/tmp/sizes")
            : WithListenAddress(Loading(
                builder.AddExecutable(name, Shell, builder.AppHostDirectory).WithHttpEndpoint(name: EndpointName),
                writer, history, Path.Combine(builder.AppHostDirectory, Configuration), builder.DataFile($"{name}-data")));
    }

    /// <summary>Makes it the Prometheus that the Api asks, by the name of its service.</summary>
    /// <param name="api">The Api.</param>
    /// <param name="sizes">The Prometheus.</param>
    public static IResourceBuilder<ProjectResource> WithSampleSizes(this IResourceBuilder<ProjectResource> api, IResourceBuilder<IResourceWithEndpoints> sizes) => api
        .WithReference(sizes.GetEndpoint(EndpointName))
        .WithEnvironment("RightSizing__Prometheus", $"http://{sizes.Resource.Name}");

    private static IResourceBuilder<T> Loading<T>(
        IResourceBuilder<T> sizes, IResourceBuilder<ProjectResource> writer, string history, string configuration, string data)
        where T : IResourceWithEnvironment, IResourceWithArgs, IResourceWithWaitSupport => sizes
        .WithArgs("-c", Script)
        .WithEnvironment("HISTORY", history)
        .WithEnvironment("CONFIGURATION", configuration)
        .WithEnvironment("DATA", data)
        .WaitForCompletion(writer)
        .WithIconName("ChartMultiple")
        .WithExplicitStart();

    private static IResourceBuilder<ExecutableResource> WithListenAddress(IResourceBuilder<ExecutableResource> sizes) =>
        sizes.WithEnvironment("LISTEN", ReferenceExpression.Create($"127.0.0.1:{sizes.GetEndpoint(EndpointName).Property(EndpointProperty.TargetPort)}"));
}
