using System.Text.Json.Nodes;

namespace MicroService.Tests.Api.Admission;

/// <summary>AdmissionReviews as an API server sends them.</summary>
internal static class AdmissionReviews
{
    public const string Uid = "05d22d12-49ba-4940-982b-7530a69f7631";

    /// <summary>A pod that nothing keeps from anything, with a privileged container.</summary>
    public static JsonObject Pod(string name = "p") => Object("v1", "Pod", name, JsonNode.Parse(Template("privileged: true"))!);

    public static JsonObject Deployment(string security = "privileged: true") => Object(
        "apps/v1",
        "Deployment",
        "web",
        new JsonObject
        {
            ["replicas"] = 2,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "web" } },
            ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = "web" } }, ["spec"] = JsonNode.Parse(Template(security)) },
        });

    public static JsonObject Object(string apiVersion, string kind, string name, JsonNode spec) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = kind,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "review", ["uid"] = "2f370a9c-5335-482f-956c-53d0603fc0e8" },
        ["spec"] = spec,
    };

    public static JsonObject Review(
        string operation, string resource, JsonNode? candidate, JsonNode? old = null, string? subResource = null, string group = "apps", string kind = "Deployment")
    {
        var request = new JsonObject
        {
            ["uid"] = Uid,
            ["kind"] = new JsonObject { ["group"] = group, ["version"] = "v1", ["kind"] = kind },
            ["resource"] = new JsonObject { ["group"] = group, ["version"] = "v1", ["resource"] = resource },
            ["name"] = "web",
            ["namespace"] = "review",
            ["operation"] = operation,
            ["userInfo"] = new JsonObject { ["username"] = "admin" },
            ["object"] = candidate,
            ["oldObject"] = old,
            ["dryRun"] = false,
        };
        if (subResource is not null)
        {
            request["subResource"] = subResource;
        }

        return new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = "admission.k8s.io/v1", ["request"] = request };
    }

    private static string Template(string security) =>
        $$"""
        {"containers":[{"name":"web","image":"registry.example.test/web:1.0",
         "resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"memory":"64Mi"} },"securityContext":{ {{Quote(security)}} } } ] }
        """;

    private static string Quote(string security) => security.Length == 0 ? "" : $"\"{security.Replace(": ", "\": ", StringComparison.Ordinal)}";
}
