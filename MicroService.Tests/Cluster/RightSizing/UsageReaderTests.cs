using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MicroService.Cluster.Prometheus;
using MicroService.Cluster.RightSizing;
using MicroService.Tests.Cluster.Prometheus;

namespace MicroService.Tests.Cluster.RightSizing;

public sealed partial class UsageReaderTests
{
    private static readonly DateTimeOffset End = DateTimeOffset.FromUnixTimeSeconds(1780272000);

    private static readonly WorkloadKey Web = new("shop", "Deployment", "web");

    [Fact]
    public async Task Owners_AreFollowedAndNamesAreNot()
    {
        var usage = await ReadAsync(Answer);

        Assert.Equal([Web], usage.Workloads.Keys);
        Assert.Equal(["web-a"], usage.Workloads[Web]["app"].Pods);
        Assert.Equal(["web-stranger"], usage.Unowned);
    }

    [Fact]
    public async Task EachMetric_IsAskedForOncePerWindow()
    {
        var server = new ScriptedPrometheus(Answer);

        await ReadAsync(server);

        var windows = server.Queries.Where(query => query.StartsWith("container_cpu_usage_seconds_total{", StringComparison.Ordinal)).ToList();
        Assert.InRange(windows.Count, 14, 18);
        Assert.Equal(14 * 86400, windows.Sum(query => int.Parse(Window().Match(query).Groups["seconds"].Value, CultureInfo.InvariantCulture)));
        Assert.All(
            server.Queries.GroupBy(query => query).Where(query => query.Key.Contains("[14d]", StringComparison.Ordinal)),
            query => Assert.Single(query));
    }

    [Fact]
    public async Task WindowThatIsTooLarge_IsAskedForInParts()
    {
        var server = new ScriptedPrometheus(query => Window().Match(query) is { Success: true } window && int.Parse(window.Groups["seconds"].Value, CultureInfo.InvariantCulture) > 3600
            ? (HttpStatusCode.UnprocessableEntity, """{"status":"error","errorType":"execution","error":"too many samples"}""")
            : Answer(query));

        var usage = await ReadAsync(server);

        Assert.Empty(usage.Missing);
        Assert.NotEmpty(usage.Workloads);
    }

    [Fact]
    public async Task MetricThatIsNotAnswered_IsNamedAndTheRestCounts()
    {
        var usage = await ReadAsync(query => query.Contains("last_terminated_reason", StringComparison.Ordinal)
            ? (HttpStatusCode.BadRequest, """{"status":"error","errorType":"bad_data","error":"not allowed"}""")
            : Answer(query));

        Assert.Contains("not allowed", Assert.Single(usage.Missing), StringComparison.Ordinal);
        Assert.NotEmpty(usage.Workloads);
    }

