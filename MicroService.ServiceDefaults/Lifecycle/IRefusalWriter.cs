using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Writes refusals as <c>application/problem+json</c>; a service that has problem types of its own registers another one.</summary>
public interface IRefusalWriter
{
    /// <summary>Writes the answer; it has not begun yet.</summary>
    Task WriteAsync(HttpContext context, Refusal refusal);
}
