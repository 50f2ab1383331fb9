using MicroService.Publishing.AppModel;
using MicroService.Publishing.Images;
using MicroService.Publishing.Names;
using MicroService.Publishing.Ports;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>The warnings about one workload.</summary>
internal static class ResourceWarnings
{
    /// <param name="mounted">The bind mounts that became files.</param>
    /// <param name="folder">The folder of the manifest.</param>
    public static IEnumerable<PublishWarning> Of(WorkloadResource resource, WorkloadKind kind, ImageProfile profile, WorkloadSettings settings, WorkloadValues values, IReadOnlyList<string> mounted, string folder)
    {
        if (KindChoice.Doubt(resource, kind, profile, settings) is { } doubt)
        {
            yield return doubt;
        }

        if (profile.Obstacle is { } obstacle)
        {
            yield return new PublishWarning(
                resource.Name, $"{profile.Name} {obstacle}; publishing does not write that, so the pod will not start.", "Run it outside of the cluster, and name it as external: --external.", IsLoss: true);
        }

        if (profile.MirrorOf is { } mirrored)
        {
            yield return Review(
                $"By its name its image is a copy of {mirrored}, so it runs as that does.", $"If it is another image, set Kubernetes:Resources:{resource.Name}:User, ReadOnlyRoot and Memory.");
        }

        if (VolumeChoice.IsMissing(resource, profile))
        {
            yield return Review($"{profile.Name} keeps its data in {profile.DataFolder}, for which the model has no volume, so it has one of {settings.Storage}.", "Add a volume to the model to have the same everywhere.");
        }

        if (kind != WorkloadKind.StatefulSet && ((resource as ContainerResource)?.Volumes.Count > 0 || profile.DataFolder is not null))
        {
            yield return new PublishWarning(
                resource.Name, $"As a {kind} it loses its data with each pod.", $"Leave out Kubernetes:Resources:{resource.Name}:Kind, so that it is a StatefulSet with claims.", IsLoss: true);
        }

        if (values.Literals.Count > 0)
        {
            yield return Review($"The manifest has secrets in plain text: {string.Join(", ", values.Literals)}. They were moved into the Secret.", "Make them secret parameters, and replace them: everyone who can read the manifest knows them.");
        }

        if (values.SettingLiterals.Count > 0)
        {
            yield return Review($"The settings have secrets in plain text: {string.Join(", ", values.SettingLiterals)}. They were moved into the Secret.", "Make them secret parameters of the app model, and replace them: everyone who can read the settings knows them.");
        }

        if (values.Certificate is { } certificate && resource.Bindings.Any(binding => binding.Scheme == "https"))
        {
            yield return Review(
                $"{certificate} gives it a certificate, so its HTTPS stays HTTPS in the cluster.",
                $"Make sure that the certificate is in the image or mounted, and that callers trust it for the Service's name; or leave the variable out (Kubernetes:Resources:{resource.Name}:Omit), and it is plain HTTP.");
        }

        if (ClusterPlan.IsFunctions(resource))
        {
            yield return Review(
                "It is an Azure Functions project, whose image runs as root and writes to its own folders.",
                $"If its image does not, set Kubernetes:Resources:{resource.Name}:User and ReadOnlyRoot.");
        }

        if (profile.Environment.Any(variable => variable.Name == "KC_HOSTNAME_STRICT"))
        {
            yield return Review(
                "In production mode Keycloak needs TLS or a proxy that ends it, and its own host name. It is published with HTTP, the proxy's headers and any host name.",
                $"Set KC_HOSTNAME to its public URL in Kubernetes:Resources:{resource.Name}:Environment.");
        }

        foreach (var binding in PortPlan.Of(resource).Unasked)
        {
            yield return Review($"The binding {binding.Name} has no target port, so the container is assumed to listen on {PortPlan.Of(resource).Port(binding).Number}.", "Give the binding a target port.");
        }

        if (resource is ContainerResource container)
        {
            if (container.Image is { } written && DoubledRegistry.Without(written) is var pulled && pulled != written && settings.Image is null)
            {
                yield return Review($"Its image is called {written}, which names two registries and can't be pulled. It is published as {pulled}.", "Correct the image in the model.");
            }

            if (PortPlan.Of(resource).Plain is [var plain, ..])
            {
                yield return Review(
                    $"Its bindings have both http and https on port {PortPlan.Of(resource).Port(plain).Number}, which can speak only one of them: its callers are told http.",
                    "If it serves HTTPS, give that a port of its own in the model.");
            }

            foreach (var warning in container.Volumes.Select(volume => Place(container, volume, profile, settings)).OfType<PublishWarning>())
            {
                yield return warning;
            }

            if (VolumeChoice.IsInDoubt(container, profile))
            {
                yield return Review(
                    $"Its image's tag does not tell the version of {profile.Name}. An older version has its data in {profile.OlderDataFolder}, where the image's own volume hides this one and is lost with the pod.",
                    $"Use a tag with the version, or mount the volume at {profile.OlderDataFolder} if it is an older one.");
            }

            foreach (var mount in container.BindMounts.Where(mount => !settings.OmitsMount(mount.Target) && !mounted.Contains(mount.Target.Length > 1 ? mount.Target.TrimEnd('/') : mount.Target)))
            {
                yield return new PublishWarning(
                    resource.Name,
                    $"It has {mount.Source} of the host at {mount.Target}; a cluster has no such files, and they are not beside the manifest.",
                    Advice(resource, mount),
                    IsLoss: true);
            }

            if (container.Build is { } built && !File.Exists(Path.Combine(folder, built.Dockerfile)))
            {
                yield return Review(
                    $"Its image is built from {built.Dockerfile}, which is not there, seen from the manifest.",
                    $"Correct the path, or set Kubernetes:Resources:{resource.Name}:Image to an image that exists.");
            }

            if (container.Build is { } build && (build.Args.Count > 0 || build.Secrets.Count > 0 || build.Stage is not null))
            {
                yield return Review($"Its image is built from {build.Dockerfile} with {Wanted(build)}.", "Pass the same to the build in CI.");
            }
        }

        foreach (var files in resource.ContainerFiles)
        {
            yield return Review($"Its image has files of {files.From}'s image in {files.Destination}.", "Copy them when the image is built in CI.");
        }

        PublishWarning Review(string message, string advice) => new(resource.Name, message, advice, IsLoss: false);
    }

