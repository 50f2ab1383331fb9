using System.Text;
using System.Text.Json.Nodes;
using MicroService.Cluster.Kinds;
using MicroService.Samples.Serving;
using MicroService.Tests.Cluster;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;
using Microsoft.Data.Sqlite;

namespace MicroService.Tests.Api.Scans;

public sealed class WatchedScanTests
{
    private const string Risky = """
        apiVersion: v1
        kind: Pod
        metadata: {name: risky, namespace: shop}
        spec: {containers: [{name: risky, image: "risky:1", securityContext: {privileged: true}}]}
        """;

    private static readonly Dictionary<string, string> Watching = new()
    {
        ["Scans__Interval"] = "1h",
        ["Scans__Watch"] = "true",
        ["Scans__WatchQuiet"] = "1s",
        ["Scans__LeaseNamespace"] = "platform",
    };

    [Fact]
    public async Task NamespaceThatChanged_IsAuditedAgainAloneAndInTheSameScan()
    {
        await using var api = await StartAsync();
        var before = await LastAsync(api.Client);
        var asked = api.Cluster.Server.Requests.Count;

        api.Cluster.Server.Content.Apply(Risky);
        var after = await UntilAsync(api.Client, scan => Dangers(scan, "shop") > Dangers(before, "shop"), "The change is not audited.");

        Assert.Equal((string?)before["scan"]!["id"], (string?)after["scan"]!["id"]);
        Assert.Equal("done", (string?)after["scan"]!["status"]);
        Assert.Equal(Others(before), Others(after));
        Assert.Equal(after["results"]!.AsArray().Sum(result => (int)result!["counts"]!["danger"]!), (int)after["scan"]!["counts"]!["danger"]!);
        Assert.Equal((int)before["scan"]!["workloads"]! + 1, (int)after["scan"]!["workloads"]!);
        Assert.True(after["scan"]!["updatedAt"]!.GetValue<DateTimeOffset>() > before["scan"]!["updatedAt"]!.GetValue<DateTimeOffset>());
        Assert.DoesNotContain(api.Cluster.Server.Requests.Skip(asked), static request => request.Contains("/namespaces/billing/", StringComparison.Ordinal));
        var workloads = await api.GetAsync("/v1/workloads?namespace=shop");
        Assert.Contains(workloads["items"]!.AsArray(), item => (string?)item!["name"] == "risky");
    }

    [Fact]
    public async Task NamespaceThatIsGone_LeavesTheScan()
    {
        await using var api = await StartAsync();
        var before = await LastAsync(api.Client);

        api.Cluster.Server.Content.Remove("namespaces", null, "billing");
        var after = await UntilAsync(api.Client, static scan => Names(scan).All(static ns => ns != "billing"), "The namespace is still there.");

        Assert.Equal((int)before["scan"]!["parts"]! - 1, (int)after["scan"]!["parts"]!);
        Assert.Equal((int)before["scan"]!["counts"]!["danger"]! - Dangers(before, "billing"), (int)after["scan"]!["counts"]!["danger"]!);
    }

    [Fact]
    public async Task NamespaceThatIsNew_JoinsTheScan()
    {
        await using var api = await StartAsync();

        api.Cluster.Server.Content.Apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: fresh}\n");
        api.Cluster.Server.Content.Apply(Risky.Replace("namespace: shop", "namespace: fresh", StringComparison.Ordinal));

