using MicroService.Advisor.Manifests;
using MicroService.Api.Problems;

namespace MicroService.Api.Documents;

/// <summary>Turns what is wrong with a document into the problem to answer with.</summary>
internal static class DocumentProblems
{
    /// <summary>413: what came in is not too long, but what would have to be said about it is.</summary>
    public static ProblemResult TooManyFindings(int limit) =>
        new(ProblemType.TooLarge, $"The document has more than {limit:N0} findings. Split it, or use the command-line tool microservice.");

    /// <summary>400 if any of it could not be read, 422 if it could but is not what Kubernetes takes.</summary>
    public static ProblemResult Describe(IReadOnlyList<Problem> problems)
    {
        var type = problems.Any(problem => problem.Kind == ProblemKind.Malformed) ? ProblemType.MalformedDocument : ProblemType.InvalidDocument;
        var detail = problems.Count == 1 ? problems[0].ToString() : $"The document has {problems.Count} problems; the first is {problems[0]}";
        return new ProblemResult(
            type,
            detail,
            [.. problems.Select(problem => new DocumentProblem(problem.Source, problem.Position.Line, problem.Position.Column, problem.Code, problem.Message))]);
    }
}
