using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MicroService.Api.Workloads;

/// <summary>A position in a sorted list of workloads: the last one of the page before.</summary>
/// <param name="Sort">The order.</param>
/// <param name="Value">What it was sorted by, besides its name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Group">Its API group.</param>
/// <param name="Name">Its name.</param>
internal sealed record WorkloadCursor(string Sort, int Value, string Namespace, string Kind, string Group, string Name)
{
    private const string Version = "1";
    private const int Longest = 2048;

    /// <summary>The cursor as callers carry it: opaque, safe in a URL.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        string.Join('\n', Version, Sort, Value.ToString(CultureInfo.InvariantCulture), Namespace, Kind, Group, Name)));

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static WorkloadCursor? Parse(string text)
    {
        if (text.Length > Longest || !Base64Url.IsValid(text))
        {
            return null;
        }

        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n') is [Version, var sort, var value, var ns, var kind, var group, var name]
            && !text.Contains('\0', StringComparison.Ordinal) && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new WorkloadCursor(sort, number, ns, kind, group, name)
            : null;
    }
}