        var after = await UntilAsync(api.Client, static scan => Dangers(scan, "fresh") > 0, "The namespace is not there.");
        Assert.Equal(6, (int)after["scan"]!["parts"]!);
    }

    [Fact]
    public async Task ProcessThatStartsAnew_GoesOnWithoutAScan()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var folder = Directory.CreateTempSubdirectory("microservice-watch-");
        var settings = new Dictionary<string, string>(Watching)
        {
            ["Cluster__Kubeconfig"] = cluster.KubeconfigFile,
            ["ConnectionStrings__history"] = $"Data Source={Path.Combine(folder.FullName, "shared.db")}",
        };
        JsonNode before;
        await using (var first = await ApiProcess.StartAsync(settings))
        {
            before = await WatchedAsync(first, cluster);
        }

        var asked = cluster.Server.Requests.Count;
        cluster.Server.Content.Apply(Risky);
        await using (var second = await ApiProcess.StartAsync(settings))
        {
            var after = await UntilAsync(second.Api, scan => Dangers(scan, "shop") > Dangers(before, "shop"), "What changed meanwhile is not audited.");

            Assert.Equal((string?)before["scan"]!["id"], (string?)after["scan"]!["id"]);
            Assert.Equal(Others(before), Others(after));
            Assert.DoesNotContain(cluster.Server.Requests.Skip(asked), static request => request.Contains("/namespaces/billing/", StringComparison.Ordinal));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task ProcessOfAnotherVersion_AuditsEverythingAgain()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var folder = Directory.CreateTempSubdirectory("microservice-watch-");
        var database = $"Data Source={Path.Combine(folder.FullName, "shared.db")}";
        var settings = new Dictionary<string, string>(Watching) { ["Cluster__Kubeconfig"] = cluster.KubeconfigFile, ["ConnectionStrings__history"] = database };
        JsonNode before;
        await using (var first = await ApiProcess.StartAsync(settings))
        {
            before = await WatchedAsync(first, cluster);
        }

        var own = await ReadAsync(database, "select json_extract(watch, '$.ruleset') from scans");
        await ReadAsync(database, "update scans set watch = json_set(watch, '$.ruleset', 'another')");
        var asked = cluster.Server.Requests.Count;
        await using (var second = await ApiProcess.StartAsync(settings))
        {
            var after = await UntilAsync(
                second.Api,
                scan => scan["scan"]!["updatedAt"]!.GetValue<DateTimeOffset>() > before["scan"]!["updatedAt"]!.GetValue<DateTimeOffset>(),
                "Nothing is audited again.");
            await Calls.UntilAsync(
                async () => await ReadAsync(database, "select json_extract(watch, '$.ruleset') from scans") == own, "The rules of this version are not kept.");

            Assert.Equal((string?)before["scan"]!["id"], (string?)after["scan"]!["id"]);
            Assert.All(
                ["shop", "billing", "platform", "kube-system"],
                ns => Assert.Contains(cluster.Server.Requests.Skip(asked), request => request.Contains($"/namespaces/{ns}/", StringComparison.Ordinal)));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task ScanThatFollows_LeavesNoPlaceOfTheWatchesInTheOneBefore()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var folder = Directory.CreateTempSubdirectory("microservice-watch-");
        var database = $"Data Source={Path.Combine(folder.FullName, "shared.db")}";
        var settings = new Dictionary<string, string>(Watching) { ["Cluster__Kubeconfig"] = cluster.KubeconfigFile, ["ConnectionStrings__history"] = database };
        await using (var first = await ApiProcess.StartAsync(settings))
        {
            await WatchedAsync(first, cluster);
        }

        // With other settings there is nothing to go on from.
        settings["Scans__ReadSecrets"] = "true";
        await using (var second = await ApiProcess.StartAsync(settings))
        {
            await Calls.UntilAsync(async () => await ReadAsync(database, "select count(*) from scans where term > 0 and status = 'done'") == "2", "No scan follows.");
            await WatchedAsync(second, cluster);

            Assert.Equal("1", await ReadAsync(database, "select count(*) from scans where watch <> ''"));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Replicas_WatchOneAtATime()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var folder = Directory.CreateTempSubdirectory("microservice-watch-");
        var settings = new Dictionary<string, string>(Watching)
        {
            ["Cluster__Kubeconfig"] = cluster.KubeconfigFile,
            ["ConnectionStrings__history"] = $"Data Source={Path.Combine(folder.FullName, "shared.db")}",
        };
        var first = await ApiProcess.StartAsync(settings);
        await using (var second = await ApiProcess.StartAsync(settings))
        {
            await using (first)
            {
                await Calls.UntilAsync(async () => await WatchesAsync(first) + await WatchesAsync(second) > 0, "Nobody watches.");
                var open = cluster.Server.Watches.Open;
                Assert.Contains(0, new[] { await WatchesAsync(first), await WatchesAsync(second) });
                Assert.Equal(open, cluster.Server.Requests.Where(static request => request.Contains("watch=1", StringComparison.Ordinal)).Distinct(new WithoutTime()).Count());
            }

            await Calls.UntilAsync(async () => await WatchesAsync(second) > 0, "The other replica does not take over.");
            using var list = await second.Api.AskAsync("/v1/scans");
            Assert.Single((await list.JsonAsync())["items"]!.AsArray());
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task KindThatMayNotBeWatched_IsShownOnThePage()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(ServerFault.Forbidden, "/configmaps?watch=1");
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(Watching) { ["Cluster__Kubeconfig"] = cluster.KubeconfigFile });
        var scan = await UntilAsync(api.Api, static scan => scan["notWatched"] is JsonArray { Count: > 0 }, "No kind is named.");

        using var page = await api.Api.AskAsync($"/cluster/scans/{scan["scan"]!["id"]}");

        var shown = (await page.TextAsync()).Split("Not watched</h2>");
        Assert.Equal(2, shown.Length);
        Assert.Contains("<code>configmaps</code>", shown[1], StringComparison.Ordinal);
        Assert.Contains("cannot watch resource", shown[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task KindThatMayNotBeWatched_IsNamed()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(ServerFault.Forbidden, "/configmaps?watch=1");
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(Watching) { ["Cluster__Kubeconfig"] = cluster.KubeconfigFile });

        var scan = await UntilAsync(api.Api, static scan => scan["notWatched"] is JsonArray { Count: > 0 }, "No kind is named.");

        var kind = Assert.Single(scan["notWatched"]!.AsArray())!;
        Assert.Equal("configmaps", (string?)kind["kind"]);
        Assert.Contains("cannot watch resource", (string?)kind["reason"], StringComparison.Ordinal);
        Assert.DoesNotContain(scan["notRead"]!.AsArray(), unread => (string?)unread!["kind"] == "configmaps");
    }

    [Fact]
    public async Task Requests_AreWithinThePublishedRights()
    {
        await using var api = await StartAsync();
        var before = await LastAsync(api.Client);
        api.Cluster.Server.Content.Apply(Risky);
        await UntilAsync(api.Client, scan => Dangers(scan, "shop") > Dangers(before, "shop"), "The change is not audited.");

        var plurals = KnownKinds.All.Select(static kind => kind.Plural).ToHashSet(StringComparer.Ordinal);
        Assert.All(api.Cluster.Server.Requests, request =>
        {
            var path = request.Split(' ')[1].Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(
                request.Contains("/namespaces/platform/leases", StringComparison.Ordinal)
                    || (request.StartsWith("GET ", StringComparison.Ordinal) && (path is ["version"] or ["api"] or ["apis"] || plurals.Contains(path[^1]))),
                request);
        });
        Assert.DoesNotContain(api.Cluster.Server.Requests, static request => request.Contains("secrets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ValuesOfSecretsThatAreRead_AreInNothingThatIsSaidOrKept()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-secrets-");
        var said = new StringBuilder();
        await using (var api = await ScannedApi.StartAsync(new Dictionary<string, string>(Watching) { ["Scans__ReadSecrets"] = "true" }, SecretContent.Create(), folder.FullName))
        {
            var before = await WatchedAsync(api.Process, api.Cluster);
            Assert.Contains(api.Cluster.Server.Requests, static request => request.StartsWith("GET /api/v1/secrets?watch=1", StringComparison.Ordinal));
            Assert.DoesNotContain(before["notRead"]!.AsArray(), static kind => (string?)kind!["kind"] == "secrets");

            // With a key more, and another value.
            api.Cluster.Server.Content.Apply($"apiVersion: v1\nkind: Secret\nmetadata: {{name: absent, namespace: shop}}\ndata: {{key: {SecretContent.Values[1]}}}\n");
            await Calls.UntilAsync(
                async () => !(await ReportAsync(api.Client, before)).Contains("The Secret absent is not given", StringComparison.Ordinal), "The new Secret is not seen.");

            said.Append(before.ToJsonString()).Append(await ReportAsync(api.Client, before)).Append((await api.GetAsync("/v1/workloads")).ToJsonString());
            said.Append(await api.Process.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken));
            said.AppendJoin('\n', api.Process.Process.Output).AppendJoin('\n', api.Process.Process.Error);
        }

        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
        {
            said.Append(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file.FullName, TestContext.Current.CancellationToken)));
        }

        Assert.All(SecretContent.Values, value => Assert.DoesNotContain(value, said.ToString(), StringComparison.Ordinal));
        folder.Delete(recursive: true);
    }

    private static async Task<string> ReportAsync(HttpClient client, JsonNode scan)
    {
        using var report = await client.AskAsync($"/v1/scans/{scan["scan"]!["id"]}/namespaces/shop");
        return await report.TextAsync();
    }

    private static async Task<ScannedApi> StartAsync()
    {
        var api = await ScannedApi.StartAsync(Watching);
        await WatchedAsync(api.Process, api.Cluster);
        return api;
    }

    private static async Task<string?> ReadAsync(string database, string sql)
    {
        await using var connection = new SqliteConnection($"{database};Pooling=False");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))?.ToString();
    }

    // Waits until the scan is watched, and where that is was kept.
    private static async Task<JsonNode> WatchedAsync(ApiProcess api, SampleCluster cluster)
    {
        await Calls.UntilAsync(
            async () => await WatchesAsync(api) is > 0 and var open && open == cluster.Server.Watches.Open && (await LastAsync(api.Api))["notWatched"] is not null,
            "The scan is not watched.");
        return await LastAsync(api.Api);
    }

    private static async Task<int> WatchesAsync(ApiProcess api)
    {
        var text = await api.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        return text.Split('\n').FirstOrDefault(static line => line.StartsWith("microservice_scan_watches{", StringComparison.Ordinal)) is { } line ? int.Parse(line.Split(' ')[1]) : 0;
    }

    private static async Task<JsonNode> LastAsync(HttpClient client)
    {
        using var list = await client.AskAsync("/v1/scans?limit=1");
        if ((await list.JsonAsync())["items"]!.AsArray() is not [var last])
        {
            return new JsonObject();
        }

        using var scan = await client.AskAsync($"/v1/scans/{last!["id"]}");
        return await scan.JsonAsync();
    }

    private static async Task<JsonNode> UntilAsync(HttpClient client, Func<JsonNode, bool> condition, string what)
    {
        JsonNode? last = null;
        await Calls.UntilAsync(
            async () =>
            {
                last = await LastAsync(client);
                return last["scan"] is not null && condition(last);
            },
            what);
        return last!;
    }

    private static IEnumerable<string?> Names(JsonNode scan) => scan["results"]!.AsArray().Select(static result => (string?)result!["namespace"]);

    private static int Dangers(JsonNode scan, string ns) =>
        scan["results"]!.AsArray().FirstOrDefault(result => (string?)result!["namespace"] == ns) is { } result ? (int)result["counts"]!["danger"]! : 0;

    private static IEnumerable<string> Others(JsonNode scan) =>
        scan["results"]!.AsArray().Where(static result => (string?)result!["namespace"] != "shop").Select(static result => result!.ToJsonString());

    // Each watch ends at another time.
    private sealed class WithoutTime : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => Path(x!) == Path(y!);

        public int GetHashCode(string obj) => Path(obj).GetHashCode(StringComparison.Ordinal);

        private static string Path(string request) => request.Split('?')[0];
    }
}
