using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MicroService.Samples.Clusters;
using Microsoft.AspNetCore.Http;

namespace MicroService.Samples.Serving;

/// <summary>Answers lists in pages, and single objects.</summary>
internal static class ListAnswer
{
    // What is listed stays until it changes.
    private static readonly ConditionalWeakTable<ClusterContent, ConcurrentDictionary<ContentKind, (int Version, IReadOnlyList<KeyValuePair<string, byte[]>> Objects)>> Known = [];

    public static Answer? To(string path, IQueryCollection query, ClusterContent content)
    {
        if (PlaceOf(path, content) is not var (found, ns, name))
        {
            return null;
        }

        var version = content.Version;
        var known = Known.GetOrCreateValue(content);
        if (!known.TryGetValue(found, out var kept) || kept.Version != version)
        {
            known[found] = kept = (version, content.ObjectsOf(found));
        }

        var objects = kept.Objects;
        if (name is not null)
        {
            var at = Find(objects, ClusterContent.KeyOf(ns, name));
            return at < 0 ? Answer.Status(404, "NotFound", $"{found.Plural} \"{name}\" not found") : One(found, objects[at].Value);
        }

        return Page(found, Selected(objects, query), ns, query, version);
    }

    /// <summary>The kind, namespace and name that a path is about; null if there is no such kind.</summary>
    public static (ContentKind Kind, string? Namespace, string? Name)? PlaceOf(string path, ClusterContent content)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string[] rest = parts is ["api", _, .. var core] ? core : parts is ["apis", _, _, .. var others] ? others : [];
        var apiVersion = parts is ["api", var version, ..] ? version : parts is ["apis", var group, var ofGroup, ..] ? $"{group}/{ofGroup}" : "";
        var (ns, plural, name) = rest switch
        {
            ["namespaces", var of, var resource] => (of, resource, null),
            ["namespaces", var of, var resource, var one] => (of, resource, one),
            [var resource] => (null, resource, null),
            [var resource, var one] => (null, resource, one),
            _ => (null, "", default(string)),
        };
        return content.Kinds.FirstOrDefault(kind => kind.Plural == plural && kind.ApiVersion == apiVersion) is { } found ? (found, ns, name) : null;
    }

    // Labels that are equal, and the name: what clients of the sample ask for.
    private static IReadOnlyList<KeyValuePair<string, byte[]>> Selected(IReadOnlyList<KeyValuePair<string, byte[]>> objects, IQueryCollection query)
    {
        var labels = query["labelSelector"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(static term => term.Split('=')).ToArray();
        var field = query["fieldSelector"].ToString();
        return labels.Length == 0 && field.Length == 0 ? objects : [.. objects.Where(entry => IsSelected(JsonElement.Parse(entry.Value), labels, field))];
    }

    private static bool IsSelected(JsonElement item, string[][] labels, string field)
    {
        var metadata = item.GetProperty("metadata");
        return (field.Length == 0 || field == $"metadata.name={metadata.GetProperty("name").GetString()}")
            && Array.TrueForAll(labels, label => metadata.TryGetProperty("labels", out var own) && own.TryGetProperty(label[0], out var value) && value.GetString() == label[^1]);
    }

    /// <summary>A token for the rest of a list that has expired, as the server gives one: at whatever version is current.</summary>
    public static string Renew(string token) => Token(-1, StartOf(token) ?? "");

    private static Answer Page(ContentKind kind, IReadOnlyList<KeyValuePair<string, byte[]>> objects, string? ns, IQueryCollection query, int version)
    {
        var limitText = query["limit"].ToString();
        if (!int.TryParse(limitText.Length == 0 ? "0" : limitText, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            return Answer.Status(400, "BadRequest", $"strconv.ParseInt: parsing \"{limitText}\": invalid syntax");
        }

        var prefix = ns is null ? "" : $"{ns}/";
        var token = query["continue"].ToString();
        var from = prefix;
        if (token.Length > 0)
        {
            if (StartOf(token) is not { } start)
            {
                return Answer.Status(400, "BadRequest", "invalid continue token");
            }

            from = start;
        }

        var (begin, end) = (LowerBound(objects, from), prefix.Length == 0 ? objects.Count : LowerBound(objects, $"{ns}0"));
        var stop = limit == 0 ? end : Math.Min(end, begin + limit);
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        var next = stop < end ? $",\"continue\":\"{Token(version, objects[stop].Key)}\",\"remainingItemCount\":{end - stop}" : "";
        var metadata = $"\"metadata\":{{\"resourceVersion\":\"{version}\"{next}}}";
        var type = $"\"kind\":\"{kind.Kind}List\",\"apiVersion\":\"{kind.ApiVersion}\"";
        // Lists of custom resources say what they are behind their items.
        Write(buffer, kind.IsCustom ? "{\"items\":[" : $"{{{type},{metadata},\"items\":[");
        for (var i = begin; i < stop; i++)
        {
            buffer.Write(i > begin ? ","u8 : default);
            buffer.Write(objects[i].Value);
        }

        Write(buffer, kind.IsCustom ? $"],{type},{metadata}}}" : "]}");
        return new Answer(200, buffer.WrittenMemory);
    }

    /// <summary>An object with its kind, which those of a list lack.</summary>
    public static byte[] Whole(ContentKind kind, byte[] json) =>
        kind.IsCustom ? json : Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind.Kind}\",\"apiVersion\":\"{kind.ApiVersion}\",{Encoding.UTF8.GetString(json.AsSpan(1))}");

    private static Answer One(ContentKind kind, byte[] json) => new(200, Whole(kind, json));

    private static int Find(IReadOnlyList<KeyValuePair<string, byte[]>> objects, string key)
    {
        var at = LowerBound(objects, key);
        return at < objects.Count && objects[at].Key == key ? at : -1;
    }

    // The first object whose key is not before the given one. Behind a slash comes 0.
    private static int LowerBound(IReadOnlyList<KeyValuePair<string, byte[]>> objects, string key)
    {
        var (low, high) = (0, objects.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(objects[middle].Key, key) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static string Token(int version, string start) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{{\"v\":\"meta.k8s.io/v1\",\"rv\":{version},\"start\":{JsonSerializer.Serialize(start)}}}"));

    private static string? StartOf(string token)
    {
        try
        {
            return JsonElement.Parse(Convert.FromBase64String(token)).GetProperty("start").GetString();
        }
        catch (Exception exception) when (exception is FormatException or JsonException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static void Write(ArrayBufferWriter<byte> buffer, string text) => buffer.Write(Encoding.UTF8.GetBytes(text));
}
