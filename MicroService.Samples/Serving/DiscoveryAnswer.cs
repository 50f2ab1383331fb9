using System.Text.Json.Nodes;
using MicroService.Samples.Clusters;

namespace MicroService.Samples.Serving;

/// <summary>Answers which kinds there are: all at once, or group by group.</summary>
internal static class DiscoveryAnswer
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    public static Answer? To(string path, string accept, bool hasAggregated, IReadOnlyCollection<ContentKind> kinds)
    {
        var isAggregated = hasAggregated && accept.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal);
        return path.TrimEnd('/').Split('/') switch
        {
            ["", "api" or "apis"] when isAggregated => OfGroups(kinds.Where(kind => kind.Group.Length == 0 == (path.TrimEnd('/') == "/api"))),
            ["", "api"] => Answer.Json("""{"kind":"APIVersions","versions":["v1"]}"""),
            ["", "apis"] => Groups(kinds.Where(kind => kind.Group.Length > 0)),
            ["", "api", var version] => Resources("", version, kinds),
            ["", "apis", var group, var version] => Resources(group, version, kinds),
            _ => null,
        };
    }

    private static Answer OfGroups(IEnumerable<ContentKind> kinds)
    {
        var items = new JsonArray();
        foreach (var group in kinds.GroupBy(kind => (kind.Group, kind.Version)))
        {
            var resources = new JsonArray([.. group.Select(kind => new JsonObject
            {
                ["resource"] = kind.Plural,
                ["responseKind"] = new JsonObject { ["group"] = "", ["version"] = "", ["kind"] = kind.Kind },
                ["scope"] = kind.IsNamespaced ? "Namespaced" : "Cluster",
                ["verbs"] = new JsonArray("get", "list", "patch", "watch"),
            })]);
            items.Add(new JsonObject
            {
                ["metadata"] = group.Key.Group.Length == 0 ? [] : new JsonObject { ["name"] = group.Key.Group },
                ["versions"] = new JsonArray(new JsonObject { ["version"] = group.Key.Version, ["resources"] = resources, ["freshness"] = "Current" }),
            });
        }

        return Answer.Json(new JsonObject { ["kind"] = "APIGroupDiscoveryList", ["apiVersion"] = "apidiscovery.k8s.io/v2", ["items"] = items }.ToJsonString())
            with
        { MediaType = Aggregated };
    }

    private static Answer Groups(IEnumerable<ContentKind> kinds)
    {
        var groups = new JsonArray([.. kinds.Select(kind => (kind.Group, kind.Version)).Distinct().Select(group =>
        {
            JsonObject Version() => new() { ["groupVersion"] = $"{group.Group}/{group.Version}", ["version"] = group.Version };
            return new JsonObject { ["name"] = group.Group, ["versions"] = new JsonArray(Version()), ["preferredVersion"] = Version() };
        })]);
        return Answer.Json(new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = groups }.ToJsonString());
    }

    private static Answer? Resources(string group, string version, IReadOnlyCollection<ContentKind> kinds)
    {
        var resources = new JsonArray([.. kinds.Where(kind => kind.Group == group && kind.Version == version).Select(kind => new JsonObject
        {
            ["name"] = kind.Plural,
            ["namespaced"] = kind.IsNamespaced,
            ["kind"] = kind.Kind,
            ["verbs"] = new JsonArray("get", "list", "patch", "watch"),
        })]);
        return resources.Count == 0 ? null : Answer.Json(new JsonObject { ["kind"] = "APIResourceList", ["resources"] = resources }.ToJsonString());
    }
}
