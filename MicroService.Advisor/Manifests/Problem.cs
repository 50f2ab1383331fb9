namespace MicroService.Advisor.Manifests;

/// <summary>Why a file can't be audited, and where.</summary>
/// <param name="Kind">Malformed or invalid.</param>
/// <param name="Code">What is wrong, as a stable kebab-case word such as <c>duplicate-key</c>.</param>
/// <param name="Source">The file's name.</param>
/// <param name="Position">Where; <see cref="Position.None"/> if the whole file is meant.</param>
/// <param name="Message">What is wrong and what to do about it.</param>
public sealed record Problem(ProblemKind Kind, string Code, string Source, Position Position, string Message)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Position == Position.None ? $"{Source}: {Message} [{Code}]" : $"{Source}:{Position}: {Message} [{Code}]";
}
