using System.Text;
using System.Text.Json.Nodes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;

namespace MicroService.Tests.Advisor.Fixing;

public sealed class SourceLayoutTests
{
    private const string Anchored =
        """
        # owner: team-a
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web # public name
          labels: &labels
            app: web
        spec:
          # two for now
          replicas: 2
          selector:
            matchLabels: *labels
          template:
            metadata:
              labels: *labels
            spec:
              containers:
                - name: web # main
                  image: "example.test/web:1.0"
                  # runs as a batch-like worker
                  command: ["work"]

        """;

    private const string Flow =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, # public name
          labels: {"app.kubernetes.io/name": 'web'}}
        spec: {
          # one is enough
          containers: [{name: "web", image: "example.test/web:1.0", # main
            ports: [{containerPort: 8080}]}],
          terminationGracePeriodSeconds: 3 # quick
        }

        """;

    private const string Merged =
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web # public name
        spec:
          containers:
            - &main # the main one
              name: web
              image: "example.test/web:1.0"
            - <<: *main
              name: side # beside it

        """;

    [Theory]
    [InlineData(Anchored, false)]
    [InlineData(Anchored, true)]
    [InlineData(Flow, false)]
    [InlineData(Flow, true)]
    [InlineData(Merged, false)]
    [InlineData(Merged, true)]
    public void WhatAFixDoesNotTouch_StaysAsItIsWritten(string text, bool isUnsafe)
    {
        var printed = Fixed(text, isUnsafe);

        Assert.NotEqual(text, printed);
        Assert.Equal(Marks(text, '#'), Marks(printed, '#'));
        Assert.All(["&labels", "*labels", "&main", "*main", "\"example.test/web:1.0\"", "\"app.kubernetes.io/name\"", "'web'"],
            mark => Assert.Equal(Count(text, mark), Count(printed, mark)));
        FixProperties.Hold(text);
    }

    [Theory]
    [InlineData(Anchored)]
    [InlineData(Flow)]
    public void WindowsLineEndingsAndByteOrderMark_Stay(string text)
    {
        var printed = Fixed("\uFEFF" + text.Replace("\n", "\r\n", StringComparison.Ordinal), isUnsafe: true);

        Assert.Equal('\uFEFF', printed[0]);
        Assert.Equal(Count(printed, "\n"), Count(printed, "\r\n"));
    }

    [Theory]
    [InlineData("  replicas: 2\n", "  replicas: 2 # two zones\n  replicas: 3\n")]
    [InlineData("          command: [\"work\"]\n", "          command: [\"work\"]\n          command: [\"rest\"]\n")]
    [InlineData("    spec:\n", "    spec: {}\n    spec:\n")]
    public void RepeatedKey_IsLeftToAPerson(string one, string repeated)
    {
        var text = Anchored.Replace(one, repeated, StringComparison.Ordinal);

        var printed = Fixed(text, isUnsafe: true);

        Assert.NotEqual(Anchored, text);
        Assert.Contains(repeated.TrimEnd(), printed, StringComparison.Ordinal);
        Assert.Equal(Marks(text, '#'), Marks(printed, '#'));
        Assert.Equal(printed, Fixed(printed, isUnsafe: true));
    }

    [Theory]
    [InlineData("\t", "\n")]
    [InlineData("    ", "\r\n")]
    public void JsonFile_StaysOneValueWithItsIndentation(string indent, string newLine)
    {
        const string Lines = """{|>"apiVersion": "apps/v1",|>"kind": "Deployment",|>"metadata": {"name": "web"},|>"spec": {"selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "web", "image": "r.example.com/web:1", "ports": [{"containerPort": 8080}]}]}}}|}""";
        var text = Lines.Replace("|", newLine, StringComparison.Ordinal).Replace(">", indent, StringComparison.Ordinal);

        var printed = Fixed(text, isUnsafe: true);

        var items = JsonNode.Parse(printed)!["items"]!.AsArray();
        Assert.Equal("Deployment", (string?)items[0]!["kind"]);
        Assert.Contains(items, item => (string?)item!["kind"] == "NetworkPolicy");
        Assert.StartsWith($"{{{newLine}{indent}\"apiVersion\"", printed, StringComparison.Ordinal);
        Assert.Equal(printed, Fixed(printed, isUnsafe: true));
    }

    private static string Fixed(string text, bool isUnsafe)
    {
        var file = new ManifestReader().Read(text.StartsWith('{') ? "file.json" : "file.yaml", Encoding.UTF8.GetBytes(text)).File!;
        return new Fixer().Fix([file], new FixSettings { Unsafe = isUnsafe }, TestContext.Current.CancellationToken).Files[0].Print();
    }

    private static IEnumerable<string> Marks(string text, char mark) =>
        text.Split('\n').Where(line => line.Contains(mark, StringComparison.Ordinal)).Select(line => line[line.IndexOf(mark, StringComparison.Ordinal)..]);

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
