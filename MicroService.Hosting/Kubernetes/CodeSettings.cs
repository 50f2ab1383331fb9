using System.Collections;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using MicroService.Hosting.Kubernetes.Publication;

namespace MicroService.Hosting.Kubernetes;

/// <summary>The settings that the code of an app model makes, as configuration keys, so that one reader validates code and configuration.</summary>
internal static class CodeSettings
{
    /// <summary>All settings, weaker ones first: what Aspire's own annotations say, then what the code says.</summary>
    public static IReadOnlyList<CodeSetting> Of(HardenedKubernetesResource environment, IEnumerable<IResource> resources, string project)
    {
        var all = resources.ToList();
        return
        [
            CodeSetting.Scalar(nameof(HardenedKubernetesOptions.Application), ApplicationName.Of(project)),
            .. all.SelectMany(Known),
            .. Flatten(environment.Options, ""),
            .. environment.Options.Overlays.SelectMany(overlay => OfOverlay($"Overlays:{overlay.Key}", overlay.Value)),
            .. from resource in all
               from annotation in resource.Annotations.OfType<KubernetesWorkloadAnnotation>()
               from setting in Flatten(annotation.Options, $"Resources:{resource.Name}:")
               select setting,
        ];
    }

    private static IEnumerable<CodeSetting> OfOverlay(string path, KubernetesOverlayOptions overlay) =>
    [
        // An overlay without a difference is one all the same.
        CodeSetting.Scalar(path, ""),
        .. Flatten(overlay, $"{path}:"),
        .. overlay.Resources.SelectMany(resource => Flatten(resource.Value, $"{path}:Resources:{resource.Key}:")),
    ];

    private static IEnumerable<CodeSetting> Known(IResource resource)
    {
        var path = $"Resources:{resource.Name}:";
        foreach (var probe in resource.Annotations.OfType<EndpointProbeAnnotation>())
        {
            var key = probe.Type switch
            {
                ProbeType.Startup => nameof(KubernetesWorkloadOptions.StartupPath),
                ProbeType.Liveness => nameof(KubernetesWorkloadOptions.LivenessPath),
                _ => nameof(KubernetesWorkloadOptions.ReadinessPath),
            };
            yield return CodeSetting.Scalar($"{path}{key}", probe.Path);
            yield return CodeSetting.Scalar($"{path}{nameof(KubernetesWorkloadOptions.ManagementBinding)}", probe.EndpointReference.EndpointName);
        }

        // An exact number, as everywhere else in Aspire: whoever wants an autoscaler says so with WithScaling.
        if (resource.TryGetLastAnnotation<ReplicaAnnotation>(out var replicas))
        {
            var count = replicas.Replicas.ToString(CultureInfo.InvariantCulture);
            yield return CodeSetting.Scalar($"{path}{nameof(KubernetesWorkloadOptions.MinReplicas)}", count);
            yield return CodeSetting.Scalar($"{path}{nameof(KubernetesWorkloadOptions.MaxReplicas)}", count);
        }
    }

    private static IEnumerable<CodeSetting> Flatten(object options, string path) =>
        from property in options.GetType().GetProperties()
        let value = property.GetValue(options)
        where value is not null
        from setting in value is KubernetesWorkloadOptions or KubernetesAdmissionOptions
            ? Flatten(value, $"{path}{property.Name}:")
            : [new CodeSetting($"{path}{property.Name}", Values(value))]
        select setting;

    private static IReadOnlyList<KeyValuePair<string, string>> Values(object value) => value switch
    {
        string text => [new("", text)],
        TimeSpan duration => [new("", string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s"))],
        IDictionary<string, string> map => [.. map],
        // An empty list is another thing than none: it replaces the defaults.
        ICollection { Count: 0 } => [new("", "")],
        IEnumerable<string> list => [.. list.Select((item, index) => KeyValuePair.Create(index.ToString(CultureInfo.InvariantCulture), item))],
        _ => [new("", Convert.ToString(value, CultureInfo.InvariantCulture)!)],
    };
}
