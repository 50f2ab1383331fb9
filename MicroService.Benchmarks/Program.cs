using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Running;
using MicroService.Benchmarks.Admission;
using MicroService.Benchmarks.Audits;
using MicroService.Benchmarks.Exports;
using MicroService.Benchmarks.Layout;
using MicroService.Benchmarks.Load;
using MicroService.Benchmarks.Publishing;
using MicroService.Benchmarks.Relations;
using MicroService.Benchmarks.Scans;

Command? command = args.FirstOrDefault() switch
{
    "load" => LoadCommand.Create(),
    "admission" => AdmissionCommand.Create(),
    "export" => ExportCommand.Create(),
    "relations" => RelationsCommand.Create(),
    "scans" => ScansCommand.Create(),
    "publishing" => PublishingCommand.Create(),
    "layout" => LayoutCommand.Create(),
    _ => null,
};
if (command is not null)
{
    return await command.Parse(args[1..]).InvokeAsync();
}

var config = DefaultConfig.Instance.AddColumn(new ThroughputColumn(), new NativeYamlColumn()).WithOptions(ConfigOptions.JoinSummary);
if (!NativeYaml.IsHere)
{
    Console.WriteLine("libyaml-0.so.2 is not here (Debian: libyaml-0-2), so nothing is compared with its events.");
    config = config.AddFilter(new NameFilter(static name => name != nameof(AdvisorBenchmarks.NativeEvents)));
}

BenchmarkSwitcher.FromAssembly(typeof(CorpusFile).Assembly).Run(args, config);
return 0;
