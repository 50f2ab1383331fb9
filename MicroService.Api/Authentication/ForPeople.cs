namespace MicroService.Api.Authentication;

/// <summary>Marks endpoints that people open in a browser: a session is enough for them, and only for them.</summary>
internal sealed class ForPeople
{
    private static readonly ForPeople Mark = new();

    private ForPeople()
    {
    }

    /// <summary>Marks the endpoints of a group.</summary>
    public static RouteGroupBuilder Add(RouteGroupBuilder group) => group.WithMetadata(Mark);

    /// <summary>Whether a session decides on a request: it is for such an endpoint, and brings no token of its own.</summary>
    public static bool IsFor(HttpContext context) =>
        context.Request.Headers.Authorization.Count == 0 && context.GetEndpoint()?.Metadata.GetMetadata<ForPeople>() is not null;
}
