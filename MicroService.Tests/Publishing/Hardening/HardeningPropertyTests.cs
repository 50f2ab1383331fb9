using CsCheck;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Publishing.Namespaces;
using MicroService.Tests.Publishing.Network;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Hardening;

/// <summary>What holds of hardening, whatever is hardened.</summary>
public sealed class HardeningPropertyTests
{
    private const int Models = 150;
    private const string Seed = "0000000000000";

    private static readonly KubernetesOptions Options = new();

    [Fact]
    public void AnyModel_LeavesNothingThatAPublisherCouldFix() =>
        Each(model => Assert.Empty(RemainingFindings.Inexcusable(model, Options, Hardened.Of(model, Options))));

    [Fact]
    public void ModelHardenedTwice_StaysAsItIs() => Each(model =>
    {
        var once = Hardened.Of(model, Options);
        Assert.Equal(Hardened.Text(once), Hardened.Text(Hardened.Of(model, Options, once.Files)));
    });

    [Fact]
    public void AnyModel_AllowsExactlyWhatItRefersTo() => Each(model => AllowedConnections.AreTheModels(model, Options, Hardened.Of(model, Options)));

    [Fact]
    public void AnyModel_FitsIntoItsQuota() => Each(model => FullScale.Fits(Hardened.Of(model, Options)));

    [Fact]
    public void AnyModel_IsAdmittedByItsNamespace() => Each(model => AdmittedPods.AreAll(Hardened.Of(model, Options)));

    [Fact]
    public void AnyModel_DeliversEachSecretOnce() => Each(model =>
    {
        var application = Hardened.Of(model, Options);
        Assert.All(model.Workloads, workload => DeliveredSecrets.AreComplete(workload, application));
    });

    [Fact]
    public void EveryFindingThatMayRemain_IsOneThatDoes()
    {
        var seen = new HashSet<string>();
        foreach (var model in SampleModel.Publishable.Select(path => SampleModel.Of(SampleModel.OfCorpus(path))))
        {
            seen.UnionWith(Hardened.Of(model, Options).Review.Select(finding => finding.RuleId));
        }

        ModelGenerator.Model.Sample(model => seen.UnionWith(Hardened.Of(model, Options).Review.Select(finding => finding.RuleId)), iter: 6 * Models, threads: 1, seed: Seed);

        Assert.Empty(RemainingFindings.Reasons.Keys.Except(seen));
    }

    private static void Each(Action<ClusterModel> holds) => ModelGenerator.Model.Sample(holds, iter: Models, print: model => string.Join('\n', model.Workloads));
}
