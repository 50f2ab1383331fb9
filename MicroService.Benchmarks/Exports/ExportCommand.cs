using System.CommandLine;

namespace MicroService.Benchmarks.Exports;

/// <summary><c>export</c>: prints the export of a cluster, to measure time and memory of the command line with.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var workloads = new Option<int>("--workloads") { Description = "Number of workloads.", DefaultValueFactory = static _ => 10_000 };
        var namespaces = new Option<int>("--namespaces") { Description = "Number of namespaces.", DefaultValueFactory = static _ => 200 };
        var managed = new Option<bool>("--managed") { Description = "With managedFields, as kubectl get --show-managed-fields gives them." };
        var json = new Option<bool>("--json") { Description = "As JSON instead of YAML." };
        var command = new Command("export", "Print the export of a cluster.") { workloads, namespaces, managed, json };
        command.SetAction(parsed =>
        {
            using var output = Console.OpenStandardOutput();
            var export = new ClusterExport(parsed.GetValue(workloads), parsed.GetValue(namespaces), parsed.GetValue(managed));
            export.Write(output, parsed.GetValue(json));
        });
        return command;
    }
}
