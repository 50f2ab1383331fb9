using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Validation;

/// <summary>Mounts of volumes and devices in containers.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (ValidateVolumeMounts, ValidateVolumeDevices).</remarks>
internal static class MountChecks
{
    /// <summary>Checks the mounts of a container.</summary>
    public static void Check(ObjectFaults faults, PodParts pod, MappingNode container)
    {
        var devices = container.Mappings("volumeDevices").ToList();
        var deviceNames = devices.Select(device => device.Text("name") ?? "").ToHashSet(StringComparer.Ordinal);
        var devicePaths = devices.Select(device => device.Text("devicePath") ?? "").ToHashSet(StringComparer.Ordinal);
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mount in container.Mappings("volumeMounts"))
        {
            Volume(faults, pod, mount);
            if (mount.Text("name") is { Length: > 0 } name && deviceNames.Contains(name))
            {
                faults.Add(
                    FaultTopic.Mount, mount, "name",
                    $"The volume {Wording.Quote(name)} is a device of the container already. Remove the mount or the device.");
            }

            if (mount.Text("mountPath") is { Length: > 0 } path)
            {
                if (!paths.Add(path))
                {
                    faults.Add(
                        FaultTopic.Mount, mount, "mountPath",
                        $"The container mounts two volumes at {Wording.Quote(path)}. Change one path.");
                }
                else if (devicePaths.Contains(path))
                {
                    faults.Add(
                        FaultTopic.Mount, mount, "mountPath",
                        $"{Wording.Quote(path)} is the path of a device already. Change one path.");
                }
            }

            SubPath(faults, mount);
            Propagation(faults, container, mount);
        }

        Devices(faults, pod, devices);
    }

    private static void Volume(ObjectFaults faults, PodParts pod, MappingNode mount)
    {
        if (pod.KnowsVolumes && mount.Text("name") is { Length: > 0 } name && !pod.Volumes.ContainsKey(name))
        {
            faults.Add(
                FaultTopic.Mount, mount, "name",
                $"The pod has no volume {Wording.Quote(name)}. Add it to volumes, or write the name of one that is there.");
        }
    }

    private static void SubPath(ObjectFaults faults, MappingNode mount)
    {
        var (path, expression) = (mount.Text("subPath") ?? "", mount.Text("subPathExpr") ?? "");
        if (path.Length > 0)
        {
            VolumeChecks.Descending(faults, FaultTopic.Mount, mount, "subPath", path);
        }

        if (expression.Length > 0)
        {
            if (path.Length > 0)
            {
                faults.Add(FaultTopic.Mount, mount, "subPathExpr", "A mount has subPath or subPathExpr, not both. Remove one.");
            }
            else
            {
                VolumeChecks.Descending(faults, FaultTopic.Mount, mount, "subPathExpr", expression);
            }
        }
    }

    private static void Propagation(ObjectFaults faults, MappingNode container, MappingNode mount)
    {
        var propagation = mount.Text("mountPropagation");
        if (propagation is not null)
        {
            faults.OneOf(FaultTopic.Mount, mount, "mountPropagation", "None", "HostToContainer", "Bidirectional");
            if (propagation == "Bidirectional" && container.Mapping("securityContext")?.Boolean("privileged") != true)
            {
                faults.Add(
                    FaultTopic.Mount, mount, "mountPropagation",
                    "Only privileged containers mount with Bidirectional. Write HostToContainer or None.");
            }
        }

        if (mount.Text("recursiveReadOnly") is not { } recursive)
        {
            return;
        }

        faults.OneOf(FaultTopic.Mount, mount, "recursiveReadOnly", "Disabled", "IfPossible", "Enabled");
        if (recursive is "IfPossible" or "Enabled")
        {
            if (mount.Boolean("readOnly") != true)
            {
                faults.Add(FaultTopic.Mount, mount, "recursiveReadOnly", "recursiveReadOnly needs readOnly: true beside it. Add it.");
            }
            else if (propagation is "HostToContainer" or "Bidirectional")
            {
                faults.Add(
                    FaultTopic.Mount, mount, "recursiveReadOnly",
                    "recursiveReadOnly allows only the mountPropagation None. Remove one of both.");
            }
        }
    }

    private static void Devices(ObjectFaults faults, PodParts pod, List<MappingNode> devices)
    {
        var (names, paths) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var device in devices)
        {
            Volume(faults, pod, device);
            if (device.Text("name") is { Length: > 0 } name)
            {
                if (!names.Add(name))
                {
                    faults.Add(
                        FaultTopic.Mount, device, "name",
                        $"The volume {Wording.Quote(name)} is a device of the container twice. Remove one.");
                }

                if (pod.Volumes.GetValueOrDefault(name) is { } volume && !pod.ClaimTemplates.Contains(name)
                    && volume["persistentVolumeClaim"] is null && volume["ephemeral"] is null)
                {
                    faults.Add(
                        FaultTopic.Mount, device, "name",
                        $"The volume {Wording.Quote(name)} is not a PersistentVolumeClaim, so it can't be a device. Mount it with volumeMounts.");
                }
            }

            if (device.Text("devicePath") is { Length: > 0 } path)
            {
                if (!paths.Add(path))
                {
                    faults.Add(FaultTopic.Mount, device, "devicePath", $"Two devices have the path {Wording.Quote(path)}. Change one.");
                }
                else
                {
                    VolumeChecks.NoBacksteps(faults, FaultTopic.Mount, device, "devicePath", path);
                }
            }

            if (pod.HasUserNamespace)
            {
                faults.Add(FaultTopic.Mount, device, "A pod with hostUsers: false has no devices. Remove it, or hostUsers.");
            }
        }
    }
}
