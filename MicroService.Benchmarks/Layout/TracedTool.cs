using System.Diagnostics;
using MicroService.Benchmarks.Audits;
using MicroService.Benchmarks.Load;

namespace MicroService.Benchmarks.Layout;

/// <summary>The command line under valgrind: what most runs do first.</summary>
internal static class TracedTool
{
    private const int FindingsExitCode = 1;

    /// <returns>The traces, in the order in which their methods are to lie.</returns>
    public static async Task<IReadOnlyList<string>> TraceAsync(string program, string folder, CancellationToken cancellationToken)
    {
        string[][] runs =
        [
            ["audit", "--format", "json", CorpusFile.Find("online-boutique.yaml")],
            ["audit", "--format", "json", CorpusFile.Find("argo-cd-install.yaml")],
            ["audit", CorpusFile.Find("podinfo.yaml")],
            ["fix", "--unsafe", CorpusFile.Find("online-boutique.yaml")],
        ];

        var traces = new List<string>();
        foreach (var run in runs)
        {
            var output = Path.Combine(folder, $"tool.{traces.Count}");
            var start = new ProcessStartInfo("valgrind", CallgrindTrace.Arguments(output, [program, .. run]))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var printed = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            await printed;
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode is not (0 or FindingsExitCode))
            {
                throw new LoadFailedException(
                    $"'{string.Join(' ', run)}' ended with exit code {process.ExitCode} under valgrind: {errors}");
            }

            traces.Add(output);
        }

        return traces;
    }
}
