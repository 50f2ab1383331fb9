namespace MicroService.Publishing.Images;

/// <summary>Which of its secrets an image's entrypoint reads from files, whose paths are in variables with a suffix.</summary>
/// <param name="Suffix">Behind the variable's name, such as <c>_FILE</c>.</param>
/// <param name="Program">The command for which the entrypoint does so; null if it does for any.</param>
/// <param name="Names">The variables; <c>*</c> at the end stands for any rest.</param>
internal sealed record ImageSecretFiles(string Suffix, string? Program, params IReadOnlyList<string> Names)
{
    /// <summary>Whether the entrypoint reads the variable from a file when it is started with these arguments.</summary>
    public bool Has(string name, IReadOnlyList<string> arguments) =>
        (Program is null || arguments is [] or [['-', ..], ..] || arguments[0] == Program)
        && Names.Any(known => known is [.. var start, '*'] ? name.StartsWith(start, StringComparison.Ordinal) : name == known);
}
