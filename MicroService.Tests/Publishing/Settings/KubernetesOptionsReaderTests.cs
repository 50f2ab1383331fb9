using MicroService.Publishing.Settings;
using Microsoft.Extensions.Configuration;

namespace MicroService.Tests.Publishing.Settings;

public sealed class KubernetesOptionsReaderTests
{
    [Fact]
    public void NothingSet_IsTheDefaults()
    {
        var (options, problems) = Read();

        Assert.Empty(problems);
        Assert.Equal(("localhost", "1.0.0", "monitoring", "ingress-nginx"), (options.Registry, options.Tag, options.MonitoringNamespace, options.IngressNamespace));
        Assert.Null(options.Application);
    }

    [Fact]
    public void EverythingSet_IsRead()
    {
        var (options, problems) = Read(
            ("Application", "shop"), ("Namespace", "shop-base"), ("Registry", "ghcr.io/acme"), ("Tag", "2.0.0-rc.1"), ("External:0", "prometheus"),
            ("Defaults:Cpu", "1.5"), ("Defaults:Memory", "512Mi"), ("Defaults:StartupTime", "2m"), ("Defaults:Egress:0", "kube-system:53"), ("Defaults:Egress:1", "10.0.0.0/8:443"), ("Defaults:Egress:2", "fd00::/8:443"),
            ("Resources:api:Kind", "statefulset"), ("Resources:api:Image", "ACME.azurecr.io/api:1@sha256:0123456789abcdef0123456789abcdef"), ("Resources:api:PreStop", "0s"), ("Resources:api:ReadOnlyRoot", "false"), ("Resources:api:User", "1654"),
            ("Resources:api:WarmUp:0", "/app/api"), ("Resources:api:WarmUp:1", "warm-up"), ("Resources:api:Omit:0", "OTEL_*"), ("Resources:api:Environment:A__B", "c"), ("Resources:api:MetricsPath", ""),
            ("Overlays:prod:Namespace", "shop"), ("Overlays:prod:Resources:api:MinReplicas", "3"));

        Assert.Empty(problems);
        Assert.Equal(["prometheus"], options.External);
        Assert.Equal(("1.5", "512Mi", TimeSpan.FromMinutes(2)), (options.Defaults.Cpu, options.Defaults.Memory, options.Defaults.StartupTime));
        Assert.Equal(3, options.Defaults.Egress!.Count);
        var api = options.Resources["api"];
        Assert.Equal((WorkloadKind.StatefulSet, TimeSpan.Zero, false, 1654L, ""), (api.Kind, api.PreStop, api.ReadOnlyRoot, api.User, api.MetricsPath));
        Assert.Equal(["/app/api", "warm-up"], api.WarmUp!);
        Assert.Equal("c", api.Environment!["A__B"]);
        Assert.Equal(3, options.Overlays["prod"].Resources["api"].MinReplicas);
    }

