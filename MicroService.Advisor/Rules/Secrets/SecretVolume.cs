using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Secrets;

/// <summary>Volumes that are made of Secrets.</summary>
internal static class SecretVolume
{
    /// <summary>The container's mounts of Secrets, plain or projected.</summary>
    public static IEnumerable<MappingNode> MountsOf(Container container)
    {
        var names = container.Workload.PodSpec.Mappings("volumes").Where(HoldsSecret).Select(volume => volume.Text("name")).ToHashSet();
        return container.VolumeMounts.Where(mount => names.Contains(mount.Text("name")));
    }

    private static bool HoldsSecret(MappingNode volume) =>
        volume.Mapping("secret") is not null
        || (volume.Mapping("projected")?.Mappings("sources").Any(source => source.Mapping("secret") is not null) ?? false);
}
