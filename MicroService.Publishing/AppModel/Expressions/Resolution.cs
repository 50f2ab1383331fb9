namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>What a reference or an expression comes to.</summary>
internal abstract record Resolution
{
    /// <summary>A value; one made of a secret is a secret.</summary>
    internal sealed record Known(string Text, bool IsSecret = false) : Resolution;

    /// <summary>No value here and now, although the manifest is right: what it points to doesn't run.</summary>
    /// <param name="Reason">A clause such as "prometheus is not on the PATH".</param>
    internal sealed record Absent(string Reason) : Resolution;

    /// <summary>The manifest is wrong: an unknown name, a cycle.</summary>
    internal sealed record Wrong(string Message) : Resolution;
}

/// <summary>An expression resolved.</summary>
/// <param name="Outcome">The value as a whole; absent or wrong if one part is.</param>
/// <param name="Resources">The names of all resources on the way, direct and indirect.</param>
/// <param name="Problems">All that is wrong, not only the first; without positions.</param>
internal sealed record ResolvedExpression(Resolution Outcome, IReadOnlySet<string> Resources, IReadOnlyList<ManifestProblem> Problems);
