using System.Globalization;

namespace MicroService.Tests.Processes;

/// <summary>What a running service says of itself at <c>/metrics</c>.</summary>
internal static class ServiceMetrics
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>The sum of a metric's series, by its Prometheus name; null if there is none.</summary>
    public static async Task<double?> MetricAsync(this ApiProcess service, string name)
    {
        var text = await service.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var values = text.Split('\n')
            .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
            .Select(line => double.Parse(line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture))
            .ToArray();
        return values.Length == 0 ? null : values.Sum();
    }

    /// <summary>Waits until a metric has a value.</summary>
    public static async Task WaitForMetricAsync(this ApiProcess service, string name, double value)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (await service.MetricAsync(name) is var current && current != value)
        {
            Assert.False(patience.IsCancellationRequested, $"{name} is {current}, not {value}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }
}
