using System.Text;
using MicroService.Samples.Clusters;
using MicroService.Samples.Serving;
using MicroService.Tests.Cluster;

namespace MicroService.Tests.Api.Scans;

public sealed class ScanComparisonTests
{
    private const string OtherSettings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: shop}\ndata: {LOG_LEVEL: debug}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Comparison_TellsNewAndGoneFindings()
    {
        await using var api = await ScannedApi.StartAsync();
        var before = await api.PostAsync();
        await api.EndAsync(before);
        await using var changed = await ChangeAsync(api);
        var after = await api.PostAsync();
        await api.EndAsync(after);

        var comparison = await api.GetAsync($"{after}/comparison?with={before.Split('/')[^1]}");
        var reverse = await api.GetAsync($"{before}/comparison?with={after.Split('/')[^1]}");
        var same = await api.GetAsync($"{after}/comparison?with={after.Split('/')[^1]}");

        Assert.All(comparison["new"]!.AsArray(), finding => Assert.Equal("shop", (string?)finding!["object"]!["namespace"]));
        Assert.Contains(comparison["new"]!.AsArray(), finding => (string?)finding!["object"]!["name"] == "intruder");
        Assert.Equal((int)comparison["newCount"]!, (int)reverse["goneCount"]!);
        Assert.True((int)comparison["newCount"]! > 0);
        Assert.Equal((0, 0, 0), ((int)same["newCount"]!, (int)same["goneCount"]!, (int)same["changedCount"]!));
    }

    [Fact]
    public async Task RulesThatWereSilent_AreNotCompared()
    {
        await using var api = await ScannedApi.StartAsync();
        var before = await api.PostAsync();
        await api.EndAsync(before);
        api.Cluster.Server.Faults.Add(ServerFault.Forbidden, "poddisruptionbudgets");
        var after = await api.PostAsync();
        await api.EndAsync(after);

        var comparison = await api.GetAsync($"{after}/comparison?with={before.Split('/')[^1]}");

        Assert.Equal((0, 0), ((int)comparison["newCount"]!, (int)comparison["goneCount"]!));
        Assert.Contains("pdb-exists", comparison["notComparedRules"]!.AsArray().Select(rule => (string?)rule));
    }

    [Fact]
    public async Task ObjectThatWasNotThere_IsNamedAsNew()
    {
        await using var api = await ScannedApi.StartAsync();
        var before = await ScanAsync(api, "{}");
        await using var changed = await ChangeAsync(api);
        var after = await ScanAsync(api, "{}");

        var objects = (await api.GetAsync($"{after}/comparison?with={before.Split('/')[^1]}"))["objects"]!.AsArray();
        var reverse = (await api.GetAsync($"{before}/comparison?with={after.Split('/')[^1]}"))["objects"]!.AsArray();

        Assert.Equal(("shop/Pod/intruder", "new"), ((string?)Assert.Single(objects)!["object"], (string?)objects[0]!["change"]));
        Assert.Equal(("shop/Pod/intruder", "gone"), ((string?)Assert.Single(reverse)!["object"], (string?)reverse[0]!["change"]));
    }

    [Fact]
    public async Task NamespacesThatOneScanDidNotLookAt_AreNamedAndNotCompared()
    {
        await using var api = await ScannedApi.StartAsync();
        var before = await ScanAsync(api, """{"namespaces": ["billing"]}""");
        var after = await ScanAsync(api, "{}");

        var comparison = await api.GetAsync($"{after}/comparison?with={before.Split('/')[^1]}");

        Assert.Equal((0, 0), ((int)comparison["newCount"]!, (int)comparison["goneCount"]!));
        Assert.Empty(comparison["objects"]!.AsArray());
        Assert.Equal(["(none)", "kube-system", "platform", "shop"], comparison["notCompared"]!.AsArray().Select(ns => (string?)ns));
    }

    [Fact]
    public async Task NamespaceThatIsNew_IsComparedWhereBothScansLookedAtAll()
    {
        await using var api = await ScannedApi.StartAsync();
        var before = await ScanAsync(api, "{}");
        await using var changed = await ChangeAsync(api, "fresh");
        var after = await ScanAsync(api, "{}");

        var comparison = await api.GetAsync($"{after}/comparison?with={before.Split('/')[^1]}");

        Assert.Contains(comparison["objects"]!.AsArray(), added => (string?)added!["object"] == "fresh/Pod/intruder");
        Assert.Null(comparison["notCompared"]);
    }

    [Fact]
    public async Task ObjectWithOtherFields_IsNamedWithThem()
    {
        await using var api = await ScannedApi.StartAsync();
        var before = await ScanAsync(api, "{}");
        api.Cluster.Server.Content.Apply(OtherSettings);
        var after = await ScanAsync(api, "{}");

        var comparison = await api.GetAsync($"{after}/comparison?with={before.Split('/')[^1]}");

        var changed = Assert.Single(comparison["objects"]!.AsArray())!;
        Assert.Equal(("shop/ConfigMap/web", "changed", 1), ((string?)changed["object"], (string?)changed["change"], (int)comparison["changedObjects"]!));
        var field = Assert.Single(changed["fields"]!.AsArray())!;
        Assert.Equal(("/data/LOG_LEVEL", "info", "debug"), ((string?)field["pointer"], (string?)field["written"], (string?)field["live"]));
        Assert.Null(comparison["notComparedFields"]);
    }

    [Fact]
    public async Task ScanThatKeepsNoFields_IsSaid()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["Scans__FieldBytes"] = "0" });
        var before = await ScanAsync(api, """{"namespaces": ["shop"]}""");
        api.Cluster.Server.Content.Apply(OtherSettings);
        var after = await ScanAsync(api, """{"namespaces": ["shop"]}""");

        var comparison = await api.GetAsync($"{after}/comparison?with={before.Split('/')[^1]}");

        Assert.Empty(comparison["objects"]!.AsArray());
        Assert.Equal("shop", (string?)Assert.Single(comparison["notComparedFields"]!.AsArray()));
    }

    [Fact]
    public async Task FieldsBeyondTheLimit_AreSaidToHaveChangedAlone()
    {
        await using var api = await ScannedApi.StartAsync(new Dictionary<string, string> { ["Scans__FieldBytes"] = "1" });
        var before = await ScanAsync(api, "{}");
        api.Cluster.Server.Content.Apply(OtherSettings);
        var after = await ScanAsync(api, "{}");

        var changed = Assert.Single((await api.GetAsync($"{after}/comparison?with={before.Split('/')[^1]}"))["objects"]!.AsArray())!;

        Assert.Equal(("shop/ConfigMap/web", "changed"), ((string?)changed["object"], (string?)changed["change"]));
        Assert.Empty(changed["fields"]!.AsArray());
    }

    private static async Task<string> ScanAsync(ScannedApi api, string body)
    {
        var scan = await api.PostAsync(body);
        await api.EndAsync(scan);
        return scan;
    }

    // The same cluster with one more pod.
    private static async Task<SampleCluster> ChangeAsync(ScannedApi api, string ns = "shop")
    {
        var content = ClusterContent.Sample();
        content.Add("more.yaml", Encoding.UTF8.GetBytes(
            $"apiVersion: v1\nkind: Pod\nmetadata: {{name: intruder, namespace: {ns}}}\nspec: {{containers: [{{name: app, image: 'nginx:latest'}}]}}\n"));
        var changed = await SampleCluster.StartAsync(content);
        await File.WriteAllTextAsync(api.Cluster.KubeconfigFile, changed.Server.Kubeconfig(), Cancellation);
        return changed;
    }
}
