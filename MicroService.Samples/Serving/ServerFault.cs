namespace MicroService.Samples.Serving;

/// <summary>What goes wrong with an answer.</summary>
public enum ServerFault
{
    /// <summary>429 in plain text, as the API server's filters answer.</summary>
    TooManyRequests,

    /// <summary>500.</summary>
    InternalError,

    /// <summary>410, with a token to go on with.</summary>
    ExpiredWithToken,

    /// <summary>410, without one.</summary>
    Expired,

    /// <summary>The connection is cut in the middle of the answer.</summary>
    CutConnection,

    /// <summary>The answer ends in its middle, and says that it is whole.</summary>
    HalfAnswer,

    /// <summary>Nothing comes until the client gives up.</summary>
    Silence,

    /// <summary>Half of the answer comes, and then nothing.</summary>
    SilenceWithin,

    /// <summary>403.</summary>
    Forbidden,
}
