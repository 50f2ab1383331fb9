using MicroService.ServiceDefaults.Refusals;

namespace MicroService.Api.Problems;

/// <summary>Makes the defaults' refusals problems of the Api: overloaded, stopping, timed out, and errors that came without a body.</summary>
internal sealed class ProblemRefusal : IRefusalWriter
{
    public Task WriteAsync(HttpContext context, Refusal refusal) =>
        new ProblemResult(ProblemType.For(refusal.Status)!, refusal.Detail, retryAfter: refusal.RetryAfter).ExecuteAsync(context);
}
