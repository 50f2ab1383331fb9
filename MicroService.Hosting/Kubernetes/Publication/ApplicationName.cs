using System.Text.RegularExpressions;

namespace MicroService.Hosting.Kubernetes.Publication;

/// <summary>The name of an application whose AppHost gives it none.</summary>
internal static partial class ApplicationName
{
    private const string Suffix = ".AppHost";
    private const int Longest = 63;

    /// <summary>The AppHost project's name without <c>.AppHost</c>, as a DNS label.</summary>
    public static string Of(string project)
    {
        var name = project.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? project[..^Suffix.Length] : project;
        var label = Others().Replace(name.ToLowerInvariant(), "-").Trim('-');
        return label[..Math.Min(label.Length, Longest)].TrimEnd('-');
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex Others();
}
