using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.Objects;

namespace MicroService.Publishing.Pods;

/// <summary>Variables of the image's profile, and for .NET the heap limit and the pod's name.</summary>
internal static class PodRuntime
{
    // Hexadecimal for 75 percent: code, threads and native memory need the rest. Native AOT ignores a value with the prefix 0x.
    private const string HeapPercent = "4B";

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
            // Server GC has a heap and a thread for each core, which is wasteful below one core.
            Variable(manifest, "DOTNET_gcServer", ("value", "0"));
        }

        Variable(manifest, "POD_NAME", Field("metadata.name"));
        Variable(manifest, "POD_NAMESPACE", Field("metadata.namespace"));
    }

    private static (string, Node) Field(string path) => ("valueFrom", MappingNode.Of(("fieldRef", MappingNode.Of(("fieldPath", path)))));

    // The model and the settings override the variable.
    private static void Variable(WorkloadManifest manifest, string name, (string Key, Node Value) content)
    {
        if (manifest.Workload.Configuration.All(setting => setting.Name != name) && manifest.Workload.Secrets.All(secret => secret.Name != name))
        {
            manifest.Container.AddNamed("env", MappingNode.Of(("name", name), content));
        }
    }
}
