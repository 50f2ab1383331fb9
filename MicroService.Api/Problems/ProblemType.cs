namespace MicroService.Api.Problems;

/// <summary>One kind of error the Api answers with (RFC 9457, section 3).</summary>
/// <param name="Name">The last part of the type's URI: stable, kebab-case.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The same words for every occurrence.</param>
public sealed record ProblemType(string Name, int Status, string Title)
{
    private const string Base = "https://advisor.microservice.dev/problems/";

    /// <summary>The document cannot be read as YAML or JSON.</summary>
    public static readonly ProblemType MalformedDocument = new("malformed-document", StatusCodes.Status400BadRequest, "The document cannot be read");

    /// <summary>The document can be read, but is not what Kubernetes takes.</summary>
    public static readonly ProblemType InvalidDocument = new("invalid-document", StatusCodes.Status422UnprocessableEntity, "The document is not a set of Kubernetes manifests");

    /// <summary>A query parameter is not what it has to be.</summary>
    public static readonly ProblemType InvalidParameter = new("invalid-parameter", StatusCodes.Status400BadRequest, "A query parameter is wrong");

    /// <summary>The request itself is broken.</summary>
    public static readonly ProblemType BadRequest = new("bad-request", StatusCodes.Status400BadRequest, "The request is malformed");

    /// <summary>The caller did not say who it is.</summary>
    public static readonly ProblemType Unauthenticated = new("unauthenticated", StatusCodes.Status401Unauthorized, "A valid bearer token is needed");

    /// <summary>The caller may not do this.</summary>
    public static readonly ProblemType Forbidden = new("forbidden", StatusCodes.Status403Forbidden, "The token does not allow this");

    /// <summary>A browser sends a form that is not of the page.</summary>
    public static readonly ProblemType ForeignForm = new("foreign-form", StatusCodes.Status403Forbidden, "The form is of another site");

    /// <summary>A person is not signed in, or not any more, where sending it to the sign-in would lose what it sends.</summary>
    public static readonly ProblemType SignInNeeded = new("sign-in-needed", StatusCodes.Status401Unauthorized, "Sign in first");

    /// <summary>A sign-in was not finished.</summary>
    public static readonly ProblemType SignInFailed = new("sign-in-failed", StatusCodes.Status400BadRequest, "The sign-in was not finished");

    /// <summary>The authority, or the person, said no to a sign-in, or the authority's token is not one for this service.</summary>
    public static readonly ProblemType SignInDenied = new("sign-in-denied", StatusCodes.Status403Forbidden, "The sign-in was denied");

    /// <summary>There is nothing at this address.</summary>
    public static readonly ProblemType NotFound = new("not-found", StatusCodes.Status404NotFound, "Not found");

    /// <summary>The address exists, but not with this method.</summary>
    public static readonly ProblemType MethodNotAllowed = new("method-not-allowed", StatusCodes.Status405MethodNotAllowed, "The method is not allowed here");

    /// <summary>None of the media types in <c>Accept</c> can be made.</summary>
    public static readonly ProblemType NotAcceptable = new("not-acceptable", StatusCodes.Status406NotAcceptable, "None of the accepted media types can be answered");

    /// <summary>The body took too long to arrive.</summary>
    public static readonly ProblemType RequestTimeout = new("request-timeout", StatusCodes.Status408RequestTimeout, "The request took too long to arrive");

    /// <summary>The body is over the limit.</summary>
    public static readonly ProblemType TooLarge = new("too-large", StatusCodes.Status413PayloadTooLarge, "The document is too large");

    /// <summary>The body is of a type that is not read here.</summary>
    public static readonly ProblemType UnsupportedMediaType = new("unsupported-media-type", StatusCodes.Status415UnsupportedMediaType, "The media type is not supported");

    /// <summary>The caller asks too often.</summary>
    public static readonly ProblemType TooManyRequests = new("too-many-requests", StatusCodes.Status429TooManyRequests, "Too many requests");

    /// <summary>A bug of ours.</summary>
    public static readonly ProblemType Internal = new("internal", StatusCodes.Status500InternalServerError, "Something went wrong here");

    /// <summary>Something the service depends on is down.</summary>
    public static readonly ProblemType DependencyDown = new("dependency-down", StatusCodes.Status503ServiceUnavailable, "A dependency is not available");

    /// <summary>More work is waiting than can be done soon.</summary>
    public static readonly ProblemType Overloaded = new("overloaded", StatusCodes.Status503ServiceUnavailable, "The service is overloaded");

    /// <summary>The work took too long, or its body did.</summary>
    public static readonly ProblemType TimedOut = new("timed-out", StatusCodes.Status504GatewayTimeout, "The request took too long");

    /// <summary>Every type.</summary>
    public static readonly IReadOnlyList<ProblemType> All =
    [
        MalformedDocument, InvalidDocument, InvalidParameter, BadRequest, Unauthenticated, Forbidden, ForeignForm, NotFound, MethodNotAllowed, NotAcceptable,
        RequestTimeout, TooLarge, UnsupportedMediaType, TooManyRequests, Internal, DependencyDown, Overloaded, TimedOut,
        SignInNeeded, SignInFailed, SignInDenied,
    ];

    /// <summary>The <c>type</c> member: names the type, and is where its documentation belongs.</summary>
    public string Uri => Base + Name;

    /// <summary>The type for a status without further description; null for those below 400.</summary>
    public static ProblemType? For(int status) => status switch
    {
        < 400 => null,
        StatusCodes.Status400BadRequest => BadRequest,
        StatusCodes.Status503ServiceUnavailable => Overloaded,
        _ => All.FirstOrDefault(type => type.Status == status) ?? new ProblemType($"http-{status}", status, $"HTTP {status}"),
    };
}
