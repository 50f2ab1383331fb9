namespace MicroService.AppHost.Embedded.Planning;

/// <summary>Puts processes into the order in which they start.</summary>
internal static class StartOrder
{
    /// <summary>
    /// Dependencies first, otherwise the order given. Resources that refer to each other, as services with callbacks do, can't wait
    /// for each other: the reference back is dropped.
    /// </summary>
    public static IReadOnlyList<PlannedProcess> Of(IReadOnlyList<PlannedProcess> processes)
    {
        var byName = processes.ToDictionary(process => process.Name);
        var ordered = new List<PlannedProcess>();
        var done = new HashSet<string>();
        var open = new HashSet<string>();
        foreach (var process in processes)
        {
            Visit(process);
        }

        return ordered;

        void Visit(PlannedProcess process)
        {
            if (done.Contains(process.Name) || !open.Add(process.Name))
            {
                return;
            }

            foreach (var dependency in process.DependsOn)
            {
                Visit(byName[dependency]);
            }

            ordered.Add(process with { DependsOn = [.. process.DependsOn.Where(done.Contains)] });
            done.Add(process.Name);
        }
    }
}
