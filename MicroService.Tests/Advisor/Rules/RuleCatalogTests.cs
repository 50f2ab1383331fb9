using System.Text.RegularExpressions;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.Hygiene;
using MicroService.Advisor.Rules.Images;
using MicroService.Advisor.Rules.Resources;
using MicroService.Advisor.Rules.Rollout;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Rules;

public sealed partial class RuleCatalogTests
{
    public static TheoryData<string> Ids => [.. RuleCatalog.All.Select(rule => rule.Definition.Id)];

    [Fact]
    public void Ids_AreUniqueAndKebabCase()
    {
        var ids = RuleCatalog.All.SelectMany(rule => rule.Definition.FormerIds.Append(rule.Definition.Id)).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches(KebabCase(), id));
    }

    [Fact]
    public void Catalog_HoldsEveryRuleOfTheAssembly()
    {
        var declared = typeof(Rule).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Rule)) && !type.IsAbstract);

        Assert.Equal(declared.Select(type => type.Name).Order(), RuleCatalog.All.Select(rule => rule.GetType().Name).Order());
    }

    [Fact]
    public void Catalog_IsOrderedByCategory() =>
        Assert.Equal(RuleCatalog.All.Select(rule => rule.Definition.Category).Order(), RuleCatalog.All.Select(rule => rule.Definition.Category));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_StandsInItsCategorysFolder(string id)
    {
        var rule = RuleCatalog.Find(id)!;
        var path = RepositoryRoot.Combine("MicroService.Advisor", "Rules", rule.Definition.Category.ToString(), $"{rule.GetType().Name}.cs");

        Assert.True(File.Exists(path), $"{path} does not exist.");
        Assert.Equal($"MicroService.Advisor.Rules.{rule.Definition.Category}", rule.GetType().Namespace);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_HasPassingAndFailingCases(string id)
    {
        var names = RuleCase.Names("*").Where(name => name.StartsWith($"{id}/", StringComparison.Ordinal)).ToList();

        // Some rules apply to nothing but what they find: they would weigh in the score of every object.
        var isAlwaysFound = RuleCatalog.Find(id) is ObjectTypeRule or DuplicateObjectRule or ImageReferenceRule or AmountUnitRule or StatefulSetNameRule;
        Assert.Contains(names, name => name.Contains("/pass.", StringComparison.Ordinal) && (isAlwaysFound || !name.Contains("not-applicable", StringComparison.Ordinal)));
        Assert.Contains(names, name => name.Contains("/fail.", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void RuleWhoseCasesAreFixed_SaysWhatItsFixDoes(string id)
    {
        var rule = RuleCatalog.Find(id)!;
        var fixes = RuleCase.Names("fail")
            .Where(name => name.StartsWith($"{id}/", StringComparison.Ordinal))
            .Any(name => RuleCase.Load(name).Report.Findings.Any(finding => finding.Fix is not null));

        Assert.Equal(fixes, rule.Definition.FixSummary is not null);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Rule_IsDescribedInFull(string id)
    {
        var definition = RuleCatalog.Find(id)!.Definition;

        Assert.DoesNotMatch(@"\.$", definition.Title);
        Assert.EndsWith(".", definition.Why, StringComparison.Ordinal);
        Assert.Equal("https", definition.Reference.Scheme);
        Assert.NotEmpty(definition.Checklist);
    }

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();
}
