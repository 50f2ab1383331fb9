using MicroService.Advisor.Reporting;
using MicroService.Api.Problems;

namespace MicroService.Api.Pages.Rules;

/// <summary><c>/rules</c>: the checklist.</summary>
internal static class RulePageEndpoints
{
    /// <summary>Maps the views.</summary>
    public static void MapRulePages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/rules", static () => (IResult)RuleListPage.Create(RuleListView.All));
        pages.MapGet("/rules/{id}", static (string id) => RuleList.All.Items.FirstOrDefault(rule => rule.Id == id || rule.FormerIds?.Contains(id) == true) is { } rule
            ? (IResult)RulePage.Create(rule)
            : new ProblemResult(ProblemType.NotFound, $"There is no rule {id}."));
    }
}
