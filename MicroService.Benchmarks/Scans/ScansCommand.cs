using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MicroService.Benchmarks.Load;

namespace MicroService.Benchmarks.Scans;

/// <summary>The command <c>scans</c>: the native tool scans a generated cluster, which another process serves.</summary>
internal static class ScansCommand
{
    private const double Mebibyte = 1024 * 1024;
    private const int Failed = 1;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static RootCommand Create()
    {
        var workloads = new Option<int>("--workloads") { Description = "Deployments of the cluster.", DefaultValueFactory = _ => 10_000 };
        var namespaces = new Option<int>("--namespaces") { Description = "Its namespaces.", DefaultValueFactory = _ => 200 };
        var largest = new Option<int>("--largest") { Description = "Deployments that the first namespace has in addition." };
        var rounds = new Option<int>("--rounds") { Description = "Scans, one after the other.", DefaultValueFactory = _ => 3 };
        var format = new Option<string>("--format") { Description = "The format of the report.", DefaultValueFactory = _ => "table" };
        var tool = new Option<string?>("--tool") { Description = "The native tool; by default it is published first." };
        var server = new Option<string?>("--server") { Description = "MicroService.Samples.dll; by default the built one beside this program's." };
        var command = new RootCommand("Measures a scan of a generated cluster.") { workloads, namespaces, largest, rounds, format, tool, server };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var program = parsed.GetValue(tool) ?? await NativeProgram.PublishAsync("MicroService.Cli", "microservice", cancellationToken);
                var samples = parsed.GetValue(server) ?? AppContext.BaseDirectory.Replace("MicroService.Benchmarks", "MicroService.Samples", StringComparison.Ordinal) + "MicroService.Samples.dll";
                var folder = Directory.CreateTempSubdirectory("microservice-scans-");
                try
                {
                    string[] size = ["--workloads", Text(parsed.GetRequiredValue(workloads)), "--namespaces", Text(parsed.GetRequiredValue(namespaces)), "--largest", Text(parsed.GetValue(largest))];
                    var kubeconfig = Path.Combine(folder.FullName, "config");
                    await using var cluster = MeasuredServer.Start("dotnet", [samples, "--port", "0", "--kubeconfig", kubeconfig, .. size], []);
                    await WaitAsync(kubeconfig, cancellationToken);
                    Console.WriteLine("| s | MiB |");
                    Console.WriteLine("|---|---|");
                    for (var round = 0; round < parsed.GetRequiredValue(rounds); round++)
                    {
                        var (seconds, peak) = await ScanAsync(program, kubeconfig, parsed.GetRequiredValue(format), Path.Combine(folder.FullName, "report"), cancellationToken);
                        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {seconds:F2} | {peak / Mebibyte:F1} |"));
                    }

                    return 0;
                }
                finally
                {
                    folder.Delete(recursive: true);
                }
            }
            catch (LoadFailedException exception)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return Failed;
            }
        });
        return command;
    }

    private static async Task<(double Seconds, long Peak)> ScanAsync(
        string program, string kubeconfig, string format, string report, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, ["scan", "--all-namespaces", "--kubeconfig", kubeconfig, "--format", format, "--output", report]))!;
        var end = process.WaitForExitAsync(cancellationToken);
        var peak = 0L;
        while (await Task.WhenAny(end, Task.Delay(Pause / 10, cancellationToken)) != end)
        {
            peak = Math.Max(peak, PeakOf(process));
        }

        return process.ExitCode is 0 or 1
            ? (Stopwatch.GetElapsedTime(start).TotalSeconds, peak)
            : throw new LoadFailedException($"The scan ended with exit code {process.ExitCode}.");
    }

    // "VmHWM:    51234 kB", the most so far; gone with the process.
    private static long PeakOf(Process process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task WaitAsync(string kubeconfig, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (!File.Exists(kubeconfig) || new FileInfo(kubeconfig).Length == 0)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new LoadFailedException("The sample cluster does not start. Build MicroService.Samples, or name it with --server.");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
