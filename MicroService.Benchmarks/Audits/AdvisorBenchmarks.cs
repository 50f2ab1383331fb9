using System.Text;
using BenchmarkDotNet.Attributes;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;

namespace MicroService.Benchmarks.Audits;

/// <summary>The advisor beside what bounds it: the bare events of the two managed YAML parsers, and of a native one, over the same bytes.</summary>
// Without the collector's own threads, whose turn on the other core comes and goes between runs.
[GcConcurrent(false)]
[MemoryDiagnoser]
public class AdvisorBenchmarks
{
    private byte[] _utf8 = [];

    [Params("online-boutique.yaml", "argo-cd-install.yaml")]
    public string File { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _utf8 = CorpusFile.Read(File);

    [Benchmark(Baseline = true)]
    public int SharpYamlEvents()
    {
        var parser = SharpYaml.Parser.CreateParser(new StringReader(Encoding.UTF8.GetString(_utf8)));
        var events = 0;
        while (parser.MoveNext())
        {
            events++;
        }

        return events;
    }

    [Benchmark]
    public int YamlDotNetEvents()
    {
        var parser = new YamlDotNet.Core.Parser(new StringReader(Encoding.UTF8.GetString(_utf8)));
        var events = 0;
        while (parser.MoveNext())
        {
            events++;
        }

        return events;
    }

    [Benchmark]
    public int NativeEvents() => NativeYaml.Count(_utf8);

    [Benchmark]
    public ManifestReading Read() => new ManifestReader().Read(File, _utf8);

    [Benchmark]
    public AuditReport Audit() => new Auditor().Audit([Read().File!], new AuditSettings());

    [Benchmark]
    public string Fix() => new Fixer().Fix([Read().File!], new FixSettings { Unsafe = true }).Files[0].Print();
}
