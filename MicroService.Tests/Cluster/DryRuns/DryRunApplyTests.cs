using System.Text;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Cluster.DryRuns;
using MicroService.Cluster.Requests;
using MicroService.Samples.Serving;

namespace MicroService.Tests.Cluster.DryRuns;

public sealed class DryRunApplyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Theory]
    [InlineData(ServerFault.Silence)]
    [InlineData(ServerFault.TooManyRequests)]
    [InlineData(ServerFault.InternalError)]
    [InlineData(ServerFault.CutConnection)]
    public async Task ObjectThatTheServerDoesNotAnswerFor_IsNamedAndTheOthersAreJudged(ServerFault fault)
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(fault, "/configmaps/b");

        var report = await RunAsync(cluster, "a", "b", "c");

        var unasked = Assert.Single(report.Unasked);
        Assert.Equal(("b", true), (unasked.Candidate.Name, unasked.IsFailure));
        Assert.Equal(["a", "c"], report.Verdicts.Keys.Select(root => root.Mapping("metadata")!.Text("name")!).Order());
    }

    [Fact]
    public async Task ServerThatAnswersNothing_IsAFailure()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(ServerFault.Silence, "/configmaps/");

        var exception = await Assert.ThrowsAsync<ApiException>(() => RunAsync(cluster, "a", "b", "c"));

        Assert.Equal(ApiFailureKind.Unreachable, exception.Failure.Kind);
    }

    [Fact]
    public async Task CancelledRun_Ends()
    {
        await using var cluster = await SampleCluster.StartAsync();
        using var client = await cluster.ConnectAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new DryRunApply(client, "shop").RunAsync(Objects(["a"]), null, cancelled.Token));
    }

    private static async Task<DryRunReport> RunAsync(SampleCluster cluster, params string[] names)
    {
        using var client = await cluster.ConnectAsync(Short, attempts: 2);
        return await new DryRunApply(client, "shop").RunAsync(Objects(names), null, TestContext.Current.CancellationToken);
    }

    private static List<KubernetesObject> Objects(IEnumerable<string> names)
    {
        var text = string.Join("\n---\n", names.Select(name => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}"));
        var file = new ManifestReader().Read("all.yaml", Encoding.UTF8.GetBytes(text)).File!;
        return [.. file.Documents.SelectMany(document => KubernetesObject.In(file, document))];
    }
}
