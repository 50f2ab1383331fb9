using System.CommandLine;
using System.Text.Json;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Cli.Output;

namespace MicroService.Cli.Catalog;

/// <summary><c>rules</c>: lists the catalog.</summary>
internal static class RulesCommand
{
    private static readonly string[] Formats = ["table", "json"];

    public static Command Create()
    {
        var format = new Option<string>("--format") { Description = "How to print the catalog.", DefaultValueFactory = _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var command = new Command("rules", "List the rules.") { format };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(format)));
        return command;
    }

    private static async Task<int> RunAsync(string format)
    {
        if (format == "json")
        {
            await Terminal.WriteAsync(JsonReport.Write(RuleList.All.Items)).ConfigureAwait(false);
            return ExitCode.Good;
        }

        var output = Terminal.OpenOutput();
        await using (output.ConfigureAwait(false))
        {
            WriteTable(output, Terminal.Palette);
        }

        return ExitCode.Good;
    }

    private static void WriteTable(StreamWriter output, Palette palette)
    {
        var width = RuleCatalog.All.Max(rule => rule.Definition.Id.Length);
        foreach (var category in RuleCatalog.All.Select(rule => rule.Definition).GroupBy(definition => definition.Category))
        {
            output.WriteLine(palette.Bold(JsonNamingPolicy.KebabCaseLower.ConvertName(category.Key.ToString())));
            foreach (var rule in category)
            {
                var severity = JsonNamingPolicy.KebabCaseLower.ConvertName(rule.Severity.ToString());
                output.WriteLine($"  {palette.Of(rule.Severity, severity.PadRight(7))}  {rule.Id.PadRight(width)}  {rule.Title}{(rule.FixSummary is null ? "" : palette.Dim(" [fix]"))}");
            }
        }
    }
}
