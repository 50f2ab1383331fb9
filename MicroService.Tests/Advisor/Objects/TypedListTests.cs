using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Objects;

public sealed class TypedListTests
{
    private const string Pods = """
        apiVersion: v1
        kind: PodList
        items:
          - metadata:
              name: shop
            spec:
              containers:
                - name: shop
                  image: example.com/shop
        """;

    [Fact]
    public void Items_TakeKindAndVersionFromTheList()
    {
        var pod = Assert.Single(new ObjectGraph([Read(Pods)]).Objects);

        Assert.Equal(("v1", "Pod"), (pod.ApiVersion, pod.Kind));
        Assert.NotNull(pod.Workload);
    }

    [Fact]
    public void Items_AreAuditedAsIfTheyStoodAlone()
    {
        var alone = "apiVersion: v1\nkind: Pod\n" + Pods[Pods.IndexOf("metadata", StringComparison.Ordinal)..].Replace("\n    ", "\n", StringComparison.Ordinal);

        Assert.NotEmpty(Findings(alone));
        Assert.Equal(Findings(alone), Findings(Pods));
    }

    [Fact]
    public void ItemThatSaysWhatItIs_IsThat()
    {
        var widget = Assert.Single(new ObjectGraph([Read("apiVersion: v1\nkind: PodList\nitems:\n- apiVersion: example.com/v1\n  kind: Widget\n  metadata: {name: a}\n")]).Objects);

        Assert.Equal(("example.com/v1", "Widget"), (widget.ApiVersion, widget.Kind));
    }

    [Fact]
    public void ListInAList_IsTakenApart()
    {
        var objects = new ObjectGraph([Read($"apiVersion: v1\nkind: List\nitems:\n- {Pods.Replace("\n", "\n  ", StringComparison.Ordinal)}\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {{name: b}}\n")]).Objects;

        Assert.Equal(["Pod/shop", "ConfigMap/b"], objects.Select(candidate => candidate.ToString()));
    }

    private static ManifestFile Read(string text)
    {
        var reading = new ManifestReader().Read("list.yaml", Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return reading.File!;
    }

    private static List<(string Rule, string Pointer, string Message)> Findings(string text) =>
        [.. new Auditor().Audit([Read(text)], new AuditSettings(), TestContext.Current.CancellationToken).Findings.Select(finding => (finding.RuleId, finding.Pointer, finding.Message))];
}
