using MicroService.Publishing.Workloads;
using MicroService.Publishing.Images;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Helm;

/// <summary>The configuration of a workload of a chart: another generator's ConfigMap, and what settings and image say of it.</summary>
internal static class WorkloadConfiguration
{
    /// <summary>Settings override the ConfigMap, which overrides what the image's profile asks for.</summary>
    public static IReadOnlyList<ClusterSetting> Of(IEnumerable<KeyValuePair<string, string>> data, WorkloadSettings settings, ImageProfile profile)
    {
        var values = new OrderedDictionary<string, string>();
        foreach (var (name, value) in data.Where(setting => !settings.Omits(setting.Key)))
        {
            values[name] = value;
        }

        foreach (var (name, value) in profile.Environment)
        {
            values.TryAdd(name, value);
        }

        foreach (var (name, value) in settings.Environment ?? new Dictionary<string, string>())
        {
            values[name] = value;
        }

        return [.. values.Select(pair => new ClusterSetting(pair.Key, pair.Value))];
    }
}
