using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MicroService.Benchmarks.Load;

/// <summary>The load generator <c>wrk</c>, which costs less than any that is written in .NET.</summary>
internal static partial class Wrk
{
    /// <summary>Keeps connections busy.</summary>
    /// <returns>Answers per second.</returns>
    /// <exception cref="LoadFailedException">wrk is missing, or an answer was no success.</exception>
    public static async Task<double> RunAsync(Uri address, LoadOptions options, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("wrk", ["--threads", "1", "--connections", $"{options.Connections}", "--duration", $"{options.Duration.TotalSeconds:F0}s", $"{address}"])
        {
            RedirectStandardOutput = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new LoadFailedException("wrk is not on the PATH (apt-get install wrk).");
        }

        using (process)
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return Rate().Match(output) is { Success: true } rate && !output.Contains("Non-2xx", StringComparison.Ordinal)
                ? double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture)
                : throw new LoadFailedException($"The load on {address} failed: {output}");
        }
    }

    [GeneratedRegex(@"Requests/sec:\s*([0-9.]+)")]
    private static partial Regex Rate();
}
