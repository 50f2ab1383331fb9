using System.Globalization;
using MicroService.Advisor.Objects;
using MicroService.Api.Pages.Charts;
using MicroService.Api.RightSizing;
using MicroService.Api.Scans;
using MicroService.Api.Workloads;

namespace MicroService.Api.Pages.Clusters;

/// <summary>A workload.</summary>
/// <param name="Document">What is known of it.</param>
/// <param name="Sizes">Reads its sizes and what it used.</param>
public sealed record WorkloadView(WorkloadDocument Document, Func<Task<WorkloadSizesView>> Sizes);

/// <summary>What a workload used, and what it should ask for.</summary>
/// <param name="Notes">What is missing, and why.</param>
/// <param name="Containers">Its containers.</param>
public sealed record WorkloadSizesView(IReadOnlyList<string> Notes, IReadOnlyList<ContainerSizeView> Containers)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>Asks the cluster and Prometheus; what they don't answer is said.</summary>
    internal static async Task<WorkloadSizesView> ReadAsync(
        WorkloadSizing sizing, WorkloadRow workload, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (sizing.NotSet is { } missing)
        {
            return new WorkloadSizesView([missing.Detail ?? ""], []);
        }

        var (sizes, problem) = await sizing.SizeAsync(workload, cancellationToken).ConfigureAwait(false);
        if (sizes is null)
        {
            return new WorkloadSizesView([problem!.Detail ?? ""], []);
        }

        var (curves, noCurves) = await sizing.DrawAsync(workload, cancellationToken).ConfigureAwait(false);
        return new WorkloadSizesView(
            [.. AgeOf(sizes.MadeAt, now), .. sizes.Value.Missing, .. curves?.Value.Missing ?? [noCurves!.Detail ?? ""]],
            [.. sizes.Value.Containers.Select(container => ContainerSizeView.Of(container, curves?.Value))]);
    }

    // What is as good as new need not be said.
    private static string[] AgeOf(DateTimeOffset madeAt, DateTimeOffset now) =>
        now - madeAt < Fresh ? [] : [$"As Prometheus had it on {Chart.TextOf(madeAt)} UTC."];
}

/// <summary>A container with its charts.</summary>
/// <param name="Size">What it has and should have.</param>
/// <param name="Cpu">Its CPU use over time; null without samples.</param>
/// <param name="Memory">Its memory over time; null without samples.</param>
public sealed record ContainerSizeView(SizedContainer Size, Chart? Cpu, Chart? Memory)
{
    private const double Mebibyte = 1024 * 1024;

    // Above the highest line.
    private const double Air = 1.1;

    internal static ContainerSizeView Of(SizedContainer size, WorkloadCurves? curves)
    {
        var curve = curves?.Containers.FirstOrDefault(one => one.Name == size.Name);
        return new ContainerSizeView(
            size,
            curve is null ? null : Draw(
                curves!, "CPU", [.. curve.CpuCores], static cores => string.Create(CultureInfo.InvariantCulture, $"{cores:0.###} cores"),
                size.Present.Requests.Cpu, size.Present.Limits.Cpu, size.Right.Requests.Cpu),
            curve is null ? null : Draw(
                curves!, "Memory", [.. curve.MemoryBytes.Select(static bytes => (double?)bytes)], static bytes => string.Create(CultureInfo.InvariantCulture, $"{bytes / Mebibyte:0} MiB"),
                size.Present.Requests.Memory, size.Present.Limits.Memory, size.Right.Requests.Memory));
    }

    private static Chart? Draw(
        WorkloadCurves curves, string what, double?[] values, Func<double, string> write, string? request, string? limit, string? suggested)
    {
        List<(DateTimeOffset Time, double Value)> points = [];
        foreach (var (index, value) in values.Index())
        {
            if (value is { } known)
            {
                points.Add((curves.First.AddSeconds(index * curves.StepSeconds), known));
            }
        }

        if (points.Count < 2)
        {
            return null;
        }

        var levels = new List<ChartLevel>();
        foreach (var (text, name, kind) in ((string? Text, string Name, string Kind)[])[(request, "request", "request"), (limit, "limit", "limit"), (suggested, "suggested request", "suggested")])
        {
            if (text is not null && Quantity.TryParse(text, out var quantity))
            {
                levels.Add(new ChartLevel($"{name} {text}", kind, (double)quantity.Value));
            }
        }

        var peak = points.Max(static point => point.Value);
        var top = Math.Max(peak, levels.Count == 0 ? 0 : levels.Max(static level => level.Value)) * Air;
        return new Chart
        {
            Description = $"{what} over time: at most {write(peak)}{string.Concat(levels.Select(static level => $", {level.Name}"))}.",
            From = curves.First,
            To = curves.First.AddSeconds(Math.Max(1, values.Length - 1) * curves.StepSeconds),
            Top = top <= 0 ? 1 : top,
            TopText = write(top),
            Lines = [new ChartLine($"{what} of the pod that used most", "used", points)],
            Levels = levels,
        };
    }
}
