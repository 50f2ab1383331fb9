using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MicroService.Hosting.Kubernetes;

/// <summary>Adds and configures a hardened Kubernetes environment.</summary>
public static class HardenedKubernetesResourceBuilderExtensions
{
    /// <summary>Publishes the app model as hardened Kubernetes manifests, and deploys it.</summary>
    /// <param name="builder">The builder of the application.</param>
    /// <param name="name">The name of the environment.</param>
    /// <param name="configure">Changes the settings of the environment.</param>
    /// <returns>The builder of the environment.</returns>
    /// <remarks>
    /// <para>
    /// <c>aspire publish</c> writes a Kustomize folder with a base, overlays and empty secrets. It needs neither Docker nor a value for any
    /// parameter. <c>aspire deploy</c> builds and pushes the images of projects with the container support of the .NET SDK, applies an overlay
    /// with the digests and secrets, and waits for the rollout. <c>aspire destroy</c> deletes what a deployment applied, but no data.
    /// </para>
    /// <para>
    /// The configuration section <c>Kubernetes</c> (<c>appsettings.json</c>, environment variables such as <c>Kubernetes__Registry</c>, or
    /// <c>--Kubernetes:Registry=…</c>) overrides what the code says. In run mode the environment does not exist.
    /// </para>
    /// </remarks>
    /// <example>
    /// <code>
    /// builder.AddHardenedKubernetes("k8s")
    ///        .WithRegistry("ghcr.io/owner")
    ///        .WithOverlay("prod", prod =&gt; prod.Resource("api", api =&gt; api.MinReplicas = 3));
    /// </code>
    /// </example>
    public static IResourceBuilder<HardenedKubernetesResource> AddHardenedKubernetes(
        this IDistributedApplicationBuilder builder, [ResourceName] string name = "k8s", Action<HardenedKubernetesOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var resource = new HardenedKubernetesResource(name);
        configure?.Invoke(resource.Options);
        return builder.ExecutionContext.IsRunMode
            ? builder.CreateResourceBuilder(resource)
            : HardenedKubernetesPipeline.AddTo(builder.AddResource(resource).ExcludeFromManifest());
    }

    /// <summary>Sets the application's name, which labels every object and is the default of the namespace.</summary>
    /// <param name="builder">The builder of the environment.</param>
    /// <param name="name">A DNS label.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration key: <c>Kubernetes:Application</c>. The default is the AppHost project's name without <c>.AppHost</c>.</remarks>
    public static IResourceBuilder<HardenedKubernetesResource> WithApplicationName(this IResourceBuilder<HardenedKubernetesResource> builder, string name) =>
        builder.WithOptions(options => options.Application = name);

    /// <summary>Sets the namespace of the base.</summary>
    /// <param name="builder">The builder of the environment.</param>
    /// <param name="ns">A DNS label, neither <c>default</c> nor <c>kube-*</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration key: <c>Kubernetes:Namespace</c>.</remarks>
    public static IResourceBuilder<HardenedKubernetesResource> WithNamespace(this IResourceBuilder<HardenedKubernetesResource> builder, string ns) =>
        builder.WithOptions(options => options.Namespace = ns);

    /// <summary>Sets where the images that are built go to.</summary>
    /// <param name="builder">The builder of the environment.</param>
    /// <param name="registry">A host, with port and path if needed, such as <c>ghcr.io/owner</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration key: <c>Kubernetes:Registry</c>. Credentials are those of <c>docker login</c>, as the .NET SDK reads them.</remarks>
    public static IResourceBuilder<HardenedKubernetesResource> WithRegistry(this IResourceBuilder<HardenedKubernetesResource> builder, string registry) =>
        builder.WithOptions(options => options.Registry = registry);

    /// <summary>Sets the tag of the images that are built.</summary>
    /// <param name="builder">The builder of the environment.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration key: <c>Kubernetes:Tag</c>. A deployment refers to the digest that was pushed, not to the tag.</remarks>
    public static IResourceBuilder<HardenedKubernetesResource> WithTag(this IResourceBuilder<HardenedKubernetesResource> builder, string tag) =>
        builder.WithOptions(options => options.Tag = tag);

    /// <summary>Sets the base image of the images that a deployment builds.</summary>
    /// <param name="builder">The builder of the environment.</param>
    /// <param name="image">The image, such as <c>mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration key: <c>Kubernetes:BaseImage</c>. It is the SDK's <c>ContainerBaseImage</c>.</remarks>
    public static IResourceBuilder<HardenedKubernetesResource> WithBaseImage(this IResourceBuilder<HardenedKubernetesResource> builder, string image) =>
        builder.WithOptions(options => options.BaseImage = image);

    /// <summary>Sets the kubeconfig context that a deployment uses.</summary>
    /// <param name="builder">The builder of the environment.</param>
    /// <param name="context">The name of the context.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration key: <c>Kubernetes:Context</c>. The default is the current context.</remarks>
    public static IResourceBuilder<HardenedKubernetesResource> WithContext(this IResourceBuilder<HardenedKubernetesResource> builder, string context) =>
        builder.WithOptions(options => options.Context = context);

    /// <summary>Adds or changes an overlay: an environment that differs from the base.</summary>
    /// <param name="builder">The builder of the environment.</param>
    /// <param name="name">The overlay's name, such as <c>prod</c>.</param>
    /// <param name="configure">Says what differs; an overlay may differ in its namespace alone.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration section: <c>Kubernetes:Overlays:&lt;name&gt;</c>. <c>aspire deploy --environment &lt;name&gt;</c> applies it.</remarks>
    /// <example>
    /// <code>
    /// builder.AddHardenedKubernetes("k8s")
    ///        .WithOverlay("dev")
    ///        .WithOverlay("prod", prod =&gt;
    ///        {
    ///            prod.Namespace = "shop";
    ///            prod.Resource("api", api =&gt; (api.MinReplicas, api.MaxReplicas) = (3, 12));
    ///        });
    /// </code>
    /// </example>
    public static IResourceBuilder<HardenedKubernetesResource> WithOverlay(
        this IResourceBuilder<HardenedKubernetesResource> builder, string name, Action<KubernetesOverlayOptions>? configure = null) =>
        builder.WithOptions(options =>
        {
            var overlay = options.GetOverlay(name);
            configure?.Invoke(overlay);
        });

    /// <summary>Names resources that run elsewhere, such as a managed database: they are referred to, not published.</summary>
    /// <param name="builder">The builder of the environment.</param>
    /// <param name="resources">The resources' names in the app model.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration key: <c>Kubernetes:External</c>, a list.</remarks>
    public static IResourceBuilder<HardenedKubernetesResource> WithExternal(this IResourceBuilder<HardenedKubernetesResource> builder, params string[] resources) =>
        builder.WithOptions(options => options.External = [.. options.External ?? [], .. resources]);

    /// <summary>Changes the settings of all workloads.</summary>
    /// <param name="builder">The builder of the environment.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Configuration section: <c>Kubernetes:Defaults</c>. The settings of a resource override them.</remarks>
    public static IResourceBuilder<HardenedKubernetesResource> WithDefaults(
        this IResourceBuilder<HardenedKubernetesResource> builder, Action<KubernetesWorkloadOptions> configure) =>
        builder.WithOptions(options => configure(options.Defaults));

    /// <summary>Changes any setting of the environment.</summary>
    /// <param name="builder">The builder of the environment.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<HardenedKubernetesResource> WithOptions(
        this IResourceBuilder<HardenedKubernetesResource> builder, Action<HardenedKubernetesOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        configure(builder.Resource.Options);
        return builder;
    }
}
