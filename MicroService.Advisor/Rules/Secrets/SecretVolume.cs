using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Secrets;

/// <summary>Volumes that are made of Secrets.</summary>
internal static class SecretVolume
{
    /// <summary>The mounts of Secrets, plain or projected, of all containers.</summary>
    public static IEnumerable<(Container Container, MappingNode Mount)> MountsIn(Workload workload)
    {
        var names = workload.Volumes.Where(HoldsSecret).Select(volume => volume.Text("name")).ToHashSet();
        return from container in workload.Containers
               from mount in container.VolumeMounts
               where names.Contains(mount.Text("name"))
               select (container, mount);
    }

    private static bool HoldsSecret(MappingNode volume) =>
        volume.Mapping("secret") is not null
        || (volume.Mapping("projected")?.Mappings("sources").Any(source => source.Mapping("secret") is not null) ?? false);
}
