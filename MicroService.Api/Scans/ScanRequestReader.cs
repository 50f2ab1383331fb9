using System.Text.Json;
using MicroService.Api.Documents;
using MicroService.Api.Problems;
using MicroService.Cluster.Kinds;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MicroService.Api.Scans;

/// <summary>Reads what to scan from the body of a request.</summary>
internal static class ScanRequestReader
{
    private const int LongestBody = 64 * 1024;
    private const int MostNamespaces = 500;
    private const int MostKinds = 50;
    private const int LongestName = 253;

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

            read = JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), ScanJson.Default.ScanRequest);
        }
        catch (JsonException exception)
        {
            return ([], [], new ProblemResult(ProblemType.BadRequest, $"The body is not a request for a scan: {exception.Message}"));
        }

        var wrong = new List<string>();
        var namespaces = read?.Namespaces ?? [];
        var kinds = new List<ResourceKind>();
        Check(namespaces, MostNamespaces, "namespaces", ScanOptions.IsNamespace, "is no name of a namespace", wrong);
        Check(read?.Kinds ?? [], MostKinds, "kinds", name => TryAdd(name, kinds), "is no kind; write it as plural.group, such as pytorchjobs.kubeflow.org", wrong);
        return wrong.Count == 0 ? (namespaces, kinds, null) : ([], [], new ProblemResult(ProblemType.BadRequest, string.Join(' ', wrong)));
    }

    private static void Check(IReadOnlyList<string> names, int most, string what, Func<string, bool> isGood, string rule, List<string> wrong)
    {
        if (names.Count > most)
        {
            wrong.Add($"{what} may have {most} items.");
            return;
        }

        wrong.AddRange(names.Where(name => name is null || !isGood(name)).Select(name => $"{what}: {name} {rule}."));
    }

    private static bool TryAdd(string name, List<ResourceKind> kinds)
    {
        // Secrets are of the core group, and so no kind that could be written.
        if (name.Length > LongestName || name.Split('.', 2) is not [{ Length: > 0 } plural, { Length: > 0 } group]
            || !name.All(static letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-'))
        {
            return false;
        }

        kinds.Add(new ResourceKind(group, plural, ""));
        return true;
    }
}
