using Microsoft.Extensions.Configuration;

namespace MicroService.Publishing.Settings;

/// <summary>Reads the section <c>Kubernetes</c>.</summary>
internal static class KubernetesOptionsReader
{
    public const string Section = "Kubernetes";

    private const string Label = "must be lower-case letters, digits and hyphens, at most 63";
    private const string OwnNamespace = Label + ", and neither default nor kube-*, which the cluster reserves";

    /// <summary>Returns the options, with defaults for invalid values, and all problems with key, value and rule.</summary>
    public static (KubernetesOptions Options, IReadOnlyList<string> Problems) Read(IConfiguration configuration)
    {
        var problems = new List<string>();
        var section = new SettingsSection(configuration.GetSection(Section), problems);
        var otherwise = new KubernetesOptions();
        var options = new KubernetesOptions
        {
            Application = section.Text(nameof(KubernetesOptions.Application), SettingsRules.IsOwnNamespace, OwnNamespace),
            Namespace = Namespace(section),
            Registry = section.Text(nameof(KubernetesOptions.Registry), SettingsRules.IsRegistry, "must be a registry's host, with an optional path, such as ghcr.io/owner") ?? otherwise.Registry,
            Tag = section.Text(nameof(KubernetesOptions.Tag), SettingsRules.IsTag, "must be a tag: letters, digits, '_', '-' and '.', at most 128") ?? otherwise.Tag,
            MonitoringNamespace = section.Text(nameof(KubernetesOptions.MonitoringNamespace), SettingsRules.IsLabel, Label) ?? otherwise.MonitoringNamespace,
            Scraping = section.Text(nameof(KubernetesOptions.Scraping), text => Enum.TryParse<Scraping>(text, ignoreCase: true, out _) && !char.IsAsciiDigit(text[0]), "must be Annotations, ServiceMonitor or PodMonitor") is { } scraping
                ? Enum.Parse<Scraping>(scraping, ignoreCase: true)
                : otherwise.Scraping,
            MonitorLabels = section.Texts(nameof(KubernetesOptions.MonitorLabels), SettingsRules.IsLabelKey, "keys are labels such as release") ?? otherwise.MonitorLabels,
            Dashboard = section.Flag(nameof(KubernetesOptions.Dashboard)) ?? otherwise.Dashboard,
            IngressNamespace = section.Text(nameof(KubernetesOptions.IngressNamespace), SettingsRules.IsLabel, Label) ?? otherwise.IngressNamespace,
            HostEgress = section.Text(nameof(KubernetesOptions.HostEgress), text => Enum.TryParse<HostEgress>(text, ignoreCase: true, out _) && !char.IsAsciiDigit(text[0]), "must be Any, Cilium or None") is { } egress
                ? Enum.Parse<HostEgress>(egress, ignoreCase: true)
                : otherwise.HostEgress,
            Hosts = section.Texts(nameof(KubernetesOptions.Hosts), SettingsRules.IsHost, "keys are host names such as api.example.com") ?? otherwise.Hosts,
            SharedVolumes = section.List(nameof(KubernetesOptions.SharedVolumes), name => name.Length > 0, "must be the name of a volume of the manifest") ?? [],
            External = section.List(nameof(KubernetesOptions.External), name => name.Length > 0, "must be the name of a resource") ?? [],
            Strict = section.Flag(nameof(KubernetesOptions.Strict)) ?? otherwise.Strict,
            Context = section.Text(nameof(KubernetesOptions.Context), name => name.Length > 0, "must be the name of a context of the kubeconfig"),
            Overlay = section.Text(nameof(KubernetesOptions.Overlay), SettingsRules.IsLabel, "must be the name of an overlay, or base"),
            BaseImage = section.Text(nameof(KubernetesOptions.BaseImage), SettingsRules.IsImage, "must be an image such as mcr.microsoft.com/dotnet/aspnet:10.0"),
            Admission = AdmissionSettingsReader.Read(section.Section(nameof(KubernetesOptions.Admission))),
            Defaults = Defaults(section),
            Resources = Resources(section),
            Overlays = section.Sections(nameof(KubernetesOptions.Overlays), Overlay, SettingsRules.IsLabel, $"names of overlays {Label}"),
        };
        section.RefuseOthers();
        problems.AddRange(
            from host in options.Hosts
            where !SettingsRules.PlacesOf(host.Value).All(SettingsRules.IsPlace)
            select $"{Section}:{nameof(KubernetesOptions.Hosts)}:{host.Key} is '{host.Value}', but must be CIDRs or namespaces, with or without a port, separated by commas.");
        problems.AddRange(
            from label in options.MonitorLabels
            where !SettingsRules.IsLabelValue(label.Value)
            select $"{Section}:{nameof(KubernetesOptions.MonitorLabels)}:{label.Key} is '{label.Value}', but must be at most 63 letters, digits, '-', '_' and '.'.");
        var reported = new HashSet<(int? Least, int? Most)>();
        problems.AddRange(ReplicaProblems(Section, (options.Defaults, options.Defaults), options.Resources.Select(resource => (resource.Key, resource.Value, resource.Value)), reported));
        foreach (var (name, overlay) in options.Overlays)
        {
            if (options.Application is { } application && overlay.NamespaceOf(application, name) is var ns && SettingsRules.IsReserved(ns))
            {
                problems.Add($"{Section}:{nameof(KubernetesOptions.Overlays)}:{name}:{nameof(OverlaySettings.Namespace)} is '{ns}', but {OwnNamespace}.");
            }

            var resources = options.Resources.Keys.Union(overlay.Resources.Keys, StringComparer.OrdinalIgnoreCase).Select(resource =>
            {
                var own = overlay.Resources.GetValueOrDefault(resource, new WorkloadSettings());
                return (resource, own, own.Over(options.Resources.GetValueOrDefault(resource, new WorkloadSettings())));
            });
            problems.AddRange(ReplicaProblems(
                $"{Section}:{nameof(KubernetesOptions.Overlays)}:{name}", (overlay.Defaults, overlay.Defaults.Over(options.Defaults)), resources, reported));
        }

        return (options, problems);
    }

