using System.Text.Json.Nodes;
using MicroService.Samples.Clusters;
using MicroService.Tests.Cluster;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Scanning;

public sealed class CompareOptionTests
{
    private static readonly string[] Kinds = ["new", "gone", "changed"];

    [Fact]
    public async Task SameClusterAsInAnEarlierScan_HasNoDifference()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var report = cluster.Write("report.json", "");
        await RunAsync(cluster, "-A", "--format", "json", "--output", report);

        var comparison = await CompareAsync(cluster, "-A", "--compare", report);

        Assert.All(Kinds, kind => Assert.Empty(comparison[kind]!.AsArray()));
        Assert.Empty(comparison["objects"]!.AsArray());
    }

    [Fact]
    public async Task ChangedCluster_ShowsWhatIsNewAndGone()
    {
        await using var before = await SampleCluster.StartAsync();
        var report = before.Write("report.json", "");
        await RunAsync(before, "-A", "--format", "json", "--output", report);
        var content = ClusterContent.Sample();
        content.Add("more.yaml", """
            apiVersion: v1
            kind: Pod
            metadata: {name: extra, namespace: shop}
            spec: {containers: [{name: extra, image: "extra:1", securityContext: {privileged: true}}]}
            """u8.ToArray());
        await using var after = await SampleCluster.StartAsync(content);

        var comparison = await CompareAsync(after, "-A", "--compare", report);

        Assert.Contains(comparison["new"]!.AsArray(), finding => (string)finding!["rule"]! == "privileged" && (string)finding["object"]! == "shop/Pod/extra");
        Assert.Contains(comparison["objects"]!.AsArray(), changed => (string)changed!["object"]! == "shop/Pod/extra" && (string)changed["change"]! == "new");
        Assert.Empty(comparison["gone"]!.AsArray());
        await using var back = await SampleCluster.StartAsync();
        var later = after.Write("later.json", "");
        await RunAsync(after, "-A", "--format", "json", "--output", later);
        Assert.Contains((await CompareAsync(back, "-A", "--compare", later))["gone"]!.AsArray(), finding => (string)finding!["object"]! == "shop/Pod/extra");
    }

    [Fact]
    public async Task NamespacesThatTheEarlierScanDidNotLookAt_AreNamedAndNotCompared()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var report = cluster.Write("report.json", "");
        await RunAsync(cluster, "-n", "shop", "--format", "json", "--output", report);

        var comparison = await CompareAsync(cluster, "-A", "--compare", report);

        Assert.All(Kinds, kind => Assert.Empty(comparison[kind]!.AsArray()));
        Assert.Empty(comparison["objects"]!.AsArray());
        Assert.Equal(["(none)", "billing", "kube-system", "platform"], comparison["notComparedNamespaces"]!.AsArray().Select(ns => (string?)ns));
        Assert.True((int)comparison["notCompared"]! > 0);
    }

    [Fact]
    public async Task NamespacesThatThisScanDoesNotLookAt_AreNamedAndNotCompared()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var report = cluster.Write("report.json", "");
        await RunAsync(cluster, "-A", "--format", "json", "--output", report);

        var comparison = await CompareAsync(cluster, "-n", "shop", "--compare", report);

        Assert.Empty(comparison["gone"]!.AsArray());
        Assert.Empty(comparison["objects"]!.AsArray());
        Assert.Equal(["(none)", "billing", "kube-system", "platform"], comparison["notComparedNamespaces"]!.AsArray().Select(ns => (string?)ns));
    }

    [Fact]
    public async Task NamespaceThatIsGone_IsGoneWithAllThatWasInIt()
    {
        var content = ClusterContent.Sample();
        content.Add("more.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: left, namespace: fresh}\n"u8.ToArray());
        await using var before = await SampleCluster.StartAsync(content);
        var report = before.Write("report.json", "");
        await RunAsync(before, "-A", "--format", "json", "--output", report);
        await using var after = await SampleCluster.StartAsync();

        var comparison = await CompareAsync(after, "-A", "--compare", report);

        Assert.Equal(
            ["Namespace/fresh gone", "fresh/ConfigMap/left gone"],
            comparison["objects"]!.AsArray().Select(changed => $"{changed!["object"]} {changed["change"]}"));
    }

    [Fact]
    public async Task ManifestsThatWereApplied_HaveNoChangedFields()
    {
        var content = new ClusterContent();
        foreach (var name in Corpus.Files("apiserver/exported", "export-*.yaml").OrderBy(name => !name.Contains("definition", StringComparison.Ordinal)))
        {
            content.Add(name, await File.ReadAllBytesAsync(Corpus.File(name), TestContext.Current.CancellationToken));
        }

        await using var cluster = await SampleCluster.StartAsync(content);

        var comparison = await CompareAsync(cluster, "-A", "--compare", Corpus.File("apiserver", "exported", "written.yaml"));

        Assert.DoesNotContain(comparison["objects"]!.AsArray(), changed => (string)changed!["change"]! != "new");
    }

    [Fact]
    public async Task Table_EndsWithTheDifferences()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(cluster.KubeconfigFile)!, "manifests"));
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "one.yaml"), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: absent, namespace: shop}\ndata: {a: b}\n", TestContext.Current.CancellationToken);

        var result = await RunAsync(cluster, "-n", "shop", "--compare", folder.FullName);

        Assert.Contains("Gone objects\n  shop/ConfigMap/absent\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"Compared with {folder.FullName}: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PathThatIsMissing_EndsWith65()
    {
        await using var cluster = await SampleCluster.StartAsync();

        Assert.Equal(65, (await RunAsync(cluster, "-A", "--compare", "/nowhere/report.json")).ExitCode);
    }

    [Fact]
    public async Task FormatWithoutAPlaceForIt_EndsWithTwo() =>
        Assert.Equal(2, (await ServiceProgram.Cli.RunAsync(["scan", "--compare", "report.json", "--format", "sarif"])).ExitCode);

    private static async Task<JsonNode> CompareAsync(SampleCluster cluster, params string[] arguments) =>
        JsonNode.Parse((await RunAsync(cluster, [.. arguments, "--format", "json"])).Output)!["comparison"]!;

    private static Task<ProcessResult> RunAsync(SampleCluster cluster, params string[] arguments) =>
        ServiceProgram.Cli.RunAsync(["scan", "--kubeconfig", cluster.KubeconfigFile, .. arguments]);
}
