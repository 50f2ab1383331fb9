using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MicroService.Benchmarks.Exports;

/// <summary>The answer of <c>kubectl get deployments,services,… -A -o yaml</c>: kind by kind, its namespaces calling each other.</summary>
internal sealed class ClusterExport(int workloads, int namespaces, bool isManaged)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 4 };

    private int _number;

    /// <summary>Writes the list.</summary>
    public void Write(Stream output, bool asJson)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false), 64 * 1024) { NewLine = "\n" };
        writer.Write(asJson ? "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n" : "apiVersion: v1\nitems:\n");
        var isFirst = true;
        foreach (var item in Items())
        {
            if (asJson)
            {
                writer.Write(isFirst ? "" : ",\n");
                writer.Write(item.ToJsonString(Indented));
            }
            else
            {
                writer.Write("- ");
                WriteMapping(writer, item, 2, continues: true);
            }

            isFirst = false;
        }

        writer.Write(asJson ? "\n    ],\n    \"kind\": \"List\"\n}\n" : "kind: List\nmetadata:\n  resourceVersion: \"\"\n");
    }

    private IEnumerable<JsonObject> Items()
    {
        Func<int, JsonObject?>[] kinds = [Workload, Service, ConfigMap, Policy];
        return Enumerable.Range(0, namespaces).Select(Namespace)
            .Concat(kinds.SelectMany(kind => Enumerable.Range(0, workloads).Select(kind).OfType<JsonObject>()));
    }

    private JsonObject Namespace(int number) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject { ["name"] = NamespaceOf(number), ["uid"] = Uid() },
        ["status"] = new JsonObject { ["phase"] = "Active" },
    };

    private JsonObject Workload(int number)
    {
        var variables = new JsonArray(
            Variable("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.team-000:4317"),
            Variable("PEER", $"http://{NameOf((number + 1) % workloads)}.{NamespaceOf((number + 1) % workloads)}.svc.cluster.local:8080"));
        for (var i = 0; i < 6; i++)
        {
            variables.Add(Variable($"SETTING_{i}", $"value {i} of {NameOf(number)}"));
        }

        var container = new JsonObject
        {
            ["env"] = variables,
            ["envFrom"] = new JsonArray(new JsonObject { ["configMapRef"] = new JsonObject { ["name"] = NameOf(number) } }),
            ["image"] = $"registry.example.com/{NameOf(number)}:1.2.{number % 9}",
            ["imagePullPolicy"] = "IfNotPresent",
            ["livenessProbe"] = JsonNode.Parse("""{"failureThreshold":3,"httpGet":{"path":"/healthz","port":"http","scheme":"HTTP"},"periodSeconds":10,"successThreshold":1,"timeoutSeconds":1}"""),
            ["name"] = "app",
            ["ports"] = JsonNode.Parse("""[{"containerPort":8080,"name":"http","protocol":"TCP"}]"""),
            ["resources"] = JsonNode.Parse("""{"limits":{"memory":"256Mi"},"requests":{"cpu":"100m","memory":"128Mi"}}"""),
            ["terminationMessagePath"] = "/dev/termination-log",
            ["terminationMessagePolicy"] = "File",
        };
        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = Metadata(number),
            ["spec"] = new JsonObject
            {
                ["progressDeadlineSeconds"] = 600,
                ["replicas"] = 2,
                ["revisionHistoryLimit"] = 10,
                ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = NameOf(number) } },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["labels"] = Labels(number) },
                    ["spec"] = new JsonObject
                    {
                        ["containers"] = new JsonArray(container),
                        ["dnsPolicy"] = "ClusterFirst",
                        ["restartPolicy"] = "Always",
                        ["terminationGracePeriodSeconds"] = 30,
                    },
                },
            },
            ["status"] = JsonNode.Parse("""{"availableReplicas":2,"observedGeneration":3,"readyReplicas":2,"replicas":2,"updatedReplicas":2}"""),
        };
    }

    private JsonObject Service(int number) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Service",
        ["metadata"] = Metadata(number),
        ["spec"] = new JsonObject
        {
            ["ports"] = JsonNode.Parse("""[{"name":"http","port":8080,"protocol":"TCP","targetPort":"http"}]"""),
            ["selector"] = new JsonObject { ["app"] = NameOf(number) },
            ["type"] = "ClusterIP",
        },
    };

    private JsonObject ConfigMap(int number) => new()
    {
        ["apiVersion"] = "v1",
        ["data"] = new JsonObject { ["DATABASE"] = $"db-{number % 3}.team-001:5432" },
        ["kind"] = "ConfigMap",
        ["metadata"] = Metadata(number),
    };

    private JsonObject? Policy(int number) => number % 5 > 0 ? null : new()
    {
        ["apiVersion"] = "networking.k8s.io/v1",
        ["kind"] = "NetworkPolicy",
        ["metadata"] = Metadata(number),
        ["spec"] = new JsonObject
        {
            ["ingress"] = JsonNode.Parse("""[{"from":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"team-002"}},"podSelector":{"matchLabels":{"team":"team-002"}}}]}]"""),
            ["podSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = NameOf(number) } },
            ["policyTypes"] = new JsonArray("Ingress"),
        },
    };

    private JsonObject Metadata(int number)
    {
        var metadata = new JsonObject
        {
            ["creationTimestamp"] = "2026-01-02T03:04:05Z",
            ["labels"] = Labels(number),
            ["name"] = NameOf(number),
            ["namespace"] = NamespaceOf(number),
            ["uid"] = Uid(),
        };
        if (isManaged)
        {
            metadata["managedFields"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = JsonNode.Parse(Managed),
                ["manager"] = "kubectl",
                ["operation"] = "Update",
            });
        }

        return metadata;
    }

    private const string Managed = """
        {"f:metadata":{"f:annotations":{},"f:labels":{".":{},"f:app":{},"f:app.kubernetes.io/name":{},"f:team":{}}},"f:spec":{"f:progressDeadlineSeconds":{},"f:replicas":{},
        "f:revisionHistoryLimit":{},"f:selector":{},"f:strategy":{"f:rollingUpdate":{".":{},"f:maxSurge":{},"f:maxUnavailable":{}},"f:type":{}},"f:template":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},
        "f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{".":{},"f:env":{".":{},"k:{\"name\":\"PEER\"}":{".":{},"f:name":{},"f:value":{}}},"f:image":{},"f:imagePullPolicy":{},"f:name":{},"f:ports":{},"f:resources":{}}},
        "f:dnsPolicy":{},"f:restartPolicy":{},"f:securityContext":{},"f:terminationGracePeriodSeconds":{}}}}}
        """;

    private static JsonObject Labels(int number) => new() { ["app"] = NameOf(number), ["app.kubernetes.io/name"] = NameOf(number) };

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private string NamespaceOf(int number) => string.Create(CultureInfo.InvariantCulture, $"team-{number % namespaces:000}");

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"svc-{number:00000}");

    private string Uid() => string.Create(CultureInfo.InvariantCulture, $"{++_number:00000000}-0000-4000-8000-000000000000");

    private static void WriteMapping(TextWriter writer, JsonObject mapping, int indent, bool continues = false)
    {
        foreach (var (key, value) in mapping)
        {
            writer.Write(continues ? "" : new string(' ', indent));
            writer.Write(key.AsSpan().ContainsAny("\".") ? $"'{key}':" : $"{key}:");
            continues = false;
            switch (value)
            {
                case JsonObject { Count: > 0 } inner:
                    writer.WriteLine();
                    WriteMapping(writer, inner, indent + 2);
                    break;
                case JsonArray items:
                    writer.WriteLine();
                    foreach (var item in items)
                    {
                        writer.Write($"{new string(' ', indent)}- ");
                        if (item is JsonObject fields)
                        {
                            WriteMapping(writer, fields, indent + 2, continues: true);
                        }
                        else
                        {
                            writer.WriteLine(item!.ToJsonString());
                        }
                    }

                    break;
                default:
                    writer.Write(' ');
                    writer.WriteLine(value!.ToJsonString());
                    break;
            }
        }
    }
}
