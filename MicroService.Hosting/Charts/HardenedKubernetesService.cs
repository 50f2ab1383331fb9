using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MicroService.Publishing.Settings;

namespace MicroService.Hosting.Charts;

/// <summary>Publishes resources to the Helm chart of Aspire's Kubernetes environment, hardened as <c>deploy/</c> is.</summary>
internal static class HardenedKubernetesService
{
    /// <summary>
    /// Hardens the resource's part of the chart by the same settings (section <c>Kubernetes</c>) and the same rules as <c>publish</c>. It works
    /// for any resource that runs in a container. Customizations with <c>PublishAsKubernetesService</c> that come before it are kept, so it comes last.
    /// </summary>
    /// <param name="settings">Laid over the configuration's.</param>
    public static IResourceBuilder<T> PublishAsHardenedKubernetesService<T>(this IResourceBuilder<T> builder, WorkloadSettings? settings = null)
        where T : IComputeResource => builder
            .WithAnnotation(new HardenedServiceAnnotation(settings ?? new WorkloadSettings()))
            .PublishAsKubernetesService(service => HardenedChart.Of(builder.ApplicationBuilder, service.Parent).WriteTo(service, builder.Resource.Name));
}
