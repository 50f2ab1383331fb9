using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Requests;
using MicroService.Cluster.Scanning;
using MicroService.Samples.Clusters;
using MicroService.Samples.Serving;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Cluster.Scanning;

public sealed class ClusterScanTests
{
    private const string NoPolicy = " A scan looks at one namespace at a time, so it proposes no policy: audit an export of all namespaces, or write one.";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cluster_IsScannedNamespaceByNamespace()
    {
        await using var cluster = await SampleCluster.StartAsync();

        var (parts, _) = await ScanAsync(cluster);

        Assert.Equal(["billing", "kube-system", "platform", "shop", null], parts.Select(part => part.Namespace));
        Assert.All(parts, part => Assert.All(part.Report.Findings, finding => Assert.Equal(
            part.Namespace, finding.Object.Kind == "Namespace" ? finding.Object.Name : finding.Object.WrittenNamespace)));
        Assert.Contains(parts[0].Report.Findings, finding => finding is { RuleId: "privileged", Object.Name: "debug" });
        Assert.Contains(parts[^1].Report.Findings, finding => finding is { RuleId: "rbac-wildcards", Object.Name: "read-everything" });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NewAndOldDiscovery_FindTheSame(bool hasAggregatedDiscovery)
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.HasAggregatedDiscovery = hasAggregatedDiscovery;

        var (parts, _) = await ScanAsync(cluster);

        Assert.Equal(8, parts.Sum(part => part.Report.Objects.Count(audited => audited.Object.Workload is not null)));
    }

    [Fact]
    public async Task Requests_AreReadsOfKnownKindsAndNeverOfSecrets()
    {
        await using var cluster = await SampleCluster.StartAsync();

        await ScanAsync(cluster);

        var asked = cluster.Server.Requests.Select(request => request.Split(' ')).ToList();
        Assert.All(asked, request => Assert.Equal("GET", request[0]));
        var resources = asked.Select(request => request[1].Split('?')[0]).Where(path => path is not ("/version" or "/api" or "/apis")).Select(ResourceOf).ToHashSet();
        Assert.Empty(resources.Except(KnownKinds.All.Select(kind => kind.FullName)));
    }

    [Fact]
    public async Task KindThatMayNotBeRead_IsNamedAndItsRulesAreSilent()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(ServerFault.Forbidden, "/networkpolicies");

        var (parts, unread) = await ScanAsync(cluster);

        Assert.DoesNotContain(parts.SelectMany(part => part.Report.Findings), finding => finding.RuleId is "network-policy" or "network-default-deny");
        var kind = Assert.Single(unread, kind => kind.Kind == "networkpolicies.networking.k8s.io");
        Assert.Equal(["network-default-deny", "network-policy"], kind.SilencedRules);
        Assert.Contains("is forbidden", kind.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KindThatMayNotBeReadInOneNamespace_IsSilentThereAlone()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(ServerFault.Forbidden, "/namespaces/billing/networkpolicies");

        var (parts, unread) = await ScanAsync(cluster);

        var found = parts.SelectMany(part => part.Report.Findings).Where(finding => finding.RuleId == "network-policy").Select(finding => finding.Object.Namespace).Distinct();
        Assert.Equal(["platform"], found);
        Assert.Equal(["billing"], Assert.Single(unread, kind => kind.Kind == "networkpolicies.networking.k8s.io").Namespaces!);
    }

    [Fact]
    public async Task PodsOfAReplicaSetThatMayNotBeRead_AreNotAuditedBesideTheirDeployment()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(ServerFault.Forbidden, "/replicasets");

        var (parts, _) = await ScanAsync(cluster, "shop");

