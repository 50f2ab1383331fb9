using System.Collections.Frozen;
using MicroService.Advisor.Reporting;
using MicroService.Api.Documents;
using MicroService.Api.OpenApi;
using MicroService.Api.Problems;

namespace MicroService.Api.Rules;

/// <summary><c>/v1/rules</c>: the catalog.</summary>
public static class RuleEndpoints
{
    private static readonly ConstantResult All = new(JsonReport.Write(RuleList.All));

    private static readonly FrozenDictionary<string, ConstantResult> ById =
        RuleList.All.Items.ToFrozenDictionary(rule => rule.Id, rule => new ConstantResult(JsonReport.Write(rule)), StringComparer.Ordinal);

    /// <summary>Maps the calls.</summary>
    public static IEndpointRouteBuilder MapRules(this IEndpointRouteBuilder app)
    {
        var rules = app.MapGroup("").WithTags("Rules");
        rules.MapGet("/v1/rules", List)
            .WithName("ListRules")
            .WithSummary("Every rule, in the order in which they run")
            .Produces<RuleList>();
        rules.MapGet("/v1/rules/{id}", Find)
            .WithName("GetRule")
            .WithSummary("One rule: what it checks, why, and what its fix does")
            .Produces<RuleDocument>()
            .WithProblems(ProblemType.NotFound);
        return app;
    }

    private static ConstantResult List() => All;

    private static IResult Find(string id) =>
        ById.TryGetValue(id, out var rule)
            ? rule
            : new ProblemResult(ProblemType.NotFound, $"There is no rule {id}; /v1/rules lists them.");
}
