using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Corpora;
using MicroService.Tests.Publishing.Planning;
using Microsoft.Extensions.Configuration;

namespace MicroService.Tests.Publishing.Hardening;

/// <summary>Our own model with our own settings, as base and as each overlay.</summary>
internal static class OwnModel
{
    /// <summary>The name of the base among the variants.</summary>
    public const string Base = "base";

    public static KubernetesOptions Options { get; } = Read();

    public static ClusterModel Model { get; } = SampleModel.Of(SampleModel.Root, Options);

    /// <summary>The base and the overlays, by name.</summary>
    public static IEnumerable<string> Variants => [Base, .. Options.Overlays.Keys];

    public static (ClusterModel Model, KubernetesOptions Options) Variant(string name)
    {
        if (name == Base)
        {
            return (Model, Options);
        }

        var overlay = Options.Overlays[name];
        var options = Options with
        {
            Defaults = overlay.Defaults.Over(Options.Defaults),
            Resources = Options.Resources.Keys.Union(overlay.Resources.Keys).ToDictionary(
                resource => resource,
                resource => overlay.Resources.GetValueOrDefault(resource, new WorkloadSettings()).Over(Options.Resources.GetValueOrDefault(resource, new WorkloadSettings()))),
        };
        return (SampleModel.Of(SampleModel.Root, options), options);
    }

    private static KubernetesOptions Read()
    {
        var configuration = new ConfigurationBuilder().AddJsonFile(RepositoryRoot.Combine("MicroService.AppHost", "appsettings.json")).Build();
        var (options, problems) = KubernetesOptionsReader.Read(configuration);
        Assert.Empty(problems);
        return options;
    }
}
