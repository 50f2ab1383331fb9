using System.Text;

namespace MicroService.Cluster.Requests;

/// <summary>Reads the <c>Warning</c> headers of an API server: <c>299 - "text"</c>, several in one header with commas between them (RFC 7234, section 5.5).</summary>
internal static class WarningHeader
{
    private const string Name = "Warning";

    public static IReadOnlyList<string> Read(HttpResponseMessage response)
    {
        var warnings = new List<string>();
        if (response.Headers.NonValidated.TryGetValues(Name, out var values))
        {
            foreach (var value in values)
            {
                Read(value, warnings);
            }
        }

        return warnings;
    }

    private static void Read(string header, List<string> warnings)
    {
        StringBuilder? text = null;
        for (var i = 0; i < header.Length; i++)
        {
            if (header[i] == '"')
            {
                if (text is { Length: > 0 })
                {
                    warnings.Add(text.ToString());
                }

                // A date in quotes may follow the text; no server has sent one for years.
                text = text is null ? new StringBuilder() : null;
                continue;
            }

            if (header[i] == '\\' && i + 1 < header.Length)
            {
                i++;
            }

            text?.Append(header[i]);
        }
    }
}
