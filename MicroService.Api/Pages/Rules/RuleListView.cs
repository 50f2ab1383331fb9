using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;

namespace MicroService.Api.Pages.Rules;

/// <summary>The rules, as the page lists them.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Categories">Them by category, in the order in which they run.</param>
public sealed record RuleListView(int Count, IReadOnlyList<RuleGroup> Categories)
{
    /// <summary>Every rule.</summary>
    public static RuleListView All { get; } = new(
        RuleList.All.Items.Count,
        [
            .. RuleList.All.Items.GroupBy(static rule => rule.Category)
                .Select(static group => new RuleGroup(NameOf(group.Key), AnchorOf(group.Key), [.. group])),
        ]);

    /// <summary>The category's name as words: Pod security.</summary>
    public static string NameOf(RuleCategory category)
    {
        var name = category.ToString();
        return string.Concat(name.Select((letter, index) => index > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
    }

    /// <summary>The category's name as an anchor: pod-security.</summary>
    public static string AnchorOf(RuleCategory category) => NameOf(category).Replace(' ', '-').ToLowerInvariant();
}

/// <summary>The rules of a category.</summary>
/// <param name="Name">The category.</param>
/// <param name="Anchor">Its place on the page.</param>
/// <param name="Rules">Its rules.</param>
public sealed record RuleGroup(string Name, string Anchor, IReadOnlyList<RuleDocument> Rules);
