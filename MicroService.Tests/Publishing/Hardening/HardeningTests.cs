using MicroService.Publishing.Settings;
using MicroService.Tests.Golden;
using MicroService.Tests.Publishing.Namespaces;
using MicroService.Tests.Publishing.Network;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Hardening;

public sealed class HardeningTests
{
    public static TheoryData<string> Variants => [.. OwnModel.Variants];

    public static TheoryData<string> Manifests => [.. SampleModel.Publishable];

    [Theory]
    [MemberData(nameof(Variants))]
    public void OwnModel_LeavesNothingToFind(string variant)
    {
        var (model, options) = OwnModel.Variant(variant);
        var application = Hardened.Of(model, options);

        Assert.Empty(application.Review.Select(finding => finding.ToString()));
        Assert.Empty(application.Warnings);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void OwnModel_AllowsExactlyWhatItRefersTo(string variant)
    {
        var (model, options) = OwnModel.Variant(variant);

        AllowedConnections.AreTheModels(model, options, Hardened.Of(model, options));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void OwnModel_FitsIntoItsQuota(string variant)
    {
        var (model, options) = OwnModel.Variant(variant);

        FullScale.Fits(Hardened.Of(model, options));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void CorpusManifest_LeavesNothingThatAPublisherCouldFix(string path)
    {
        var model = SampleModel.Of(SampleModel.OfCorpus(path));
        var application = Hardened.Of(model, new KubernetesOptions());

        Assert.Empty(RemainingFindings.Inexcusable(model, new KubernetesOptions(), application));
    }

    [Fact]
    public void PinnedImageOfAProject_IsHardenedAsAProject()
    {
        var pod = HardenedPod.Of(""" "app": { "type": "project.v1", "path": "p.csproj" } """, new WorkloadSettings { Image = "example.com/app:1.2.3" });

        Assert.NotNull(pod.Variable("DOTNET_GCHeapHardLimitPercent"));
    }

    [Fact]
    public void VolumeWithinADataFolder_IsUnderNoScratchFolder()
    {
        var pod = HardenedPod.Of(""" "app": { "type": "container.v0", "image": "postgres:18.3", "volumes": [ { "name": "v", "target": "/var/lib/postgresql/18" } ] } """);

        Assert.NotNull(pod.Mount("/var/lib/postgresql/18"));
        Assert.Null(pod.Mount("/var/lib/postgresql"));
    }

    [Fact]
    public void CorpusManifests_LeaveWhatIsWrittenDown()
    {
        var lines = SampleModel.Publishable.Order(StringComparer.Ordinal)
            .SelectMany(path => RemainingFindings.Lines(Hardened.Of(SampleModel.Of(SampleModel.OfCorpus(path)), new KubernetesOptions())).Select(line => $"{path} {line}\n"));

        GoldenFile.Matches("MicroService.Tests/Publishing/Hardening/corpus.remaining.txt", string.Concat(lines));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void CorpusManifest_AllowsExactlyWhatItRefersTo(string path)
    {
        var model = SampleModel.Of(SampleModel.OfCorpus(path));

        AllowedConnections.AreTheModels(model, new KubernetesOptions(), Hardened.Of(model, new KubernetesOptions()));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void CorpusManifestHardenedTwice_StaysAsItIs(string path)
    {
        var model = SampleModel.Of(SampleModel.OfCorpus(path));
        var once = Hardened.Of(model, new KubernetesOptions());

        var again = Hardened.Of(model, new KubernetesOptions(), once.Files);

        Assert.Equal(Hardened.Text(once), Hardened.Text(again));
        Assert.Empty(again.Applied);
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void CorpusManifest_FitsIntoItsQuota(string path)
    {
        var model = SampleModel.Of(SampleModel.OfCorpus(path));

        FullScale.Fits(Hardened.Of(model, new KubernetesOptions()));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void CorpusManifest_IsAdmittedByItsNamespace(string path) =>
        AdmittedPods.AreAll(Hardened.Of(SampleModel.Of(SampleModel.OfCorpus(path)), new KubernetesOptions()));

    [Theory]
    [MemberData(nameof(Variants))]
    public void OwnModel_IsAdmittedByItsNamespace(string variant)
    {
        var (model, options) = OwnModel.Variant(variant);

        AdmittedPods.AreAll(Hardened.Of(model, options));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void CorpusManifest_DeliversEachSecretOnce(string path)
    {
        var model = SampleModel.Of(SampleModel.OfCorpus(path));
        var application = Hardened.Of(model, new KubernetesOptions());

        Assert.All(model.Workloads, workload => DeliveredSecrets.AreComplete(workload, application));
    }
}
