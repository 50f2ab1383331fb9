using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace MicroService.Samples.Serving;

/// <summary>The Leases of the sample server: read, created and updated as a real one has it, conflicts and refusals among them.</summary>
internal sealed partial class SampleLeases
{
    private static readonly string[] Times = ["acquireTime", "renewTime"];

    private readonly ConcurrentDictionary<(string Namespace, string Name), JsonObject> _leases = new();
    private readonly Lock _lock = new();
    private int _version = 1000;

    public static bool Are(string path) => LeasePath().IsMatch(path);

    public string? Find(string ns, string name) => _leases.TryGetValue((ns, name), out var lease) ? lease.ToJsonString() : null;

    public async Task<Answer> AnswerAsync(HttpRequest request)
    {
        var match = LeasePath().Match(request.Path.Value!);
        var (ns, name) = (match.Groups["ns"].Value, match.Groups["name"].Value);
        if (request.Method == HttpMethods.Get)
        {
            return Find(ns, name) is { } found ? Answer.Json(found) : Answer.Status(404, "NotFound", $"leases.coordination.k8s.io \"{name}\" not found");
        }

        JsonObject lease;
        try
        {
            lease = (await JsonNode.ParseAsync(request.Body))!.AsObject();
        }
        catch (JsonException exception)
        {
            return Answer.Status(400, "BadRequest", exception.Message);
        }

        lock (_lock)
        {
            return request.Method == HttpMethods.Post ? Create(ns, lease)
                : request.Method == HttpMethods.Put ? Update(ns, name, lease)
                : Answer.Status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        }
    }

    private Answer Create(string ns, JsonObject lease)
    {
        var name = lease["metadata"]!["name"]!.GetValue<string>();
        return TimeProblem(lease) ?? (_leases.ContainsKey((ns, name))
            ? Answer.Status(409, "AlreadyExists", $"leases.coordination.k8s.io \"{name}\" already exists")
            : Keep(ns, name, lease) with { Code = 201 });
    }

    private Answer Update(string ns, string name, JsonObject lease)
    {
        if (TimeProblem(lease) is { } problem)
        {
            return problem;
        }

        return !_leases.TryGetValue((ns, name), out var known) ? Answer.Status(404, "NotFound", $"leases.coordination.k8s.io \"{name}\" not found")
            : VersionOf(lease) is not { } version
                ? Answer.Status(422, "Invalid", $"leases.coordination.k8s.io \"{name}\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update")
            : version != VersionOf(known)
                ? Answer.Status(409, "Conflict", $"Operation cannot be fulfilled on leases.coordination.k8s.io \"{name}\": the object has been modified; please apply your changes to the latest version and try again")
            : Keep(ns, name, lease);
    }

    private Answer Keep(string ns, string name, JsonObject lease)
    {
        lease["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        _leases[(ns, name)] = lease;
        return Answer.Json(lease.ToJsonString());
    }

    // Six digits of a second, or the server can't decode it.
    private static Answer? TimeProblem(JsonObject lease) =>
        Times.Select(key => lease["spec"]?[key]?.GetValue<string>()).OfType<string>().FirstOrDefault(static time => !MicroTime().IsMatch(time)) is { } wrong
            ? Answer.Status(400, "BadRequest", $"Lease in version \"v1\" cannot be handled as a Lease: parsing time \"{wrong}\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"Z\" as \".000000\"")
            : null;

    private static string? VersionOf(JsonObject lease) => lease["metadata"]?["resourceVersion"]?.GetValue<string>();

    [GeneratedRegex("^/apis/coordination[.]k8s[.]io/v1/namespaces/(?<ns>[^/]+)/leases(/(?<name>[^/]+))?$")]
    private static partial Regex LeasePath();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
    private static partial Regex MicroTime();
}