    private static string Advice(WorkloadResource resource, BindMount mount)
    {
        if (mount.Source.EndsWith(".sock", StringComparison.Ordinal))
        {
            return "Remove it: access to a socket of the node grants all rights of its owner.";
        }

        var name = DnsLabel.From($"{resource.Name}-{mount.Target[(mount.Target.TrimEnd('/').LastIndexOf('/') + 1)..].TrimEnd('/')}") ?? DnsLabel.WithHash("files", resource.Name);
        // What the container writes is no configuration.
        var data = mount.ReadOnly ? "" : "If it is data that the container writes, make it a volume in the model. If not: ";
        var first = mount.ReadOnly ? "Copy" : "copy";
        return $"{data}{first} them into the image with a Dockerfile, or, if they are configuration of less than 1 MiB, run kubectl create configmap {name} --from-file='{mount.Source}' in the application's namespace, and mount it with a patch in an overlay.";
    }

    private static PublishWarning? Place(ContainerResource resource, Volume volume, ImageProfile profile, WorkloadSettings settings)
    {
        var isMoved = VolumeChoice.IsMoved(resource, volume, profile, settings);
        var isHidden = VolumeChoice.IsHidden(volume, profile);
        var (message, advice) = (isMoved, isHidden) switch
        {
            (true, false) => ($"This version of {profile.Name} does not start with a volume at {volume.Target}, so it is mounted at {profile.DataFolder}.", "Change the model accordingly."),
            (true, true) => ($"This version of {profile.Name} keeps its data in {profile.DataFolder}, where the image's own volume would hide the one at {volume.Target} and be lost with the pod, so that is mounted at {profile.DataFolder}.", "Change the model accordingly."),
            (false, true) when resource.Volumes.All(other => !VolumeChoice.IsWithin(profile.DataFolder!, other.Target) || other == volume) => ($"The image's own volume at {profile.DataFolder} hides the one at {volume.Target}: data in it is lost with the pod.", $"Make sure that its data is in another folder of {volume.Target}, or mount the volume at {profile.DataFolder}."),
            _ => (null, null),
        };
        return message is null ? null : new PublishWarning(resource.Name, message, advice!, IsLoss: false);
    }

    // Names only: values may be secret.
    private static string Wanted(ContainerBuild build) => string.Join(", ", new[]
    {
        build.Stage is null ? null : $"the stage {build.Stage}",
        build.Args.Count == 0 ? null : $"the build arguments {string.Join(", ", build.Args.Keys)}",
        build.Secrets.Count == 0 ? null : $"the build secrets {string.Join(", ", build.Secrets.Select(secret => secret.Name))}",
    }.OfType<string>());
}
