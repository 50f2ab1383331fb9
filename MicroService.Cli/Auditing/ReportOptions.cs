using System.CommandLine;
using MicroService.Advisor.Rules;
using MicroService.Cli.Input;
using MicroService.Cli.Output;
using MicroService.Cli.Settings;

namespace MicroService.Cli.Auditing;

/// <summary>The options of the commands that report findings: what counts, and where the report goes.</summary>
internal sealed class ReportOptions
{
    private static readonly string[] Formats = ["table", "json", "sarif", "junit", "gitlab"];
    private static readonly string[] Severities = ["danger", "warning", "advice"];

    public ReportOptions()
    {
        Format.AcceptOnlyFromAmong(Formats);
        FailOn.AcceptOnlyFromAmong(Severities);
    }

    public Option<string> Format { get; } = new("--format") { Description = "How to print the report.", DefaultValueFactory = _ => Formats[0] };

    public Option<string?> Output { get; } = ReportTarget.CreateOption();

    public Option<string> FailOn { get; } = new("--fail-on")
    {
        Description = "Exit with 1 if a finding has this severity or a higher one.",
        DefaultValueFactory = _ => Severities[0],
    };

    public Option<string?> Baseline { get; } = new Option<string?>("--baseline")
    {
        Description = "A recorded baseline, or a report as JSON: only findings that are not in it count.",
        HelpName = "file",
    }.AcceptOnlyFiles();

    public Option<string?> Record { get; } = new Option<string?>("--write-baseline")
    {
        Description = "Record the findings as a baseline, and accept them: exit with 0.",
        HelpName = "file",
    }.AcceptOnlyFiles();

    public Option<string?> Settings { get; } = SettingsOption.Create();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Format, Output, FailOn, Baseline, Record, Settings })
        {
            command.Add(option);
        }
    }

    public ReportRequest Read(ParseResult parsed) => new()
    {
        Format = parsed.GetRequiredValue(Format),
        Target = new ReportTarget(parsed.GetValue(Output)),
        FailOn = Enum.Parse<Severity>(parsed.GetRequiredValue(FailOn), ignoreCase: true),
        BaselineFile = parsed.GetValue(Baseline),
        RecordedFile = parsed.GetValue(Record),
        SettingsFile = parsed.GetValue(Settings),
    };
}