    [Theory]
    [InlineData("Application", "My Shop")]
    [InlineData("Application", "default")]
    [InlineData("Application", "kube-system")]
    [InlineData("Namespace", "default")]
    [InlineData("Namespace", "kube-public")]
    [InlineData("Overlays:dev:Namespace", "kube-node-lease")]
    [InlineData("Registry", "https://ghcr.io")]
    [InlineData("Tag", "a b")]
    [InlineData("Defaults:Cpu", "100Q")]
    [InlineData("Defaults:Cpu", "0")]
    [InlineData("Defaults:Memory", "512m")]
    [InlineData("Defaults:Memory", "-1Gi")]
    [InlineData("Defaults:MinReplicas", "0")]
    [InlineData("Defaults:MinReplicas", "two")]
    [InlineData("Defaults:TargetCpu", "101")]
    [InlineData("Defaults:StartupTime", "5")]
    [InlineData("Defaults:PreStop", "1.5s")]
    [InlineData("Defaults:Shutdown", "2 hours")]
    [InlineData("Defaults:LivenessPath", "health")]
    [InlineData("Defaults:SecretsFolder", "etc")]
    [InlineData("Defaults:User", "0")]
    [InlineData("Defaults:ReadOnlyRoot", "maybe")]
    [InlineData("Defaults:Kind", "DaemonSet")]
    [InlineData("Defaults:Image", "Not An Image")]
    [InlineData("Defaults:Scratch:0", "tmp")]
    [InlineData("Defaults:Scratch", "/tmp")]
    [InlineData("Defaults:Egress:0", "10.0.0.0/8")]
    [InlineData("Defaults:Egress:0", "somewhere:99999")]
    [InlineData("Resources", "api")]
    public void WrongValue_IsAProblemWithKeyValueAndRule(string key, string value)
    {
        var problem = Assert.Single(Read((key, value)).Problems);

        Assert.StartsWith($"Kubernetes:{key} is '{value}', but must be ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Regsitry", "Kubernetes:Regsitry is unknown; did you mean Registry?")]
    [InlineData("Resources:api:Memry", "Kubernetes:Resources:api:Memry is unknown; did you mean Memory?")]
    [InlineData("Overlays:dev:Resource:api:Cpu", "Kubernetes:Overlays:dev:Resource is unknown; did you mean Resources?")]
    [InlineData("Quux", "Kubernetes:Quux is unknown.")]
    public void UnknownKey_IsAProblemWithTheNearestKnownOne(string key, string problem) => Assert.Equal([problem], Read((key, "1")).Problems);

    [Fact]
    public void EveryProblem_IsReportedAtOnce() =>
        Assert.Equal(4, Read(("Tag", "?"), ("Defaults:Cpu", "?"), ("Resources:api:Memory", "?"), ("Overlays:dev:Defaults:Typo", "?")).Problems.Count);

    [Theory]
    [InlineData("Defaults:MinReplicas", "9", "Kubernetes:Defaults:MaxReplicas is '6', but must be at least MinReplicas, which is 9.")]
    [InlineData("Overlays:prod:Resources:api:MaxReplicas", "1", "Kubernetes:Overlays:prod:Resources:api:MaxReplicas is '1', but must be at least MinReplicas, which is 2.")]
    public void FewerAtMostThanAtLeast_IsAProblemInWhicheverLayer(string key, string value, string problem) => Assert.Contains(problem, Read((key, value)).Problems);

    [Fact]
    public void MistakeThatIsInherited_IsReportedWhereItIsMade() =>
        Assert.Equal(
            ["Kubernetes:Defaults:MaxReplicas is '2', but must be at least MinReplicas, which is 5."],
            Read(("Defaults:MinReplicas", "5"), ("Defaults:MaxReplicas", "2"), ("Resources:api:Cpu", "1"), ("Overlays:prod:Defaults:Cpu", "1"), ("Overlays:prod:Resources:web:Cpu", "1")).Problems);

    [Fact]
    public void OverlayWhoseNameMakesANamespaceOfTheClustersOwn_IsAProblem()
    {
        var problem = Assert.Single(Read(("Application", "kube"), ("Overlays:system:Defaults:Cpu", "1")).Problems);

        Assert.StartsWith("Kubernetes:Overlays:system:Namespace is 'kube-system', but must be ", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void NamespacesOfOthers_MayBeTheClustersOwn() => Assert.Empty(Read(("MonitoringNamespace", "default"), ("IngressNamespace", "kube-system")).Problems);

    [Fact]
    public void EmptyList_IsSomethingElseThanNone() => Assert.Empty(Read(("Resources:api:Omit", "")).Options.Resources["api"].Omit!);

    private static (KubernetesOptions Options, IReadOnlyList<string> Problems) Read(params (string Key, string Value)[] settings) =>
        KubernetesOptionsReader.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Kubernetes:{setting.Key}", (string?)setting.Value)))
            .Build());
}
