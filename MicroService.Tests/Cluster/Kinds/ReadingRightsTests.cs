using System.Text.Json.Nodes;
using MicroService.Advisor.Catalog;
using MicroService.Cluster.Kinds;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Cluster.Kinds;

public sealed class ReadingRightsTests
{
    private static readonly string Page = File.ReadAllText(RepositoryRoot.Combine("docs", "cluster.md"));

    [Fact]
    public void ClusterRoleInTheDocs_IsThatOfTheKinds() => Assert.Contains($"```yaml\n{ReadingRights.ClusterRole()}```\n", Page, StringComparison.Ordinal);

    [Fact]
    public void RoleInTheDocs_IsThatOfTheKinds() => Assert.Contains($"```yaml\n{ReadingRights.Role("shop")}```\n", Page, StringComparison.Ordinal);

    [Fact]
    public void RoleOfSecretsInTheDocs_IsThatOfTheKinds() => Assert.Contains($"```yaml\n{ReadingRights.Secrets()}```\n", Page, StringComparison.Ordinal);

    [Theory]
    [InlineData("cluster")]
    [InlineData("namespace")]
    public void RightsOfTheAppModel_AreThoseOfTheKindsAndOfUsage(string reach)
    {
        var listed = JsonNode.Parse(File.ReadAllText(RepositoryRoot.Combine("MicroService.AppHost", "Clusters", "rights.json")))![reach]!.AsArray().Select(right => (string)right!);
        var kinds = KnownKinds.All.Where(kind => reach == "cluster" || kind.Reach != KindReach.Cluster || kind == KnownKinds.Namespaces);

        Assert.Equal(
            kinds.Select(kind => $"{kind.FullName}:{(kind != KnownKinds.Namespaces ? "list" : reach == "cluster" ? "get,list" : "get")}").Append("pods.metrics.k8s.io:list").Order(),
            listed.Order());
    }

    [Fact]
    public void Rights_AreToReadAndNeverSecrets()
    {
        var role = ReadingRights.ClusterRole();

        Assert.DoesNotContain("secrets", role, StringComparison.Ordinal);
        Assert.All(role.Split('\n').Where(line => line.Contains("verbs:", StringComparison.Ordinal)), line => Assert.Matches(@"verbs: \[(get, )?list, watch\]$", line));
        Assert.DoesNotContain(KnownKinds.Secrets, KnownKinds.All);
    }

    [Fact]
    public void SilencedRules_AreInTheCatalog() =>
        Assert.All(KnownKinds.All.Append(KnownKinds.Secrets).SelectMany(kind => kind.SilencedRules), id => Assert.NotNull(RuleCatalog.Find(id)));

    // What a rule of the whole application looks for must be silent where it can't be read. Those about egress look at nothing without policies.
    [Fact]
    public void RulesThatNeedTheWholeApplication_AreSilencedBySomeKind() =>
        Assert.Empty(RuleCatalog.All.Where(rule => rule.Definition.NeedsWholeApplication).Select(rule => rule.Definition.Id)
            .Except(KnownKinds.All.Append(KnownKinds.Secrets).SelectMany(kind => kind.SilencedRules))
            .Except(["network-dns-egress", "network-api-egress"]));

    [Fact]
    public void Kinds_AreDistinct() => Assert.Equal(KnownKinds.All.Count, KnownKinds.All.Select(kind => kind.FullName).Distinct().Count());
}
