using Microsoft.Net.Http.Headers;

namespace MicroService.Api.Documents;

/// <summary>The media types that go in and out, and the choice between them (RFC 9110, section 12.5.1).</summary>
public static class MediaTypes
{
    /// <summary>RFC 9512.</summary>
    public const string Yaml = "application/yaml";

    /// <summary>RFC 8259.</summary>
    public const string Json = "application/json";

    /// <summary>RFC 6902.</summary>
    public const string JsonPatch = "application/json-patch+json";

    /// <summary>SARIF 2.1.0, appendix E.</summary>
    public const string Sarif = "application/sarif+json";

    /// <summary>For people.</summary>
    public const string Text = "text/plain";

    /// <summary>What documents may be sent as.</summary>
    public static readonly IReadOnlyList<string> Documents = [Yaml, Json, "application/x-yaml", "text/yaml", "text/x-yaml"];

    /// <summary>Whether the content type, parameters aside, is one of <see cref="Documents"/>, in UTF-8.</summary>
    public static bool IsDocument(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && Documents.Any(supported => type.MediaType.Equals(supported, StringComparison.OrdinalIgnoreCase))
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>What a document is called when the caller gives it no name.</summary>
    public static string DefaultName(string? contentType) =>
        contentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true ? "manifest.json" : "manifest.yaml";

    /// <summary>
    /// The one of <paramref name="offered"/> that the caller likes best; the first among equals, and when it did not say.
    /// Null when it accepts none of them.
    /// </summary>
    public static string? Choose(HttpRequest request, params ReadOnlySpan<string> offered)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) || accepted.Count == 0)
        {
            return request.Headers.Accept.Count == 0 ? offered[0] : null;
        }

        string? best = null;
        var bestQuality = 0.0;
        foreach (var offer in offered)
        {
            var quality = Quality(offer, accepted);
            if (quality > bestQuality)
            {
                (best, bestQuality) = (offer, quality);
            }
        }

        return best;
    }

    // The most specific range that matches decides, as */*;q=1, text/plain;q=0 means: anything but text.
    private static double Quality(string offer, IList<MediaTypeHeaderValue> accepted)
    {
        var type = new MediaTypeHeaderValue(offer);
        var specificity = -1;
        var quality = 0.0;
        foreach (var range in accepted)
        {
            var rank = range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;
            if (rank > specificity && (rank == 0
                || (range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase)
                    && (rank == 1 || range.SubType.Equals(type.SubType, StringComparison.OrdinalIgnoreCase)))))
            {
                (specificity, quality) = (rank, range.Quality ?? 1);
            }
        }

        return quality;
    }
}
