namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>The result of resolving a reference or an expression.</summary>
internal abstract record Resolution
{
    /// <summary>A value, which is secret if a part of it is.</summary>
    internal sealed record Known(string Text, bool IsSecret = false) : Resolution;

    /// <summary>No value, although the manifest is valid, because the resource isn't published.</summary>
    /// <param name="Reason">A clause such as "signalr is an Azure resource".</param>
    internal sealed record Absent(string Reason) : Resolution;

    /// <summary>The manifest is invalid: an unknown name, a cycle.</summary>
    internal sealed record Wrong(string Message) : Resolution;
}

/// <summary>A resolved expression.</summary>
/// <param name="Outcome">The value as a whole; absent or wrong if a part is.</param>
/// <param name="Resources">The names of all resources on the way, direct and indirect.</param>
/// <param name="Problems">All problems, without positions.</param>
internal sealed record ResolvedExpression(Resolution Outcome, IReadOnlySet<string> Resources, IReadOnlyList<ManifestProblem> Problems);
