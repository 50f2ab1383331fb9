using System.Buffers;
using System.Text;
using System.Text.Json;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>ConfigMaps and Secrets have keys that can be files, and what their type needs.</summary>
/// <remarks>Kubernetes: pkg/apis/core/validation/validation.go, ValidateConfigMap and ValidateSecret.</remarks>
public sealed class DataFieldsRule() : FieldsRule("ConfigMap", "Secret")
{
    private const int MostBytes = 1024 * 1024;

    private static readonly string[] OfTls = ["tls.crt", "tls.key"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "data-keys",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "ConfigMaps and Secrets have keys that can be file names, and the keys that their type needs",
        Why = "Keys become files in the pods that mount them, so the API server refuses a key with other characters, one that is in both data and binaryData, more than 1 MiB in all, and a Secret without the keys of its type, such as tls.crt and tls.key.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/secret/#secret-types"),
        Checklist = "sane defaults",
    };

    private protected override void Check(KubernetesObject candidate, FieldFaults faults)
    {
        var root = candidate.Root;
        var isSecret = candidate.Kind == "Secret";
        var (first, second) = (root.Mapping("data"), root.Mapping(isSecret ? "stringData" : "binaryData"));
        // The server adds stringData to data, and it wins.
        var size = CheckKeys(first, isSecret, faults, isSecret ? second : null) + CheckKeys(second, !isSecret, faults);
        if (size > MostBytes)
        {
            faults.Add((Node?)first ?? second!, $"The {candidate.Kind} holds {size:N0} bytes, and 1,048,576 is the most. Split it, or mount a volume.");
        }

        if (isSecret)
        {
            if (IsData(root["data"]) && IsData(root["stringData"]))
            {
                CheckType(candidate, root, faults);
            }

            return;
        }

        foreach (var entry in second?.Entries ?? [])
        {
            if (first?.FindWritten(entry.Name) is not null)
            {
                faults.Add(entry.Key, $"The key {Wording.Quote(entry.Name)} is in both data and binaryData. Remove one.");
            }
        }
    }

    private static long CheckKeys(MappingNode? data, bool isEncoded, FieldFaults faults, MappingNode? overriding = null)
    {
        var size = 0L;
        foreach (var entry in data?.Entries ?? [])
        {
            if (!NameForm.DataKey.Fits(entry.Name))
            {
                faults.Add(entry.Key, $"The key {Wording.Quote(entry.Name)} cannot be the name of a file. Write {NameForm.DataKey.Words}.");
            }

            if (entry.Value is ScalarNode { Kind: ScalarKind.String } value && overriding?.FindWritten(entry.Name) is null)
            {
                size += isEncoded ? DecodedLength(value.Value) : Encoding.UTF8.GetByteCount(value.Value);
            }
        }

        return size;
    }

    // Line ends within and padding at the end stand for no bytes.
    private static long DecodedLength(string base64) =>
        (base64.Length - base64.AsSpan().Count('\n') - base64.AsSpan().Count('\r') - base64.AsSpan().Count('=')) * 3L / 4;

    private static void CheckType(KubernetesObject secret, MappingNode root, FieldFaults faults)
    {
        switch (root.Text("type"))
        {
            case "kubernetes.io/service-account-token" when secret.Annotations?.Text("kubernetes.io/service-account.name") is null or "":
                faults.Missing(
                    secret.Metadata ?? root,
                    secret.Annotations?["kubernetes.io/service-account.name"],
                    "A token needs the annotation kubernetes.io/service-account.name. Write the name of its ServiceAccount there.");
                break;
            case "kubernetes.io/dockercfg":
                CheckJson(root, ".dockercfg", faults);
                break;
            case "kubernetes.io/dockerconfigjson":
                CheckJson(root, ".dockerconfigjson", faults);
                break;
            case "kubernetes.io/basic-auth" when Find(root, "username") is null && Find(root, "password") is null:
                faults.Missing(root.Mapping("stringData") ?? root.Mapping("data") ?? root, null, "A Secret of type kubernetes.io/basic-auth needs the key username or password. Write one of them or both.");
                break;
            case "kubernetes.io/ssh-auth" when Find(root, "ssh-privatekey") is not ScalarNode { Value.Length: > 0, IsNull: false }:
                Need(root, "ssh-privatekey", faults);
                break;
            case "kubernetes.io/tls":
                foreach (var key in OfTls.Where(key => Find(root, key) is null))
                {
                    Need(root, key, faults);
                }

                break;
        }
    }

    // A value of the wrong type may hold the keys that seem to be missing.
    private static bool IsData(Node? node) => node is null or MappingNode or ScalarNode { IsNull: true };

    private static void Need(MappingNode root, string key, FieldFaults faults) =>
        faults.Missing(root.Mapping("data") ?? root.Mapping("stringData") ?? root, Find(root, key), $"A Secret of type {root.Text("type")} needs the key {key}. Write it into data or stringData.");

    // The server adds stringData to data, and it wins.
    private static Node? Find(MappingNode root, string key) => root.Mapping("stringData")?.FindWritten(key)?.Value ?? root.Mapping("data")?.FindWritten(key)?.Value;

    private static void CheckJson(MappingNode root, string key, FieldFaults faults)
    {
        if (Find(root, key) is not { } node)
        {
            Need(root, key, faults);
            return;
        }

        var isEncoded = node.Parent == root.Mapping("data");
        var text = node is ScalarNode { IsNull: false } scalar ? scalar.Value : "";
        if (!IsJsonObject(text, isEncoded))
        {
            faults.Add(node, $"{key} is not a JSON object{(isEncoded ? " in base64" : "")}. Write what docker login or kubectl create secret docker-registry makes.");
        }
    }

    private static bool IsJsonObject(string text, bool isEncoded)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = isEncoded && Convert.TryFromBase64String(text, bytes, out var decoded) ? decoded
                : isEncoded ? 0
                : Encoding.UTF8.GetBytes(text, bytes);
            using var document = JsonDocument.Parse(bytes.AsMemory(0, length), new JsonDocumentOptions { MaxDepth = 1000 });
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Null;
        }
        catch (JsonException)
        {
            return false;
        }
        finally
        {
            // It holds a credential.
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }
}
