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
