using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Running;
using MicroService.Benchmarks.Audits;
using MicroService.Benchmarks.Exports;
using MicroService.Benchmarks.Load;
using MicroService.Benchmarks.Publishing;
using MicroService.Benchmarks.Relations;
using MicroService.Benchmarks.Scans;

if (args is ["load", .. var rest])
{
    return await LoadCommand.Create().Parse(rest).InvokeAsync();
}

if (args is ["export", .. var shape])
{
    return await ExportCommand.Create().Parse(shape).InvokeAsync();
}

if (args is ["relations", .. var others])
{
    return await RelationsCommand.Create().Parse(others).InvokeAsync();
}

if (args is ["scans", .. var scans])
{
    return await ScansCommand.Create().Parse(scans).InvokeAsync();
}

if (args is ["publishing", .. var models])
{
    return await PublishingCommand.Create().Parse(models).InvokeAsync();
}

var config = DefaultConfig.Instance.AddColumn(new ThroughputColumn(), new NativeYamlColumn()).WithOptions(ConfigOptions.JoinSummary);
if (!NativeYaml.IsHere)
{
    Console.WriteLine("libyaml-0.so.2 is not here (Debian: libyaml-0-2), so nothing is compared with its events.");
    config = config.AddFilter(new NameFilter(static name => name != nameof(AdvisorBenchmarks.NativeEvents)));
}

BenchmarkSwitcher.FromAssembly(typeof(CorpusFile).Assembly).Run(args, config);
return 0;
