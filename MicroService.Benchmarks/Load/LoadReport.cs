using System.Globalization;

namespace MicroService.Benchmarks.Load;

/// <summary>Medians, and what the service comes to beside bare Kestrel.</summary>
internal static class LoadReport
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>A Markdown table.</summary>
    public static string Of(LoadOptions options, (IReadOnlyList<LoadSample> Service, IReadOnlyList<LoadSample> Bare) samples)
    {
        string Row(string what, Func<LoadSample, double> figure, string format)
        {
            var (service, bare) = (Median(samples.Service.Select(figure)), Median(samples.Bare.Select(figure)));
            return string.Create(CultureInfo.InvariantCulture, $"| {what} | {service.ToString(format, CultureInfo.InvariantCulture)} | {bare.ToString(format, CultureInfo.InvariantCulture)} | {service / bare:F2} |");
        }

        return string.Join(Environment.NewLine, (string[])
        [
            $"{options.Path}, {options.Connections} connections, medians of {options.Rounds} interleaved runs of {options.Duration.TotalSeconds:F0} s",
            "",
            "| | service | bare Kestrel | ratio |",
            "|---|---|---|---|",
            Row("requests per second", sample => sample.RequestsPerSecond, "F0"),
            Row("ready after, ms", sample => sample.Ready.TotalMilliseconds, "F0"),
            Row("idle memory, MiB", sample => sample.IdleBytes / Mebibyte, "F1"),
            Row("loaded memory, MiB", sample => sample.LoadedBytes / Mebibyte, "F1"),
        ]);
    }

    private static double Median(IEnumerable<double> figures)
    {
        var ordered = figures.Order().ToArray();
        return ordered.Length % 2 == 1 ? ordered[ordered.Length / 2] : (ordered[(ordered.Length / 2) - 1] + ordered[ordered.Length / 2]) / 2;
    }
}
