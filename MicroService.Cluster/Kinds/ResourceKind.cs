namespace MicroService.Cluster.Kinds;

/// <summary>A kind of object that a scan reads.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Plural">The resource's name in paths and roles, such as <c>deployments</c>.</param>
/// <param name="Kind">The kind, such as <c>Deployment</c>.</param>
public sealed record ResourceKind(string Group, string Plural, string Kind)
{
    /// <summary>Where the objects are, and what they say about others.</summary>
    public KindReach Reach { get; init; } = KindReach.Namespace;

    /// <summary>The rules that would call something missing, or wrong, if these objects can't be read.</summary>
    public IReadOnlyList<string> SilencedRules { get; init; } = [];

    /// <summary>The name as kubectl and roles have it: <c>deployments.apps</c>, or <c>pods</c> for the core group.</summary>
    public string FullName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <inheritdoc/>
    public override string ToString() => FullName;
}

/// <summary>Where the objects of a kind are, and how far what they say reaches.</summary>
public enum KindReach
{
    /// <summary>In a namespace, and about that namespace.</summary>
    Namespace,

    /// <summary>In a namespace, but about others as well: read once for the whole cluster where that is allowed.</summary>
    Namespaces,

    /// <summary>In no namespace; read once.</summary>
    Cluster,
}
