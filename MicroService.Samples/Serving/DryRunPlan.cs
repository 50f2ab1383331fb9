using System.Text;
using MicroService.Samples.Clusters;
using Microsoft.AspNetCore.Http;

namespace MicroService.Samples.Serving;

/// <summary>Decides what the server says to dry runs: what was planned for an object, or that it accepts it.</summary>
public sealed class DryRunPlan
{
    private const string ApplyPatch = "application/apply-patch+yaml";

    private readonly Lock _lock = new();
    private readonly List<Planned> _planned = [];

    /// <summary>Plans an answer.</summary>
    /// <param name="path">What the object's path contains.</param>
    /// <param name="code">The HTTP status.</param>
    /// <param name="body">The answer's body; null for the object itself.</param>
    /// <param name="warnings">The texts of <c>Warning</c> headers.</param>
    public void Add(string path, int code, string? body = null, params IEnumerable<string> warnings)
    {
        lock (_lock)
        {
            _planned.Add(new Planned(path, code, body, [.. warnings]));
        }
    }

    internal async Task<Answer> DecideAsync(HttpRequest request, ClusterContent content)
    {
        var path = request.Path.Value ?? "/";
        if (request.Query["dryRun"] != "All")
        {
            return Answer.Status(405, "MethodNotAllowed", "the sample server changes nothing: patch it as a dry run");
        }

        if (request.ContentType != ApplyPatch)
        {
            return Answer.Status(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {ApplyPatch}");
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        lock (_lock)
        {
            if (_planned.Find(planned => path.Contains(planned.Path, StringComparison.Ordinal)) is { } next)
            {
                return new Answer(next.Code, next.Body is null ? body.ToArray() : Encoding.UTF8.GetBytes(next.Body)) { Warnings = next.Warnings };
            }
        }

        return ListAnswer.PlaceOf(path, content) switch
        {
            null => Answer.Status(404, "NotFound", "the server could not find the requested resource"),
            { Namespace: { } ns } when !content.HasNamespace(ns) => Answer.MissingNamespace(ns),
            _ => new Answer(200, body.ToArray()),
        };
    }

    private sealed record Planned(string Path, int Code, string? Body, IReadOnlyList<string> Warnings);
}
