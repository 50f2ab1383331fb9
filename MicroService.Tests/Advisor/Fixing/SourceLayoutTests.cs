using System.Text;
using System.Text.Json.Nodes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
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

    [Theory]
    [InlineData(
        "{\"apiVersion\":\"batch/v1\",\"kind\":\"CronJob\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"schedule\":\"@daily\",\"jobTemplate\":{\"spec\":{}}}}",
        "{\"apiVersion\":\"batch/v1\",\"kind\":\"CronJob\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"schedule\":\"@daily\",\"jobTemplate\":{\"spec\":{\"ttl\":1}},\"list\":[{\"a\":\"b\"},2]}}")]
    [InlineData(
        "{ \"apiVersion\": \"batch/v1\", \"kind\": \"CronJob\", \"spec\": { \"jobTemplate\": { \"spec\": {} } } }\n\n",
        "{ \"apiVersion\": \"batch/v1\", \"kind\": \"CronJob\", \"spec\": { \"jobTemplate\": { \"spec\": {\"ttl\": 1} }, \"list\": [{\"a\": \"b\"}, 2] } }\n\n")]
    [InlineData(
        "{\r\n\t\"apiVersion\" : \"v1\", \"kind\" : \"ü\",\r\n\t\"spec\" : {\r\n\t\t\"jobTemplate\" : {\"spec\": {}}\r\n\t}\r\n}",
        "{\r\n\t\"apiVersion\" : \"v1\", \"kind\" : \"ü\",\r\n\t\"spec\" : {\r\n\t\t\"jobTemplate\" : {\"spec\": {\"ttl\" : 1}},\r\n\t\t\"list\" : [\r\n\t\t\t{\r\n\t\t\t\t\"a\": \"b\"\r\n\t\t\t},\r\n\t\t\t2\r\n\t\t]\r\n\t}\r\n}")]
    public void ChangedJson_KeepsWhatDidNotChange(string text, string expected)
    {
        var file = Read(text);
        var spec = file.Documents[0].Root!.Mapping("spec")!;

        ((MappingNode)spec.At("jobTemplate", "spec")!).Set("ttl", 1);
        spec.Set("list", SequenceNode.Of(MappingNode.Of(("a", "b")), 2));

        Assert.Equal(expected, file.Print());
    }

    [Fact]
    public void ReplacedAndRemovedJson_LeavesTheRestAsItIs()
    {
        var file = Read("{\"apiVersion\": \"v1\", \"kind\": \"A\",\n   \"drop\": [1,2],\n   \"spec\": {\"a\":1 , \"b\":[1, 2,3], \"c\": null}, \"last\": true }");
        var root = file.Documents[0].Root!;

        root.Remove("drop");
        root.Remove("last");
        root.Mapping("spec")!.Set("a", "x");
        root.Mapping("spec")!.Sequence("b")!.Remove(root.Mapping("spec")!.Sequence("b")!.Items[1]);
        root.Mapping("spec")!.Remove("c");

        Assert.Equal("{\"apiVersion\": \"v1\", \"kind\": \"A\",\n   \"spec\": {\"a\":\"x\" , \"b\":[1, 3]} }", file.Print());
    }

    [Theory]
    [InlineData("{\"apiVersion\":\"v1\",\"kind\":\"A\"}\n", "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"A\"},{\"kind\":\"B\"}]}\n")]
    [InlineData(
        "{\n  \"kind\": \"A\", \"spec\": {\"a\":1}\n}\n",
        "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"List\",\n  \"items\": [\n    {\n      \"kind\": \"A\", \"spec\": {\"a\":1}\n    },\n    {\n      \"kind\": \"B\"\n    }\n  ]\n}\n")]
    public void ObjectAddedToJson_LeavesTheFirstAsItIs(string text, string expected)
    {
        var file = Read(text);

        file.Add(ManifestDocument.Made(MappingNode.Of(("kind", "B")), asJson: true));

        Assert.Equal(expected, file.Print());
    }

    [Theory]
    [InlineData("file.yaml", "apiVersion: v1\nkind: A\n", "a: \"w\\u202Eeb\\U000E0041\"\n")]
    [InlineData("file.json", "{\"apiVersion\":\"v1\",\"kind\":\"A\"}", "\"a\":\"w\\u202Eeb\\uDB40\\uDC41\"")]
    public void AddedText_HidesNoCharacter(string name, string text, string expected)
    {
        var file = new ManifestReader().Read(name, Encoding.UTF8.GetBytes(text)).File!;

        file.Documents[0].Root!.Set("a", "w\u202Eeb\U000E0041");

        Assert.Contains(expected, file.Print(), StringComparison.Ordinal);
    }

    private static ManifestFile Read(string text) => new ManifestReader().ReadJson("file.json", Encoding.UTF8.GetBytes(text)).File!;

    private static string Fixed(string text, bool isUnsafe)
    {
        var file = new ManifestReader().Read(text.StartsWith('{') ? "file.json" : "file.yaml", Encoding.UTF8.GetBytes(text)).File!;
        return new Fixer().Fix([file], new FixSettings { Unsafe = isUnsafe }, TestContext.Current.CancellationToken).Files[0].Print();
    }

    private static IEnumerable<string> Marks(string text, char mark) =>
        text.Split('\n').Where(line => line.Contains(mark, StringComparison.Ordinal)).Select(line => line[line.IndexOf(mark, StringComparison.Ordinal)..]);

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
