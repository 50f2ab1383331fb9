using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Workloads;

namespace MicroService.Tests.Publishing.Hardening;

/// <summary>Looks where a workload's program finds its secrets.</summary>
internal static class DeliveredSecrets
{
    private const long GroupReadable = 288;

    public static void AreComplete(ClusterWorkload workload, HardenedApplication application)
    {
        var pod = new ObjectGraph(application.Files).Workloads.Single(candidate => candidate.Name == workload.Name);
        var container = pod.Containers.Single();
        var volume = pod.PodSpec.Mappings("volumes").SingleOrDefault(volume => volume.Mapping("secret")?.Text("secretName") == workload.SecretName);
        var mount = volume is null ? null : container.VolumeMounts.Single(mount => mount.Text("name") == volume.Text("name"));
        if (volume is not null)
        {
            Assert.Equal(GroupReadable, volume.Mapping("secret")!.Integer("defaultMode"));
            Assert.NotNull(pod.SecurityContext?.Integer("fsGroup"));
            Assert.True(mount!.Boolean("readOnly"));
            Assert.False(mount.Has("subPath"));
        }

        foreach (var secret in workload.Secrets)
        {
            var isVariable = container.Variable(secret.Name)?.Mapping("valueFrom")?.Mapping("secretKeyRef") is { } key && key.Text("name") == workload.SecretName && key.Text("key") == secret.Name;
            Assert.True(isVariable != (mount is not null && IsFile(workload, container, secret.Name, mount.Text("mountPath")!)), $"{workload.Name}: {secret.Name} is not delivered in one way.\n{workload}");
        }
    }

    private static bool IsFile(ClusterWorkload workload, Container container, string name, string folder)
    {
        var line = string.Concat(container.Node.Sequence("args")?.Items.OfType<ScalarNode>().Select(item => item.Value) ?? []);
        return (workload.Settings.SecretsFolder == folder && !line.Contains($"$({name})", StringComparison.Ordinal))
            || line.Contains($"{name}=\"$$(cat '{folder}/{name}')\" && [ -n \"${name}\" ] && export {name} ", StringComparison.Ordinal)
            || container.Variable(name + workload.Profile.SecretFiles?.Suffix)?.Text("value") == $"{folder}/{name}";
    }
}
