namespace MicroService.Advisor.Objects;

/// <summary>An image reference taken apart (OCI distribution spec; docker/distribution reference grammar).</summary>
/// <param name="Repository">Registry and path, without tag and digest.</param>
/// <param name="Tag">The tag, or null.</param>
/// <param name="Digest">The digest such as <c>sha256:…</c>, or null.</param>
public sealed record ImageReference(string Repository, string? Tag, string? Digest)
{
    /// <summary>The last part of the repository's path, such as <c>redis</c>.</summary>
    public string ShortName => Repository[(Repository.LastIndexOf('/') + 1)..];

    /// <inheritdoc/>
    public override string ToString() => $"{Repository}{(Tag is null ? "" : $":{Tag}")}{(Digest is null ? "" : $"@{Digest}")}";

    /// <summary>Takes a reference apart; anything parses.</summary>
    public static ImageReference Parse(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : reference[(at + 1)..];
        var name = at < 0 ? reference : reference[..at];
        // A colon before the last slash belongs to the registry's port.
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/')
            ? new ImageReference(name[..colon], name[(colon + 1)..], digest)
            : new ImageReference(name, null, digest);
    }
}
