using System.Text.Json;
using System.Text.RegularExpressions;
using MicroService.Api.Documents;
using MicroService.Api.Problems;
using MicroService.Cluster.Kinds;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MicroService.Api.Scans;

/// <summary>Reads what to scan from the body of a request.</summary>
internal static partial class ScanRequestReader
{
    private const int LongestBody = 64 * 1024;
    private const int MostNamespaces = 500;
    private const int MostKinds = 50;
    private const int LongestName = 253;
    private const string Kinds = "kinds";
    private const string Namespaces = "namespaces";

    private static readonly string[] Members = [Namespaces, Kinds];

    // Of Kubernetes itself; the groups of all others are domains.
    private static readonly string[] ShortGroups = ["apps", "autoscaling", "batch", "extensions", "policy"];

    /// <summary>The namespaces and kinds, or what is wrong with them; nothing of either if there is no body.</summary>
    public static async Task<(IReadOnlyList<string> Namespaces, IReadOnlyList<ResourceKind> Kinds, ProblemResult? Problem)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return ([], [], null);
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LongestBody;
        }

        ScanRequest? read;
        try
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
            if (body.Length == 0)
            {
                return ([], [], null);
            }

            if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals(MediaTypes.Json, StringComparison.OrdinalIgnoreCase))
            {
                return ([], [], new ProblemResult(ProblemType.UnsupportedMediaType, $"What to scan is said in {MediaTypes.Json}."));
            }

            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            if (UnknownMember(document.RootElement) is { } unknown)
            {
                // What is overlooked would scan more than was asked for.
                return ([], [], new ProblemResult(ProblemType.BadRequest, $"A request for a scan has no member {unknown}, only {string.Join(" and ", Members)}."));
            }

            read = document.RootElement.Deserialize(ScanJson.Default.ScanRequest);
        }
        catch (JsonException exception)
        {
            return ([], [], new ProblemResult(ProblemType.BadRequest, $"The body is not a request for a scan: {exception.Message}"));
        }

        var wrong = new List<string>();
        var namespaces = read?.Namespaces ?? [];
        var kinds = new List<ResourceKind>();
        Check(namespaces, MostNamespaces, Namespaces, ScanOptions.IsNamespace, "is no name of a namespace", wrong);
        Check(read?.Kinds ?? [], MostKinds, Kinds, name => TryAdd(name, kinds), "is no kind; write it as plural.group, such as pytorchjobs.kubeflow.org", wrong);
        return wrong.Count == 0 ? (namespaces, kinds, null) : ([], [], new ProblemResult(ProblemType.BadRequest, string.Join(' ', wrong)));
    }

    private static void Check(IReadOnlyList<string> names, int most, string what, Func<string, bool> isGood, string rule, List<string> wrong)
    {
        if (names.Count > most)
        {
            wrong.Add($"{what} may have {most} items.");
            return;
        }

        wrong.AddRange(names.Where(name => name is null || !isGood(name)).Select(name => $"{what}: {(name is null ? "null" : $"'{name}'")} {rule}."));
    }

    private static string? UnknownMember(JsonElement root) => root.ValueKind != JsonValueKind.Object
        ? null
        : root.EnumerateObject().Select(static member => member.Name).FirstOrDefault(static name => !Members.Contains(name, StringComparer.Ordinal));

    private static bool TryAdd(string name, List<ResourceKind> kinds)
    {
        // Secrets are of the core group, and so no kind that could be written: neither is secrets.v1, which would be one with its version.
        if (name.Length > LongestName || name.Split('.', 2) is not [var plural, var group] || !name.Split('.').All(ScanOptions.IsNamespace)
            || Version().IsMatch(group) || !(group.Contains('.', StringComparison.Ordinal) || ShortGroups.Contains(group, StringComparer.Ordinal)))
        {
            return false;
        }

        kinds.Add(new ResourceKind(group, plural, ""));
        return true;
    }

    [GeneratedRegex(@"^v[0-9]+((alpha|beta)[0-9]+)?(\.|\z)")]
    private static partial Regex Version();
}
