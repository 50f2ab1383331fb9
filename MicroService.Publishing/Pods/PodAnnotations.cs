using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Pods;

/// <summary>Annotations of the pods: whether Prometheus scrapes them, and a checksum that starts a rollout when variables change.</summary>
internal static class PodAnnotations
{
    public const string Checksum = "checksum/config";

    public static void Apply(WorkloadManifest manifest, KubernetesOptions options)
    {
        var annotations = manifest.Template.Ensure("metadata", "annotations");
        // A monitor finds them instead, and both would scrape them twice.
        if (options.Scraping == Scraping.Annotations || manifest.Workload.MetricsPort is null)
        {
            Scrape(manifest.Workload, annotations);
        }

        if (ChecksumOf(manifest) is { } checksum)
        {
            annotations.Set(Checksum, checksum);
        }

        if (annotations.Entries.Count == 0)
        {
            manifest.Template.Ensure("metadata").Remove("annotations");
        }
    }

    private static void Scrape(ClusterWorkload workload, MappingNode annotations)
    {
        if (workload.MetricsPort is { } port)
        {
            annotations.Default("prometheus.io/scrape", "true");
            annotations.Default("prometheus.io/port", port.Number.ToString(CultureInfo.InvariantCulture));
            annotations.Default("prometheus.io/path", workload.Settings.MetricsPath!);
            if (port.IsTls)
            {
                annotations.Default("prometheus.io/scheme", "https");
            }
        }
        else if (workload.Kind != WorkloadKind.Job && workload.Ports.Count > 0)
        {
            // Explicit, to show that it is intended.
            annotations.Default("prometheus.io/scrape", "false");
        }
    }

    // Mounted files reload, so only ConfigMaps that become variables count.
    private static string? ChecksumOf(WorkloadManifest manifest)
    {
        var ofVariables = manifest.Container.Mappings("envFrom").Select(source => source.Mapping("configMapRef"))
            .Concat(manifest.Container.Mappings("env").Select(variable => variable.Mapping("valueFrom")?.Mapping("configMapKeyRef")));
        var text = new StringBuilder();
        foreach (var name in ofVariables.Select(reference => reference?.Text("name")).OfType<string>().Distinct().Order(StringComparer.Ordinal))
        {
            foreach (var entry in manifest.Find("ConfigMap", name)?.Mapping("data")?.Entries.OrderBy(entry => entry.Name, StringComparer.Ordinal) ?? Enumerable.Empty<MappingEntry>())
            {
                text.Append(entry.Name).Append('\0').Append((entry.Value as ScalarNode)?.Value).Append('\0');
            }
        }

        // A letter first, so that no reader of YAML takes it for a number, as it would 4559e699.
        return text.Length == 0 ? null : "c" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