    [Fact]
    public async Task PartialAnswer_IsNamed()
    {
        var usage = await ReadAsync(query => (HttpStatusCode.OK, Answer(query).Item2.Replace("\"data\"", "\"warnings\":[\"store is down\"],\"data\"", StringComparison.Ordinal)));

        Assert.Contains(usage.Missing, missing => missing.EndsWith("store is down", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ConnectionThatIsLost_KeepsWhatWasRead()
    {
        var asked = 0;
        var usage = await ReadAsync(query => query.StartsWith("container_cpu", StringComparison.Ordinal) && ++asked > 6
            ? throw new HttpRequestException("connection reset")
            : Answer(query));

        Assert.True(usage.HasLostUse);
        Assert.NotEmpty(usage.Workloads);
        Assert.Contains(usage.Missing, missing => missing.Contains("connection reset", StringComparison.Ordinal));
    }

    [Fact]
    public async Task KillBeforeTheWindow_DoesNotCount()
    {
        var usage = await ReadAsync(query => query switch
        {
            _ when query.Contains("restarts_total", StringComparison.Ordinal) =>
                (HttpStatusCode.OK, Result("""{"metric":{"pod":"web-a","container":"app"},"value":[1,"0"]}""")),
            _ when query.Contains("last_terminated_reason", StringComparison.Ordinal) =>
                (HttpStatusCode.OK, Result("""{"metric":{"pod":"web-a","container":"app","reason":"OOMKilled"},"value":[1,"1"]}""")),
            _ when query.StartsWith("container_cpu", StringComparison.Ordinal) =>
                (HttpStatusCode.OK, Result(CpuOf("web-a").Replace("1780000000", "1779062500", StringComparison.Ordinal))),
            _ => Answer(query),
        });

        Assert.Equal(0, usage.Workloads[Web]["app"].OomKills);
    }

    [Fact]
    public async Task CredentialThatIsRejected_EndsTheReading() =>
        await Assert.ThrowsAsync<PrometheusException>(() => ReadAsync(_ => (HttpStatusCode.Unauthorized, "")));

    [Fact]
    public async Task OtherNames_AreAskedFor()
    {
        var server = new ScriptedPrometheus(Answer);
        var names = new MetricNames().With("state-pod", "exported_pod")!.With("throttled", "")!;

        await ReadAsync(server, new RightSizingOptions { Names = names, Matchers = "cluster=\"prod\"" });

        Assert.All(server.Queries, query => Assert.Contains("cluster=\"prod\"", query, StringComparison.Ordinal));
        Assert.Contains(server.Queries, query => query.Contains("max by (exported_pod, owner_kind", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Queries, query => query.Contains("throttled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FewWorkloadsOfMany_AreAskedForAlone()
    {
        var server = new ScriptedPrometheus(query => query.Contains("kube_pod_owner", StringComparison.Ordinal)
            ? (HttpStatusCode.OK, Result(
                """{"metric":{"pod":"web-a","owner_kind":"ReplicaSet","owner_name":"web-1"},"value":[1,"1"]}""",
                """{"metric":{"pod":"web-mesh-b","owner_kind":"ReplicaSet","owner_name":"web-mesh-1"},"value":[1,"1"]}""",
                """{"metric":{"pod":"web.c","owner_kind":"ReplicaSet","owner_name":"web-1"},"value":[1,"1"]}""",
                """{"metric":{"pod":"other-1","owner_kind":"StatefulSet","owner_name":"other"},"value":[1,"1"]}""",
                """{"metric":{"pod":"other-2","owner_kind":"StatefulSet","owner_name":"other"},"value":[1,"1"]}"""))
            : Answer(query));

        var usage = await ReadAsync(server);

        Assert.NotEmpty(usage.Workloads);
        Assert.All(
            server.Queries.Where(query => query.Contains("container_cpu_usage", StringComparison.Ordinal) || query.Contains("working_set", StringComparison.Ordinal)),
            query => Assert.Contains("pod=~\"web-a|web[.]c\"", query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SetsOfWhichNothingSaysWhoseTheyAre_AreNamed()
    {
        var usage = await ReadAsync(query => query.Contains("kube_replicaset_owner", StringComparison.Ordinal) ? (HttpStatusCode.OK, ScriptedPrometheus.Empty) : Answer(query));

        Assert.Empty(usage.Workloads);
        Assert.Equal(["ReplicaSet web-1", "ReplicaSet web-mesh-1"], usage.Unplaced);
    }

    [Fact]
    public async Task ClusterThatKnowsWhatIsAbove_IsBelieved()
    {
        var server = new ScriptedPrometheus(
            query => query.Contains("kube_replicaset_owner", StringComparison.Ordinal) ? (HttpStatusCode.OK, ScriptedPrometheus.Empty) : Answer(query));

        var usage = await ReadAsync(server, owners: new() { ["web-a"] = Web });

        Assert.Equal(["web-a"], usage.Workloads[Web]["app"].Pods);
    }

    [Fact]
    public async Task OwnerThatControls_IsAskedFor()
    {
        var server = new ScriptedPrometheus(Answer);

        await ReadAsync(server);

        var owners = server.Queries
            .Where(query => query.Contains("_owner{", StringComparison.Ordinal) && query.Contains("owner_kind", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(owners);
        Assert.All(owners,
            query => Assert.Contains("owner_is_controller!=\"false\"", query, StringComparison.Ordinal));
    }

    private static Task<NamespaceUsage> ReadAsync(Func<string, (HttpStatusCode, string)> answer) => ReadAsync(new ScriptedPrometheus(answer));

    private static async Task<NamespaceUsage> ReadAsync(
        ScriptedPrometheus server, RightSizingOptions? options = null, Dictionary<string, WorkloadKey>? owners = null)
    {
        var patience = new PrometheusOptions { Server = new Uri("http://prometheus.example"), Attempts = 1, Rest = 0 };
        using var client = new PrometheusClient(server, patience, TimeProvider.System);
        return await new UsageReader(client, options ?? new RightSizingOptions())
            .ReadAsync("shop", new HashSet<WorkloadKey> { Web }, owners ?? [], End, TestContext.Current.CancellationToken);
    }

    private static (HttpStatusCode, string) Answer(string query) => (HttpStatusCode.OK, query switch
    {
        _ when query.Contains("kube_pod_owner", StringComparison.Ordinal) => Result(
            """{"metric":{"pod":"web-a","exported_pod":"web-a","owner_kind":"ReplicaSet","owner_name":"web-1"},"value":[1,"1"]}""",
            """{"metric":{"pod":"web-mesh-b","exported_pod":"web-mesh-b","owner_kind":"ReplicaSet","owner_name":"web-mesh-1"},"value":[1,"1"]}"""),
        _ when query.Contains("kube_replicaset_owner", StringComparison.Ordinal) => Result(
            """{"metric":{"replicaset":"web-1","owner_kind":"Deployment","owner_name":"web"},"value":[1,"1"]}""",
            """{"metric":{"replicaset":"web-mesh-1","owner_kind":"Deployment","owner_name":"web-mesh"},"value":[1,"1"]}"""),
        _ when query.StartsWith("container_cpu", StringComparison.Ordinal) => Result(CpuOf("web-a"), CpuOf("web-mesh-b"), CpuOf("web-stranger")),
        _ => ScriptedPrometheus.Empty,
    });

    private static string CpuOf(string pod) =>
        $$"""{"metric":{"pod":"{{pod}}","container":"app"},"values":[[1780000000,"1"],[1780000060,"2"]]}""";

    private static string Result(params string[] series) =>
        """{"status":"success","data":{"resultType":"matrix","result":[""" + string.Join(',', series) + "]}}";

    [GeneratedRegex(@"^container_cpu_usage_seconds_total\{.*\}\[(?<seconds>\d+)s\]$", RegexOptions.ExplicitCapture)]
    private static partial Regex Window();
}
