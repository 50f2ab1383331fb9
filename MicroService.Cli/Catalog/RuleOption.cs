using System.CommandLine;
using System.CommandLine.Parsing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Rules;

namespace MicroService.Cli.Catalog;

/// <summary>Rules that a command line names by their ids, those that they had before included.</summary>
internal static class RuleOption
{
    public static Option<Rule[]> Create() => new("--rule")
    {
        Description = "Apply the fixes of this rule alone. Can be repeated.",
        HelpName = "id",
        CustomParser = static result => [.. result.Tokens.Select(token => Find(token.Value, result)).OfType<Rule>()],
    };

    /// <summary>The rule of an id; null, and a mistake of the command line, if there is none.</summary>
    public static Rule? Find(string id, SymbolResult result)
    {
        var rule = RuleCatalog.Find(id);
        if (rule is null)
        {
            result.AddError($"There is no rule {id}; microservice rules lists them.");
        }

        return rule;
    }
}
