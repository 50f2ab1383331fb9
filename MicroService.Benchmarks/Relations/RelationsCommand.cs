using System.CommandLine;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;

namespace MicroService.Benchmarks.Relations;

/// <summary>
/// <c>relations</c>: audits each relation with ten times as many members, and fails where the processor time grows faster than n log n. What
/// other programs do meanwhile does not count, and of several runs the fastest does, so that a busy machine fails nothing.
/// </summary>
internal static class RelationsCommand
{
    private const int Factor = 10;

    // n log n is 1.1 at these sizes; the rest is what caches and the collector of garbage add. A square is 2.
    private const double Steepest = 1.45;

    // A relation that seems steep is measured again before it fails.
    private const int Attempts = 3;

    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "Members of the smaller manifest.", DefaultValueFactory = static _ => 200 };
        var name = new Option<string>("--filter") { Description = "Only relations with this in their name.", DefaultValueFactory = static _ => "" };
        var command = new Command("relations", "Check that no rule takes more than n log n in any relation.") { count, name };
        command.SetAction(parsed => Run(parsed.GetValue(count), parsed.GetRequiredValue(name)));
        return command;
    }

    private static int Run(int count, string filter)
    {
        var steep = 0;
        foreach (var relation in Relation.All.Where(relation => relation.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
        {
            var (few, many) = (relation.Manifest(count), relation.Manifest(count * Factor));
            Audit(few);
            var (least, most, exponent) = (double.MaxValue, double.MaxValue, double.MaxValue);
            for (var attempt = 0; attempt < Attempts && exponent > Steepest; attempt++)
            {
                (least, most) = (Math.Min(least, Fastest(few, 5)), Math.Min(most, Fastest(many, 3)));
                exponent = Math.Log(most / least, Factor);
            }

            steep += exponent > Steepest ? 1 : 0;
            Console.WriteLine($"{relation.Name,-52} {count,5} {least,8:0.0} ms {count * Factor,6} {most,9:0.0} ms  n^{exponent:0.00}{(exponent > Steepest ? "  TOO STEEP" : "")}");
        }

        return steep == 0 ? 0 : 1;
    }

    private static double Fastest(byte[] manifest, int times) => Enumerable.Range(0, times).Min(_ => Audit(manifest));

    private static double Audit(byte[] manifest)
    {
        var limits = new ManifestLimits { MaxBytes = int.MaxValue, MaxNodes = int.MaxValue, MaxDocuments = int.MaxValue, MaxObjects = int.MaxValue };
        var before = Environment.CpuUsage.TotalTime;
        var reading = new ManifestReader(limits).Read("relation.yaml", manifest);
        var file = reading.File ?? throw new InvalidOperationException($"The manifest cannot be read: {reading.Problems[0]}");
        new Auditor().Audit([file], new AuditSettings());
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }
}
