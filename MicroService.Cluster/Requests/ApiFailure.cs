namespace MicroService.Cluster.Requests;

/// <summary>Why the API server gave no answer, or none that helps.</summary>
/// <param name="Kind">What kind of failure it is.</param>
/// <param name="Message">What the server, or the connection, says.</param>
public sealed record ApiFailure(ApiFailureKind Kind, string Message)
{
    /// <summary>Of an expired list: the token to go on with; null if the list has to begin anew.</summary>
    public string? Continue { get; init; }

    /// <summary>The whole of what the server says; null if there was no answer, or one in plain text.</summary>
    public ApiStatus? Status { get; init; }
}

/// <summary>Kinds of failure.</summary>
public enum ApiFailureKind
{
    /// <summary>No connection, or the answer ended early, after several attempts.</summary>
    Unreachable,

    /// <summary>The server's certificate, or ours, was not accepted.</summary>
    Certificate,

    /// <summary>There is no credential to send.</summary>
    NoCredential,

    /// <summary>401: the server does not know the caller.</summary>
    Unauthorized,

    /// <summary>403: the caller may not do this.</summary>
    Forbidden,

    /// <summary>404: there is no such object or kind.</summary>
    NotFound,

    /// <summary>409: somebody else was faster.</summary>
    Conflict,

    /// <summary>410: the list is too old to go on with.</summary>
    Expired,

    /// <summary>429, after several attempts.</summary>
    Busy,

    /// <summary>Any other answer.</summary>
    Rejected,
}

/// <summary>A request failed, after the attempts that it was worth.</summary>
public sealed class ApiException(ApiFailure failure, Exception? inner = null) : Exception(failure.Message, inner)
{
    /// <summary>Why.</summary>
    public ApiFailure Failure { get; } = failure;
}
