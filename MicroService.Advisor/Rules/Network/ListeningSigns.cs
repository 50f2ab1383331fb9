using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>Signs that a pod listens on a port that it does not declare: the number is in what its processes are told.</summary>
internal static class ListeningSigns
{
    // Injected by Istio: telemetry, health and merged metrics of the sidecar.
    private static readonly string[] OfSidecars = ["15020", "15021", "15090"];

    /// <summary>True if a command, argument, variable, annotation or mounted ConfigMap of the workload has the number as a word.</summary>
    public static bool Has(Workload workload, string port, ObjectGraph graph) =>
        OfSidecars.Contains(port)
        || NodeTexts.Of(workload.PodAnnotations).Any(text => HasWord(text, port))
        || workload.Containers.Any(container =>
            ((string[])["command", "args", "env"]).SelectMany(field => NodeTexts.Of(container.Node[field])).Concat(MountedSettings.Of(container, graph)).Any(text => HasWord(text, port)));

    private static bool HasWord(string text, string number)
    {
        for (var at = text.IndexOf(number, StringComparison.Ordinal); at >= 0; at = text.IndexOf(number, at + 1, StringComparison.Ordinal))
        {
            var end = at + number.Length;
            if ((at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsAsciiLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }
}
