using System.Runtime.CompilerServices;
using System.Text.Json;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>
/// Tells, of an object that came back from a cluster, whether a field was written or filled in by the API server or a controller: what
/// client-side apply recorded last, and what server-side appliers own, was written.
/// </summary>
internal static class WrittenFields
{
    // Each container asks for several fields.
    private static readonly ConditionalWeakTable<KubernetesObject, StrongBox<JsonElement?>> Applied = [];

    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>True if the field at the path, which the object has, was written; a key may be the name of a list's item.</summary>
    public static bool Has(KubernetesObject candidate, params ReadOnlySpan<string> path) =>
        !candidate.IsFromCluster || IsApplied(candidate, path) || IsOwned(candidate, path);

    private static bool IsApplied(KubernetesObject candidate, ReadOnlySpan<string> path)
    {
        if (candidate.Annotations?.Text(LastApplied) is not { Length: > 0 } text)
        {
            return false;
        }

        if (Applied.GetValue(candidate, _ => new StrongBox<JsonElement?>(Parse(text))).Value is not { } at)
        {
            return false;
        }

        foreach (var key in path)
        {
            if (!Step(ref at, key))
            {
                return false;
            }
        }

        return true;
    }

    // Anybody may write an annotation; one that kubectl can't read says nothing.
    private static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Step(ref JsonElement at, string key)
    {
        if (at.ValueKind == JsonValueKind.Object)
        {
            return at.TryGetProperty(key, out at);
        }

        foreach (var item in at.ValueKind == JsonValueKind.Array ? at.EnumerateArray() : default)
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("name", out var name)
                && name.ValueKind == JsonValueKind.String && name.ValueEquals(key))
            {
                at = item;
                return true;
            }
        }

        return false;
    }

    private static bool IsOwned(KubernetesObject candidate, ReadOnlySpan<string> path)
    {
        foreach (var manager in candidate.Metadata?.Mappings("managedFields") ?? [])
        {
            Node? at = manager.Text("operation") == "Apply" ? manager.Mapping("fieldsV1") : null;
            foreach (var key in path)
            {
                at = (at as MappingNode)?[$"f:{key}"] ?? (at as MappingNode)?[$"k:{{\"name\":\"{key}\"}}"];
            }

            if (at is not null)
            {
                return true;
            }
        }

        return false;
    }
}
