using Aspire.Hosting.ApplicationModel;

namespace MicroService.Hosting.Kubernetes;

/// <summary>Sizes and tunes resources for the cluster that <c>AddHardenedKubernetes</c> publishes to. In run mode the calls change nothing.</summary>
public static class KubernetesWorkloadResourceBuilderExtensions
{
    /// <summary>Sets what a resource requests. Memory and ephemeral storage are limits as well; CPU has none.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The builder of the resource.</param>
    /// <param name="cpu">The CPU, such as <c>250m</c>.</param>
    /// <param name="memory">The memory, such as <c>512Mi</c>.</param>
    /// <param name="ephemeralStorage">The ephemeral storage, such as <c>256Mi</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration keys: <c>Kubernetes:Resources:&lt;name&gt;:Cpu</c>, <c>Memory</c>, <c>EphemeralStorage</c>.</remarks>
    /// <example>
    /// <code>
    /// builder.AddProject&lt;Projects.Api&gt;("api")
    ///        .WithResources(cpu: "250m", memory: "512Mi");
    /// </code>
    /// </example>
    public static IResourceBuilder<T> WithResources<T>(this IResourceBuilder<T> builder, string? cpu = null, string? memory = null, string? ephemeralStorage = null)
        where T : IResource =>
        builder.WithKubernetes(options =>
        {
            options.Cpu = cpu ?? options.Cpu;
            options.Memory = memory ?? options.Memory;
            options.EphemeralStorage = ephemeralStorage ?? options.EphemeralStorage;
        });

    /// <summary>Sets how many pods a resource has. The same minimum and maximum means a fixed number and no autoscaler.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The builder of the resource.</param>
    /// <param name="min">The minimum, at least 1.</param>
    /// <param name="max">The maximum, at least <paramref name="min"/>.</param>
    /// <param name="targetCpu">The CPU utilization that the autoscaler targets, in percent of the request.</param>
    /// <param name="targetRequests">The requests per second and pod that it targets; 0 for none.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// It overrides Aspire's <c>WithReplicas</c>. Configuration keys: <c>Kubernetes:Resources:&lt;name&gt;:MinReplicas</c>, <c>MaxReplicas</c>,
    /// <c>TargetCpu</c>, <c>TargetRequests</c>.
    /// </remarks>
    /// <example>
    /// <code>
    /// builder.AddProject&lt;Projects.Api&gt;("api")
    ///        .WithScaling(min: 2, max: 6, targetCpu: 70);
    /// </code>
    /// </example>
    public static IResourceBuilder<T> WithScaling<T>(this IResourceBuilder<T> builder, int min, int max, int? targetCpu = null, int? targetRequests = null)
        where T : IResource =>
        builder.WithKubernetes(options =>
        {
            (options.MinReplicas, options.MaxReplicas) = (min, max);
            options.TargetCpu = targetCpu ?? options.TargetCpu;
            options.TargetRequests = targetRequests ?? options.TargetRequests;
        });

    /// <summary>Sets the size of each volume of a resource.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The builder of the resource.</param>
    /// <param name="size">The size, such as <c>8Gi</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration key: <c>Kubernetes:Resources:&lt;name&gt;:Storage</c>.</remarks>
    /// <example>
    /// <code>
    /// builder.AddPostgres("postgres").WithDataVolume().WithStorage("8Gi");
    /// </code>
    /// </example>
    public static IResourceBuilder<T> WithStorage<T>(this IResourceBuilder<T> builder, string size)
        where T : IResource =>
        builder.WithKubernetes(options => options.Storage = size);

    /// <summary>Sets the paths of a resource's probes.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The builder of the resource.</param>
    /// <param name="startup">The path of the startup probe, such as <c>/health/startup</c>.</param>
    /// <param name="readiness">The path of the readiness probe.</param>
    /// <param name="liveness">The path of the liveness probe.</param>
    /// <param name="endpointName">The endpoint that answers; the default is the first.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Paths that Aspire's <c>WithHttpProbe</c> names are used as well; this method overrides them. Configuration keys:
    /// <c>Kubernetes:Resources:&lt;name&gt;:StartupPath</c>, <c>ReadinessPath</c>, <c>LivenessPath</c>, <c>ManagementBinding</c>.
    /// </remarks>
    /// <example>
    /// <code>
    /// builder.AddProject&lt;Projects.Api&gt;("api")
    ///        .WithProbes(startup: "/health/startup", readiness: "/health/ready", liveness: "/health/live", endpointName: "management");
    /// </code>
    /// </example>
    public static IResourceBuilder<T> WithProbes<T>(
        this IResourceBuilder<T> builder, string? startup = null, string? readiness = null, string? liveness = null, string? endpointName = null)
        where T : IResource =>
        builder.WithKubernetes(options =>
        {
            options.StartupPath = startup ?? options.StartupPath;
            options.ReadinessPath = readiness ?? options.ReadinessPath;
            options.LivenessPath = liveness ?? options.LivenessPath;
            options.ManagementBinding = endpointName ?? options.ManagementBinding;
        });

    /// <summary>Allows a resource's pods to call destinations beyond the references of the model.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The builder of the resource.</param>
    /// <param name="destinations"><c>namespace:port</c> or <c>CIDR:port</c>; they are added to those of earlier calls.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration key: <c>Kubernetes:Resources:&lt;name&gt;:Egress</c>, a list that replaces the one of the code.</remarks>
    /// <example>
    /// <code>
    /// builder.AddProject&lt;Projects.Api&gt;("api")
    ///        .WithEgress("monitoring:9090", "0.0.0.0/0:443");
    /// </code>
    /// </example>
    public static IResourceBuilder<T> WithEgress<T>(this IResourceBuilder<T> builder, params string[] destinations)
        where T : IResource =>
        builder.WithKubernetes(options => options.Egress = [.. options.Egress ?? [], .. destinations]);

    /// <summary>Changes any setting of a resource.</summary>
    /// <typeparam name="T">The type of the resource.</typeparam>
    /// <param name="builder">The builder of the resource.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Each property has a configuration key of the same name below <c>Kubernetes:Resources:&lt;name&gt;</c>, and the key overrides the code.</remarks>
    /// <example>
    /// <code>
    /// builder.AddProject&lt;Projects.Api&gt;("api")
    ///        .WithKubernetes(options =&gt;
    ///        {
    ///            options.MetricsPath = "/metrics";
    ///            options.Shutdown = TimeSpan.FromSeconds(25);
    ///        });
    /// </code>
    /// </example>
    public static IResourceBuilder<T> WithKubernetes<T>(this IResourceBuilder<T> builder, Action<KubernetesWorkloadOptions> configure)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (!builder.Resource.TryGetLastAnnotation<KubernetesWorkloadAnnotation>(out var annotation))
        {
            annotation = new KubernetesWorkloadAnnotation();
            builder.Resource.Annotations.Add(annotation);
        }

        configure(annotation.Options);
        return builder;
    }
}
