using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MicroService.Publishing;

namespace MicroService.Tests.Publishing;

/// <summary>Whatever a manifest has become, publishing it succeeds or ends with words and a place, never with a defect.</summary>
public sealed partial class PublishFuzzTests
{
    private const int Seed = 20261130;
    private const int Cases = 100;

    private static readonly string[] Models =
    [
        SampleManifest.WithTool,
        """
        { "resources": {
          "key": { "type": "parameter.v0", "value": "{key.inputs.value}", "inputs": { "value": { "type": "string", "secret": true, "default": { "generate": { "minLength": 8 } } } } },
          "uri": { "type": "annotated.string", "value": "{key.value}", "filter": "uri" },
          "bus": { "type": "azure.bicep.v0", "connectionString": "{bus.outputs.endpoint}", "path": "bus.bicep", "params": { "a": ["b"] } },
          "gone": { "error": "This resource does not support generation in the manifest." },
          "store": { "type": "container.v1", "image": "redis:8.2", "args": ["--requirepass", "{key.value}"], "volumes": [{ "name": "v", "target": "/data", "readOnly": false }], "connectionString": "{store.bindings.tcp.host}:{store.bindings.tcp.port},password={uri.value}", "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 6379 } } },
          "job": { "type": "container.v0", "build": { "context": ".", "dockerfile": "Dockerfile", "args": { "A": "b" }, "secrets": { "s": { "type": "env", "value": "{key.value}" } } }, "entrypoint": "/bin/sh", "args": ["-c", "run \"{key.value}\""], "bindMounts": [{ "source": "./nothing", "target": "/m", "readOnly": true }] },
          "web": { "type": "project.v0", "path": "w.csproj", "env": { "A": "{store.connectionString}", "B": "{bus.connectionString}", "services__web__https__0": "{web.bindings.https.url}" }, "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" }, "https": { "scheme": "https", "protocol": "tcp", "transport": "http2", "external": true, "port": 443 } } }
        } }
        """,
    ];

    private static readonly string[] Texts =
    [
        "", " ", "\0", "\n", "{", "}", "{{", "}}", "{}", "{.}", "{a.}", "{.value}", "{key.value", "{web.bindings.http}", "{web.bindings.http.url.more}", "{web.env.A}", "{key.inputs.other}",
        "{store.connectionString}{store.connectionString}", "{web.value}", "{nowhere.connectionString}", "$(A)", "$$", "../..", "/", "-", "é", "\u200b", "\U0001F980", "a:b:c", "a@b", "tcp", "udp",
        "container.v0", "container.v99", "project.v1", "parameter.v0", "value.v0", "dapr.v0", "0x10", "1e999", "true", "null", "~", "---", "kube-system", "http://[::1]:80", "https://example.com:99999",
        new('a', 300), new('{', 200), string.Concat(Enumerable.Repeat("{key.value}", 50)),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "65536", "1e999", "123456789012345678901234567890", "0.5", "[]", "{}", "[[[]]]", "[null]", "[{}]", "{\"\":{}}", "{\"a\":1}", "{\"a\":{\"a\":{\"a\":[]}}}", "\"x\"",
    ];

