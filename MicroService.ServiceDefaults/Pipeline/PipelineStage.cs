namespace MicroService.ServiceDefaults.Pipeline;

/// <summary>Everything that a request passes before it reaches the application's own middleware, in this order.</summary>
internal enum PipelineStage
{
    /// <summary>Accepts or makes the correlation id. Everything below can log it, refusals and answers of the management port included.</summary>
    Correlation,

    /// <summary>Adds the headers of every answer when it starts: the correlation id, what keeps browsers from taking it for a page, and <c>Connection: close</c> while the service drains.</summary>
    ResponseHeaders,

    /// <summary>Answers requests of the management port. Nothing below sees them, so neither port can reach or starve the other.</summary>
    Management,

    /// <summary>Answers requests of ports that answer theirs themselves. Nothing below sees them.</summary>
    Dedicated,

    /// <summary>Logs requests of the service's ports, those that <see cref="HostFilter"/> rejects included.</summary>
    AccessLog,

    /// <summary>Gives errors that came without a body one that says what is wrong, the refusal of <see cref="HostFilter"/> included.</summary>
    EmptyErrors,

    /// <summary>ASP.NET Core's own filter for <c>AllowedHosts</c>.</summary>
    HostFilter,

    /// <summary>Counts requests in flight, and ends those that the service has to end with an honest answer.</summary>
    Lifetime,

    /// <summary>Limits the time that a request may take, its wait for <see cref="Gate"/> included.</summary>
    TimeLimit,

    /// <summary>Limits the requests that are worked on at once, keeps some waiting, and refuses the rest.</summary>
    Gate,

    /// <summary>Answers requests that failed because a dependency did.</summary>
    DependencyRefusals,
}
