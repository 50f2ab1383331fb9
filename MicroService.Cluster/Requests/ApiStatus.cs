namespace MicroService.Cluster.Requests;

/// <summary>A <c>Status</c>, as an API server answers what it does not do.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Reason">Why, in a word; null if it does not say.</param>
/// <param name="Message">Why, in words.</param>
public sealed record ApiStatus(int Code, string? Reason, string Message)
{
    /// <summary>What is wrong, field by field.</summary>
    public IReadOnlyList<ApiCause> Causes { get; init; } = [];

    /// <summary>The kind, or resource, that it is about; null if it does not say.</summary>
    public string? Kind { get; init; }

    /// <summary>The name of the object that it is about; null if it does not say.</summary>
    public string? Name { get; init; }
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Field">The field, such as <c>spec.containers[0].name</c>; null if it is about none.</param>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Message">Why, in words.</param>
public sealed record ApiCause(string? Field, string? Reason, string Message);

/// <summary>What a server answered to a dry run.</summary>
/// <param name="Status">Why it would reject the object; null if it would accept it.</param>
/// <param name="Warnings">What it warns of.</param>
public sealed record DryRunAnswer(ApiStatus? Status, IReadOnlyList<string> Warnings);
