using MicroService.Advisor.Objects;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Checks;

/// <summary>
/// The grace period is longer than preStop and the program's shutdown together. The advisor's rule doesn't know the shutdown.
/// </summary>
internal static class GracePeriodCheck
{
    public static IEnumerable<CheckProblem> Problems(ObjectGraph graph, ClusterModel model) => Problems(
        graph, model.Workloads.DistinctBy(workload => workload.Name).ToDictionary(workload => workload.Name, workload => workload.Settings.Shutdown?.TotalSeconds, StringComparer.Ordinal));

    private static IEnumerable<CheckProblem> Problems(ObjectGraph graph, Dictionary<string, double?> shutdowns) =>
        from workload in graph.Workloads
        where workload.IsLongRunning
        let shutdown = shutdowns.GetValueOrDefault(workload.Name) ?? 0
        let hook = workload.LongRunningContainers
            .Select(container => container.Node.Mapping("lifecycle")?.Mapping("preStop")?.Mapping("sleep")?.Integer("seconds") ?? 0)
            .DefaultIfEmpty()
            .Max()
        let needed = hook + shutdown
        where workload.TerminationGracePeriodSeconds <= needed
        select new CheckProblem(
            workload.Object.ToString(),
            (workload.PodSpec["terminationGracePeriodSeconds"] ?? workload.PodSpec).PointerFrom(workload.Object.Root),
            $"The grace period of {workload.TerminationGracePeriodSeconds} s is not longer than preStop ({hook} s) and shutdown ({shutdown:0.#} s) together.",
            $"Resources:{workload.Name}:Shutdown");
}