    private static OverlaySettings Overlay(SettingsSection section)
    {
        var overlay = new OverlaySettings { Namespace = Namespace(section), Dashboard = section.Flag(nameof(OverlaySettings.Dashboard)), Defaults = Defaults(section), Resources = Resources(section) };
        section.RefuseOthers();
        return overlay;
    }

    private static string? Namespace(SettingsSection section) => section.Text(nameof(KubernetesOptions.Namespace), SettingsRules.IsOwnNamespace, OwnNamespace);

    private static WorkloadSettings Defaults(SettingsSection section) => WorkloadSettingsReader.Read(section.Section(nameof(KubernetesOptions.Defaults)));

    private static IReadOnlyDictionary<string, WorkloadSettings> Resources(SettingsSection section) =>
        section.Sections(nameof(KubernetesOptions.Resources), WorkloadSettingsReader.Read);

    // The two keys may be set in different layers. What a layer only inherits was reported where it is set.
    private static IEnumerable<string> ReplicaProblems(
        string place,
        (WorkloadSettings Own, WorkloadSettings Whole) defaults,
        IEnumerable<(string Name, WorkloadSettings Own, WorkloadSettings Whole)> resources,
        HashSet<(int? Least, int? Most)> reported)
    {
        var all = resources.Select(resource => (Path: $"{place}:{nameof(KubernetesOptions.Resources)}:{resource.Name}", resource.Own, Settings: resource.Whole.Over(defaults.Whole)))
            .Prepend(($"{place}:{nameof(KubernetesOptions.Defaults)}", defaults.Own, defaults.Whole));
        foreach (var (path, own, settings) in all)
        {
            var (least, most) = (settings.Over(WorkloadDefaults.Any).MinReplicas, settings.Over(WorkloadDefaults.Any).MaxReplicas);
            if (least > most && (reported.Add((least, most)) || own.MinReplicas is not null || own.MaxReplicas is not null))
            {
                yield return $"{path}:{nameof(WorkloadSettings.MaxReplicas)} is '{most}', but must be at least {nameof(WorkloadSettings.MinReplicas)}, which is {least}.";
            }
        }
    }
}
