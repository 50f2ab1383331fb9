using MicroService.Api.Problems;

namespace MicroService.Api.Pages.Errors;

/// <summary>A problem, as it is shown.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="RetryAfter">After how many seconds to try again; empty where that would not help.</param>
public sealed record ProblemPageView(ProblemDocument Problem, string RetryAfter);