        Assert.Equal("web", Assert.Single(parts.SelectMany(part => part.Report.Objects), audited => audited.Object.Workload is not null).Object.Name);
    }

    [Fact]
    public async Task WhatADeploymentMadeThatMayNotBeRead_IsNoWorkload()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(ServerFault.Forbidden, "/deployments");

        var (parts, unread) = await ScanAsync(cluster, "shop");

        Assert.DoesNotContain(parts.SelectMany(part => part.Report.Objects), audited => audited.Object.Workload is not null);
        Assert.Contains(unread, kind => kind.Kind == "deployments.apps");
    }

    [Fact]
    public async Task WhatACustomWorkloadMadeThatMayNotBeRead_IsNoWorkload()
    {
        var content = ClusterContent.Sample();
        content.Add(new ContentKind("apps.kruise.io", "v1alpha1", "clonesets", "CloneSet") { IsCustom = true });
        foreach (var i in Enumerable.Range(0, 2))
        {
            content.Add("pod.yaml", Encoding.UTF8.GetBytes($$"""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: worker-{{i}}
                  namespace: shop
                  ownerReferences: [{apiVersion: apps.kruise.io/v1alpha1, kind: CloneSet, name: worker, uid: a, controller: true}]
                spec: {containers: [{name: worker, image: "worker:1"}]}
                """));
        }

        await using var cluster = await SampleCluster.StartAsync(content);
        cluster.Server.Faults.Add(ServerFault.Forbidden, "/clonesets");

        var (parts, unread) = await ScanAsync(cluster, "shop");

        Assert.Equal("web", Assert.Single(parts.SelectMany(part => part.Report.Objects), audited => audited.Object.Workload is not null).Object.Name);
        Assert.Contains(unread, kind => kind.Kind == "clonesets.apps.kruise.io");
    }

    [Fact]
    public async Task NothingThatMayBeRead_IsAFailure()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(ServerFault.Forbidden, "/namespaces/shop");
        foreach (var kind in KnownKinds.All)
        {
            cluster.Server.Faults.Add(ServerFault.Forbidden, $"/{kind.Plural}?");
        }

        var exception = await Assert.ThrowsAsync<ApiException>(() => ScanAsync(cluster, "shop"));

        Assert.Equal(ApiFailureKind.Forbidden, exception.Failure.Kind);
    }

    [Fact]
    public async Task NamespaceThatIsMissing_IsAFailure()
    {
        await using var cluster = await SampleCluster.StartAsync();

        var exception = await Assert.ThrowsAsync<ApiException>(() => ScanAsync(cluster, "nowhere"));

        Assert.Equal((ApiFailureKind.NotFound, "The cluster has no namespace nowhere."), (exception.Failure.Kind, exception.Failure.Message));
    }

    [Fact]
    public async Task ClusterLostInTheMiddle_IsAFailure()
    {
        await using var cluster = await SampleCluster.StartAsync();
        cluster.Server.Faults.Add(ServerFault.CutConnection, "/namespaces/shop/");

        var exception = await Assert.ThrowsAsync<ApiException>(() => ScanAsync(cluster));

        Assert.Equal(ApiFailureKind.Unreachable, exception.Failure.Kind);
    }

    // A server's answers, namespace by namespace, and all of them as files.
    [Theory]
    [InlineData("export-billing.yaml")]
    [InlineData("export-platform.yaml")]
    [InlineData("export-shop.yaml")]
    public async Task ExportedNamespace_HasTheFindingsOfItsFiles(string name)
    {
        var bytes = await File.ReadAllBytesAsync(Corpus.File("apiserver", "exported", name), Cancellation);
        var files = new List<ManifestFile> { Read(name, bytes) };
        var content = new ClusterContent();
        foreach (var other in new[] { "export-definition.yaml", "export-namespaces.yaml" })
        {
            var text = await File.ReadAllBytesAsync(Corpus.File("apiserver", "exported", other), Cancellation);
            files.Add(Read(other, text));
            content.Add(other, text);
        }

        content.Add(name, bytes);
        await using var cluster = await SampleCluster.StartAsync(content);
        var ns = Path.GetFileNameWithoutExtension(name)["export-".Length..];

        using var client = await cluster.ConnectAsync();
        var custom = content.Kinds.Where(kind => kind.IsCustom).Select(kind => new ResourceKind(kind.Group, kind.Plural, ""));
        var parts = await ReadAsync(new ClusterScan(client, new ScanOptions { Namespaces = [ns], MoreKinds = [.. custom] }));

        var expected = new Auditor().Audit(files, new AuditSettings(), Cancellation).Findings
            .Where(finding => finding.RuleId != "secret-reference" && (finding.Object.WrittenNamespace == ns || (finding.Object.Kind == "Namespace" && finding.Object.Name == ns)))
            .Select(finding => $"{finding.Object} {finding.Container} {finding.RuleId} {finding.Pointer} {finding.Message}").Order(StringComparer.Ordinal);
        var found = parts.SelectMany(part => part.Report.Findings)
            .Select(finding => $"{finding.Object} {finding.Container} {finding.RuleId} {finding.Pointer} {finding.Message.Replace(NoPolicy, "", StringComparison.Ordinal)}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task Policies_AreNotProposedAsCallersElsewhereAreNotKnown()
    {
        await using var cluster = await SampleCluster.StartAsync();

        var (parts, _) = await ScanAsync(cluster);

        var findings = parts.SelectMany(part => part.Report.Findings).Where(finding => finding.RuleId == "network-policy").ToList();
        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Null(finding.Fix));
        Assert.Contains(findings, finding => finding.Message.EndsWith(NoPolicy, StringComparison.Ordinal));
    }

    private static ManifestFile Read(string name, byte[] bytes) => new ManifestReader(ManifestLimits.Unshared(bytes.Length)).Read(name, bytes).File!;

    private static string ResourceOf(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, rest) = parts[0] == "api" ? ("", parts[2..]) : (parts[1], parts[3..]);
        var plural = rest is ["namespaces", _, var inNamespace] ? inNamespace : rest[0];
        return group.Length == 0 ? plural : $"{plural}.{group}";
    }

    private static async Task<(List<ScannedPart> Parts, IReadOnlyList<UnreadKind> Unread)> ScanAsync(SampleCluster cluster, params string[] namespaces)
    {
        using var client = await cluster.ConnectAsync(attempts: 2);
        var scan = new ClusterScan(client, new ScanOptions { Namespaces = namespaces });
        return (await ReadAsync(scan), scan.Unread);
    }

    private static async Task<List<ScannedPart>> ReadAsync(ClusterScan scan)
    {
        var parts = new List<ScannedPart>();
        await foreach (var part in scan.RunAsync(Cancellation))
        {
            parts.Add(part);
        }

        return parts;
    }
}
