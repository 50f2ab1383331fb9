using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Images;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Namespaces;

public sealed class NamespaceFileTests
{
    private const string Enforce = "pod-security.kubernetes.io/enforce";

    [Fact]
    public void OwnModel_EnforcesRestricted()
    {
        var application = Hardened.Of(OwnModel.Model, OwnModel.Options);

        Assert.Equal("restricted", NamespaceOf(application).Labels!.Text(Enforce));
        Assert.Empty(application.Warnings);
    }

    [Fact]
    public void ImageThatNobodyKnows_EnforcesWhatItsPodsMeet()
    {
        var application = Hardened.Of(WithUnknownCache(), OwnModel.Options);

        var labels = NamespaceOf(application).Labels!;
        Assert.Equal(("baseline", "restricted"), (labels.Text(Enforce), labels.Text("pod-security.kubernetes.io/warn")));
        Assert.Contains(application.Warnings, warning => warning is { Resource: "cache", IsLoss: false } && warning.Message.Contains("baseline", StringComparison.Ordinal));
    }

    [Fact]
    public void PodsThatSayNothing_GetTheDefaultsAndFit()
    {
        var range = new ObjectGraph(Hardened.Of(OwnModel.Model, OwnModel.Options).Files).OfKind("LimitRange").Single();

        var limits = range.Spec!.Mappings("limits").Single();
        Assert.NotNull(limits.At("default", "memory"));
        Assert.NotNull(limits.At("defaultRequest", "cpu"));
    }

    [Fact]
    public void Namespace_DeniesByDefault()
    {
        var policy = new ObjectGraph(Hardened.Of(OwnModel.Model, OwnModel.Options).Files).Find("NetworkPolicy", "microservice", "default-deny")!;

        Assert.Empty(policy.Spec!.Mapping("podSelector")!.Entries);
        Assert.Equal(["Ingress", "Egress"], policy.Spec.Sequence("policyTypes")!.Items.OfType<ScalarNode>().Select(type => type.Value));
        Assert.False(policy.Spec.Has("ingress") || policy.Spec.Has("egress"));
    }

    [Fact]
    public void ClaimsOfTheirOwn_FitIntoTheQuota()
    {
        var plain = PlainObjects.Of(OwnModel.Model, OwnModel.Model.Name);
        plain[0].Add(ManifestDocument.Made(MappingNode.Of(
            ("apiVersion", "v1"),
            ("kind", "PersistentVolumeClaim"),
            ("metadata", MappingNode.Of(("name", "extra"), ("namespace", OwnModel.Model.Name))),
            ("spec", MappingNode.Of(("resources", MappingNode.Of(("requests", MappingNode.Of(("storage", "3Gi"))))))))));

        var (before, after) = (ClaimsOf(Hardened.Of(OwnModel.Model, OwnModel.Options)), ClaimsOf(Hardened.Of(OwnModel.Model, OwnModel.Options, plain)));

        Assert.Equal((before.Count + 1, before.Storage + (3L << 30)), after);
    }

    private static (long Count, decimal Storage) ClaimsOf(HardenedApplication application)
    {
        var hard = new ObjectGraph(application.Files).OfKind("ResourceQuota").Single().Spec!.Mapping("hard")!;
        return (long.Parse(hard.Text("persistentvolumeclaims")!, CultureInfo.InvariantCulture), Quantity.Of(hard["requests.storage"])!.Value.Value);
    }

    private static KubernetesObject NamespaceOf(HardenedApplication application) => new ObjectGraph(application.Files).OfKind("Namespace").Single();

    private static ClusterModel WithUnknownCache() => OwnModel.Model with
    {
        Workloads = [.. OwnModel.Model.Workloads.Select(workload => workload.Name == "cache" ? workload with { Profile = new ImageProfile("cache", false) } : workload)],
    };
}
