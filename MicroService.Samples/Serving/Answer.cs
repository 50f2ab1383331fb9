using System.Text;
using System.Text.Json.Nodes;

namespace MicroService.Samples.Serving;

/// <summary>An answer of the sample server.</summary>
internal sealed record Answer(int Code, ReadOnlyMemory<byte> Body, string MediaType = "application/json")
{
    /// <summary>The texts of <c>Warning</c> headers.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public const string TooOld = "The provided continue parameter is too old to display a consistent list result.";

    public static Answer Json(string body) => new(200, Encoding.UTF8.GetBytes(body));

    /// <summary>A failure, as the API server words one.</summary>
    public static Answer Status(int code, string reason, string message, string? next = null)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = next is null ? [] : new JsonObject { ["continue"] = next },
            ["status"] = "Failure",
            ["message"] = message,
            ["reason"] = reason,
            ["code"] = code,
        };
        return new Answer(code, Encoding.UTF8.GetBytes(status.ToJsonString()));
    }

    /// <summary>What the server says to an object whose namespace is not there.</summary>
    public static Answer MissingNamespace(string name)
    {
        var status = JsonNode.Parse(Status(404, "NotFound", $"namespaces \"{name}\" not found").Body.Span)!;
        status["details"] = new JsonObject { ["name"] = name, ["kind"] = "namespaces" };
        return new Answer(404, Encoding.UTF8.GetBytes(status.ToJsonString()));
    }

    public static Answer Anonymous(string path) => Status(403, "Forbidden", $"forbidden: User \"system:anonymous\" cannot get path \"{path}\"");

    public static Answer Forbidden(string path, string verb = "list")
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var inNamespace = Array.IndexOf(parts, "namespaces") is var at && at >= 0 && at + 2 < parts.Length ? $"in the namespace \"{parts[at + 1]}\"" : "at the cluster scope";
        var group = parts[0] == "apis" ? parts[1] : "";
        var name = group.Length == 0 ? parts[^1] : $"{parts[^1]}.{group}";
        return Status(403, "Forbidden", $"{name} is forbidden: User \"jo\" cannot {verb} resource \"{parts[^1]}\" in API group \"{group}\" {inNamespace}");
    }
}
