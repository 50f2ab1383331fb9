using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Pipeline;

/// <summary>What the service does at one stage of every request.</summary>
internal interface IPipelineMiddleware
{
    /// <summary>The position in the pipeline.</summary>
    PipelineStage Stage { get; }

    /// <summary>Puts itself before the rest of the pipeline. Called once, when the service starts.</summary>
    RequestDelegate Use(RequestDelegate next);
}
