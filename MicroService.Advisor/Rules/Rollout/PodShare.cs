using System.Globalization;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Rules.Rollout;

/// <summary>A number of pods, written as such or as a percentage of the replicas.</summary>
internal static class PodShare
{
    // What Kubernetes takes if nothing is written (Deployment v1).
    private const long DefaultPercent = 25;

    /// <summary>
    /// The pods that maxUnavailable (rounded down) or maxSurge (rounded up) stands for; of anything unreadable, the default.
    /// </summary>
    public static long Of(Node? node, long replicas, bool roundsUp)
    {
        if (node is ScalarNode { AsInteger: { } pods })
        {
            return Math.Max(0, pods);
        }

        var percent = node is ScalarNode { IsNull: false } scalar && scalar.Value.EndsWith('%')
            && uint.TryParse(scalar.Value.AsSpan()[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var written)
                ? written
                : DefaultPercent;
        return ((replicas * percent) + (roundsUp ? 99 : 0)) / 100;
    }
}
