namespace MicroService.Advisor.Manifests;

/// <summary>
/// A place in a manifest file: line and column, both from 1, columns in UTF-16 units; <see cref="None"/> for what was never in a file.
/// </summary>
/// <param name="Line">The line, from 1; 0 when there is none.</param>
/// <param name="Column">The column, from 1; 0 when there is none.</param>
public readonly record struct Position(int Line, int Column)
{
    /// <summary>The position of something that was made, not read.</summary>
    public static Position None => default;

    /// <inheritdoc/>
    public override string ToString() => $"{Line}:{Column}";
}
