using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Publishing.Hardening.Pods;

/// <summary>Variables that tell a program what it runs in: the profile's own, and for .NET the heap's share of the memory limit and the pod's name.</summary>
internal static class PodRuntime
{
    // Hexadecimal for 75: code, threads and native memory need the rest.
    private const string HeapPercent = "0x4B";

    public static void Apply(WorkloadManifest manifest)
    {
        foreach (var (name, value) in manifest.Workload.Profile.Environment)
        {
            Variable(manifest, name, ("value", value));
        }

        if (!manifest.Workload.IsProject)
        {
            return;
        }

        Variable(manifest, "DOTNET_GCHeapHardLimitPercent", ("value", HeapPercent));
        if (Quantity.TryParse(manifest.Workload.Settings.Cpu!, out var cpu) && cpu.Value < 1)
        {
            // A heap and a thread for each core of the node are wasted on a part of one.
            Variable(manifest, "DOTNET_gcServer", ("value", "0"));
        }

        Variable(manifest, "POD_NAME", Field("metadata.name"));
        Variable(manifest, "POD_NAMESPACE", Field("metadata.namespace"));
    }

    private static (string, Node) Field(string path) => ("valueFrom", MappingNode.Of(("fieldRef", MappingNode.Of(("fieldPath", path)))));

    // What the model or the settings say of the variable counts.
    private static void Variable(WorkloadManifest manifest, string name, (string Key, Node Value) content)
    {
        if (manifest.Workload.Configuration.All(setting => setting.Name != name) && manifest.Workload.Secrets.All(secret => secret.Name != name))
        {
            manifest.Container.AddNamed("env", MappingNode.Of(("name", name), content));
        }
    }
}
