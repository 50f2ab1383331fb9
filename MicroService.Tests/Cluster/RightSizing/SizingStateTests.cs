using System.Net;
using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Cluster.Prometheus;
using MicroService.Cluster.RightSizing;
using MicroService.Tests.Cluster.Prometheus;

namespace MicroService.Tests.Cluster.RightSizing;

public sealed class SizingStateTests : IDisposable
{
    private static readonly DateTimeOffset End = DateTimeOffset.FromUnixTimeSeconds(1780272000);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-sizing-");

    [Fact]
    public async Task InterruptedRun_GoesOnWithTheOtherNamespaces()
    {
        using var interrupt = new CancellationTokenSource();
        var first = new ScriptedPrometheus(query =>
        {
            if (query.Contains("namespace=\"second\"", StringComparison.Ordinal))
            {
                interrupt.Cancel();
            }

            return Answer(query);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await RunAsync(first, await OpenAsync(), interrupt.Token));
        await File.AppendAllTextAsync(StateFile, "{\"Namespace\":\"sec", TestContext.Current.CancellationToken);

        var again = new ScriptedPrometheus(Answer);
        var state = await OpenAsync(End.AddHours(5));
        var resumed = await RunAsync(again, state!, TestContext.Current.CancellationToken);
        File.Delete(StateFile);
        var whole = await RunAsync(new ScriptedPrometheus(Answer), await OpenAsync(), TestContext.Current.CancellationToken);

        Assert.Equal(End, state!.End);
        Assert.DoesNotContain(again.Queries, query => query.Contains("namespace=\"first\"", StringComparison.Ordinal));
        Assert.Contains(again.Queries, query => query.Contains("namespace=\"second\"", StringComparison.Ordinal));
        Assert.Equal(2, resumed.Answers.Count);
        foreach (var (before, after) in whole.Answers.Zip(resumed.Answers))
        {
            Assert.Equal(before with { Notes = [] }, after with { Notes = [] });
            Assert.Equal(before.Notes, after.Notes);
        }

        Assert.NotNull(whole.Answers[0].Right.MemoryRequest);
    }

    [Fact]
    public async Task NamespaceThatWasAnsweredInPart_IsAskedForAgain()
    {
        var failing = new ScriptedPrometheus(query => query.Contains("kube_horizontalpodautoscaler", StringComparison.Ordinal)
            ? (HttpStatusCode.BadRequest, """{"status":"error","errorType":"bad_data","error":"no"}""")
            : Answer(query));

        await RunAsync(failing, await OpenAsync(), TestContext.Current.CancellationToken);

        Assert.Equal(0, (await OpenAsync())!.Count);
    }

    [Fact]
    public async Task OtherSizes_AreAnotherRun() => await AssertIsAnotherRunAsync([ManifestOf("first", "2Gi")]);

    [Theory]
    [InlineData("{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web, namespace: first}, spec: {maxReplicas: 9}}")]
    [InlineData("{apiVersion: v1, kind: LimitRange, metadata: {name: range, namespace: first}, spec: {limits: [{type: Container}]}}")]
    public async Task ObjectThatDecidesAnswers_IsAnotherRun(string manifest) =>
        await AssertIsAnotherRunAsync([.. Files, new ManifestReader().Read("other.yaml", Encoding.UTF8.GetBytes(manifest)).File!]);

    [Fact]
    public async Task ObjectThatDecidesNothing_IsTheSameRun()
    {
        await OpenAsync();
        var same = SizingState.NameOf(["a"], [.. Files, new ManifestReader().Read(
            "other.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: web, namespace: first}}"u8.ToArray()).File!]);

        Assert.NotNull(await SizingState.OpenAsync(StateFile, same, End, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task AssertIsAnotherRunAsync(IReadOnlyList<ManifestFile> files)
    {
        await OpenAsync();

        Assert.Null(await SizingState.OpenAsync(StateFile, SizingState.NameOf(["a"], files), End, TestContext.Current.CancellationToken));
    }

    private static IReadOnlyList<ManifestFile> Files => [ManifestOf("first", "1Gi"), ManifestOf("second", "1Gi")];

    private string StateFile => Path.Combine(_folder.FullName, "state");

    private Task<SizingState?> OpenAsync(DateTimeOffset? end = null) =>
        SizingState.OpenAsync(StateFile, SizingState.NameOf(["a"], Files), end ?? End, TestContext.Current.CancellationToken);

    private static async Task<SizingReport> RunAsync(ScriptedPrometheus server, SizingState? state, CancellationToken cancellationToken)
    {
        using var client = new PrometheusClient(
            server, new PrometheusOptions { Server = new Uri("http://prometheus.example"), Attempts = 1, Rest = 0 }, TimeProvider.System);
        var sizing = new Sizing(client, new RightSizingOptions { LeastAge = TimeSpan.FromHours(1) }, "default") { State = state };
        return await sizing.RunAsync(Files, state!.End, cancellationToken);
    }

    private static ManifestFile ManifestOf(string ns, string memory) => new ManifestReader().Read($"{ns}.yaml", Encoding.UTF8.GetBytes($$$"""
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: web, namespace: {{{ns}}}}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: app
                image: registry.example/web:1
                resources:
                  requests:
                    memory: {{{memory}}}

        """)).File!;

    private static (HttpStatusCode, string) Answer(string query)
    {
        var day = (int)(End.ToUnixTimeSeconds() - (30 * 3600));
        var times = Enumerable.Range(0, 30 * 12).Select(slot => day + (slot * 300));
        return (HttpStatusCode.OK, query switch
        {
            _ when query.Contains("kube_pod_owner", StringComparison.Ordinal) =>
                Result("""{"metric":{"pod":"web-0","owner_kind":"StatefulSet","owner_name":"web"},"value":[1,"1"]}"""),
            _ when query.StartsWith("container_cpu", StringComparison.Ordinal) =>
                Result($$"""{"metric":{"pod":"web-0","container":"app"},"values":[{{string.Join(',', times.Select(at => $"[{at},\"{(at - day) * 0.2:0.0}\"]"))}}]}"""),
            _ when query.Contains("working_set", StringComparison.Ordinal) =>
                Result($$"""{"metric":{"pod":"web-0","container":"app"},"values":[{{string.Join(',', times.Select(at => $"[{at},\"200000000\"]"))}}]}"""),
            _ => ScriptedPrometheus.Empty,
        });
    }

    private static string Result(string series) => """{"status":"success","data":{"resultType":"matrix","result":[""" + series + "]}}";
}
