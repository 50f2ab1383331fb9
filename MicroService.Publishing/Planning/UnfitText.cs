using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>Finds texts that no pod can be given: NULs, and more variables than a ConfigMap holds.</summary>
internal static class UnfitText
{
    // The API server adds up the values (Kubernetes API reference, ConfigMap).
    private const int MostBytes = 1024 * 1024;

    /// <summary>The texts of the model with a NUL, which ends the text of a variable or an argument.</summary>
    public static IEnumerable<ManifestProblem> Problems(WorkloadResource workload, Func<WorkloadResource, string, bool> isLeftOut)
    {
        var omitted = workload.Environment.Keys.Where(name => isLeftOut(workload, name)).Select(name => workload.Pointer + JsonPointer.Of("env", name)).ToHashSet(StringComparer.Ordinal);
        return from expression in workload.Expressions()
               where expression.Text.Contains('\0', StringComparison.Ordinal) && !omitted.Contains(expression.Pointer)
               select new ManifestProblem(expression.Pointer, 0, 0, "has a NUL character (\\u0000), which no variable, argument or path can hold. Remove it.");
    }

    /// <summary>The problems of a workload whose values are resolved.</summary>
    public static IEnumerable<ManifestProblem> Problems(WorkloadResource resource, ClusterWorkload workload)
    {
        foreach (var setting in workload.Configuration.Where(setting => setting.Value.Contains('\0', StringComparison.Ordinal) && !IsTold(resource, setting)))
        {
            yield return new ManifestProblem(
                resource.Environment.ContainsKey(setting.Name) ? resource.Pointer + JsonPointer.Of("env", setting.Name) : resource.Pointer,
                0,
                0,
                $"{setting.Name} has a NUL character (\\u0000), which no variable can hold. Remove it from the model, or from Kubernetes:Resources:{resource.Name}:Environment.");
        }

        var size = workload.Configuration.Sum(setting => (long)Encoding.UTF8.GetByteCount(setting.Value));
        if (size > MostBytes)
        {
            var largest = workload.Configuration.MaxBy(setting => setting.Value.Length)!.Name;
            yield return new ManifestProblem(
                resource.Pointer + JsonPointer.Of("env"),
                0,
                0,
                $"has {size:N0} bytes of variables, but the ConfigMap that they become holds at most {MostBytes:N0} (1 MiB). The largest is {largest}: put it into the image or a volume, and leave it out with Kubernetes:Resources:{resource.Name}:Omit.");
        }
    }

    // Its own expression was reported.
    private static bool IsTold(WorkloadResource resource, ClusterSetting setting) =>
        resource.Environment.TryGetValue(setting.Name, out var text) && text.Contains('\0', StringComparison.Ordinal);
}
