using System.CommandLine;
using System.Text.Json;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Cli.Output;

namespace MicroService.Cli.Catalog;

/// <summary><c>rules [ID…]</c>: lists the catalog, or prints rules in full.</summary>
internal static class RulesCommand
{
    private static readonly string[] Formats = ["table", "json", "markdown"];

    public static Command Create()
    {
        var ids = new Argument<Rule[]>("id")
        {
            Description = "The rules to print in full. Default: a list of all.",
            Arity = ArgumentArity.ZeroOrMore,
            CustomParser = static result => [.. result.Tokens.Select(token => RuleOption.Find(token.Value, result)).OfType<Rule>()],
        };
        var format = new Option<string>("--format") { Description = "How to print them.", DefaultValueFactory = _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var output = ReportTarget.CreateOption();
        var command = new Command("rules", "List the rules, or print some in full.") { ids, format, output };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(ids) ?? [], parsed.GetRequiredValue(format), new ReportTarget(parsed.GetValue(output))));
        return command;
    }

    private static async Task<int> RunAsync(Rule[] chosen, string format, ReportTarget target)
    {
        RuleDocument[] documents = [.. (chosen.Length > 0 ? chosen : RuleCatalog.All).Select(RuleDocument.Of)];
        var problem = await (format switch
        {
            "json" => target.WriteAsync(output => output.Write(documents.Length == 1 && chosen.Length == 1 ? JsonReport.Write(documents[0]) : JsonReport.Write(documents))),
            "markdown" => target.WriteTextAsync((writer, _) => RuleText.WriteMarkdown(writer, documents)),
            _ when chosen.Length > 0 => target.WriteTextAsync((writer, palette) => RuleText.Write(writer, documents, palette)),
            _ => target.WriteTextAsync(WriteTable),
        }).ConfigureAwait(false);
        if (problem is null)
        {
            return ExitCode.Good;
        }

        await Terminal.WriteErrorsAsync([problem]).ConfigureAwait(false);
        return ExitCode.CannotWrite;
    }

    private static void WriteTable(TextWriter output, Palette palette)
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
