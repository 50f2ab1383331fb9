using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace MicroService.Benchmarks.Audits;

/// <summary>The time as a multiple of libyaml's bare events over the same bytes, measured in the same run.</summary>
internal sealed class NativeYamlColumn : IColumn
{
    public string Id => nameof(NativeYamlColumn);

    public string ColumnName => "/libyaml";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 1;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Mean divided by that of libyaml's events over the same file";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        var native = summary.BenchmarksCases.FirstOrDefault(other => other.Descriptor.WorkloadMethod.Name == nameof(AdvisorBenchmarks.NativeEvents)
            && Equals(other.Parameters["File"], benchmarkCase.Parameters["File"]));
        return native is not null && summary[native]?.ResultStatistics?.Mean is { } limit && summary[benchmarkCase]?.ResultStatistics?.Mean is { } mean
            ? (mean / limit).ToString("0.00", CultureInfo.InvariantCulture)
            : "-";
    }

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
}
