using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using MicroService.Benchmarks;

var config = DefaultConfig.Instance.AddColumn(new ThroughputColumn()).WithOptions(ConfigOptions.JoinSummary);
BenchmarkSwitcher.FromAssembly(typeof(CorpusFile).Assembly).Run(args, config);