    [Fact]
    public void ChangedTree_IsPublishedOrRefusedWithWords()
    {
        var random = new Random(Seed);
        for (var number = 0; number < Cases; number++)
        {
            var steps = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (random.Next(1000), random.Next(7), random.Next(1000))).ToList();
            Check(Encoding.UTF8.GetBytes(Changed(Models[random.Next(Models.Length)], steps)));
        }
    }

    [Fact]
    public void ChangedBytes_ArePublishedOrRefusedWithWords()
    {
        byte[] odd = [0x00, 0x09, 0x0A, 0x22, 0x2C, 0x3A, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x7F, 0x80, 0xC3, 0xED, 0xFF];
        var random = new Random(Seed);
        for (var number = 0; number < Cases; number++)
        {
            var bytes = Encoding.UTF8.GetBytes(Models[random.Next(Models.Length)]).ToList();
            for (var step = random.Next(1, 5); step > 0; step--)
            {
                var at = random.Next(bytes.Count - 20);
                switch (random.Next(3))
                {
                    case 0:
                        bytes.Insert(at, odd[random.Next(odd.Length)]);
                        break;
                    case 1:
                        bytes.RemoveRange(at, random.Next(1, 16));
                        break;
                    default:
                        bytes[at] = odd[random.Next(odd.Length)];
                        break;
                }
            }

            Check([.. bytes]);
        }
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void DeepNesting_IsRefusedWithWords(int depth) =>
        Check(Encoding.UTF8.GetBytes($$"""{ "resources": { "a": {{string.Concat(Enumerable.Repeat("[", depth))}} } }"""));

    [Fact]
    public void ReferencesInCircles_AreRefusedWithWords()
    {
        var values = string.Join(',', Enumerable.Range(0, 300).Select(i => $$""" "v{{i}}": { "type": "value.v0", "connectionString": "{v{{(i + 1) % 300}}.connectionString}{v{{(i + 7) % 300}}.connectionString}" } """));

        Check(Encoding.UTF8.GetBytes($$"""{ "resources": { "w": { "type": "project.v0", "path": "w", "env": { "A": "{v0.connectionString}" } }, {{values}} } }"""));
    }

    private static void Check(byte[] manifest)
    {
        var path = Path.Combine(Path.GetTempPath(), "Shop", "aspire-manifest.json");
        var run = PublishRun.Of(path, Path.Combine(Path.GetTempPath(), "Shop", "deploy"), options => options with { Content = manifest, Action = PublishAction.Print });
        Assert.True(run.ExitCode is PublishExitCodes.Good or PublishExitCodes.BadInput, run.ToString());
        Assert.DoesNotMatch(Defect(), run.Error + run.Report);
        if (run.ExitCode == PublishExitCodes.BadInput)
        {
            Assert.Matches(Place(), run.Error);
        }
    }

    private static string Changed(string model, IEnumerable<(int Where, int How, int What)> steps)
    {
        var root = JsonNode.Parse(model)!;
        foreach (var (where, how, what) in steps)
        {
            var nodes = Below(root).Where(node => node.Parent is not null).ToList();
            if (nodes.Count == 0)
            {
                break;
            }

            var (node, other) = (nodes[where % nodes.Count], nodes[what % nodes.Count]);
            var key = node.Parent is JsonObject ? node.GetPropertyName() : null;
            switch (how, node.Parent)
            {
                case (0, JsonObject parent):
                    parent.Remove(key!);
                    break;
                case (1, JsonObject parent):
                    parent[key!] = JsonNode.Parse(Values[what % Values.Length]);
                    break;
                case (2, JsonObject parent):
                    parent[Texts[what % Texts.Length]] = node.DeepClone();
                    break;
                case (3, JsonObject parent):
                    parent[key!] = other.DeepClone();
                    break;
                case (_, JsonObject parent):
                    parent[key!] = Texts[what % Texts.Length];
                    break;
                case (0, JsonArray parent):
                    parent.Remove(node);
                    break;
                case (_, JsonArray parent):
                    parent.Add(how < 3 ? JsonNode.Parse(Values[what % Values.Length]) : JsonValue.Create(Texts[what % Texts.Length]));
                    break;
            }
        }

        return root.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static IEnumerable<JsonNode> Below(JsonNode node)
    {
        yield return node;
        IEnumerable<JsonNode?> children = node switch { JsonObject mapping => mapping.Select(member => member.Value), JsonArray list => list, _ => [] };
        foreach (var child in children.OfType<JsonNode>().SelectMany(Below))
        {
            yield return child;
        }
    }

    [GeneratedRegex(@"Exception|   at [A-Z]\w+\.|System\.[A-Z]")]
    private static partial Regex Defect();

    [GeneratedRegex(@"aspire-manifest\.json|Kubernetes:")]
    private static partial Regex Place();
}
