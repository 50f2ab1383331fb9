using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MicroService.Publishing;

namespace MicroService.Benchmarks.Publishing;

/// <summary><c>publishing</c>: publishes each app model with eight times as many members, and fails where the time grows faster than n log n.</summary>
internal static class PublishingCommand
{
    private const int Factor = 8;

    // n log n is 1.1 at these sizes; the rest is what a busy machine adds. A square is 2.
    private const double Steepest = 1.45;

    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "Members of the smaller model.", DefaultValueFactory = static _ => 60 };
        var name = new Option<string>("--filter") { Description = "Only models with this in their name.", DefaultValueFactory = static _ => "" };
        var command = new Command("publishing", "Check that publishing takes no more than n log n, however a model grows.") { count, name };
        command.SetAction(parsed => Run(parsed.GetValue(count), parsed.GetRequiredValue(name)));
        return command;
    }

    private static int Run(int count, string filter)
    {
        var steep = 0;
        foreach (var model in AppModel.All.Where(model => model.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
        {
            var (few, many) = (model.Manifest(count), model.Manifest(count * Factor));
            Publish(few);
            var (least, most) = (Fastest(few, 5), Fastest(many, 3));
            var exponent = Math.Log(most.Milliseconds / least.Milliseconds, Factor);
            var growth = Math.Log(most.Megabytes / least.Megabytes, Factor);
            var isSteep = exponent > Steepest || growth > Steepest;
            steep += isSteep ? 1 : 0;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{model.Name,-44} {count,5} {least.Milliseconds,8:0.0} ms {count * Factor,6} {most.Milliseconds,9:0.0} ms  n^{exponent:0.00}  {most.Megabytes,8:0.0} MB allocated  n^{growth:0.00}{(isSteep ? "  TOO STEEP" : "")}"));
        }

        return steep == 0 ? 0 : 1;
    }

    private static (double Milliseconds, double Megabytes) Fastest(byte[] manifest, int times) => Enumerable.Range(0, times).Select(_ => Publish(manifest)).Min();

    private static (double Milliseconds, double Megabytes) Publish(byte[] manifest)
    {
        var options = new PublishOptions(Path.GetFullPath("aspire-manifest.json"), Path.GetFullPath("deploy")) { Content = manifest, Action = PublishAction.Print };
        var errors = new StringWriter();
        var command = new PublishCommand(options, new PublishConsole(TextWriter.Null, TextWriter.Null, errors), new Dictionary<string, string> { ["Kubernetes__Application"] = "model" });
        var (watch, before) = (Stopwatch.StartNew(), GC.GetTotalAllocatedBytes(precise: true));
        return command.Run() == 0
            ? (watch.Elapsed.TotalMilliseconds, (GC.GetTotalAllocatedBytes(precise: true) - before) / 1e6)
            : throw new InvalidOperationException($"The model cannot be published: {errors}");
    }
}
