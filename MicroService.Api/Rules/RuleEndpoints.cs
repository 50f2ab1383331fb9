using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Api.OpenApi;
using MicroService.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MicroService.Api.Rules;

/// <summary><c>/v1/rules</c>: the catalog.</summary>
public static class RuleEndpoints
{
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

    private static JsonHttpResult<RuleList> List() => TypedResults.Json(RuleList.All, ReportJson.Readable.RuleList);

    private static IResult Find(string id) =>
        RuleCatalog.Find(id) is { } rule
            ? TypedResults.Json(RuleDocument.Of(rule), ReportJson.Readable.RuleDocument)
            : new ProblemResult(ProblemType.NotFound, $"There is no rule {id}; /v1/rules lists them.");
}
