using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using MicroService.Benchmarks.Audits;
using MicroService.Benchmarks.Load;

if (args is ["load", .. var rest])
{
    return await LoadCommand.Create().Parse(rest).InvokeAsync();
}

var config = DefaultConfig.Instance.AddColumn(new ThroughputColumn()).WithOptions(ConfigOptions.JoinSummary);
BenchmarkSwitcher.FromAssembly(typeof(CorpusFile).Assembly).Run(args, config);
return 0;
