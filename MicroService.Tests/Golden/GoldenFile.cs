using DiffPlex.Renderer;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Golden;

/// <summary>
/// Output kept in the repository. A difference fails the test with a unified diff; with <c>UPDATE_GOLDEN=1</c> the file is rewritten instead,
/// never in CI (<c>CI=true</c>), where a changed file would hide the failure.
/// </summary>
internal static class GoldenFile
{
    /// <summary>Whether files are rewritten.</summary>
    public static bool MayWrite { get; } =
        Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && Environment.GetEnvironmentVariable("CI") is null or "" or "false";

    /// <summary>Compares <paramref name="actual"/> with the file at <paramref name="path"/>, relative to the repository root.</summary>
    public static void Matches(string path, string actual)
    {
        var file = RepositoryRoot.Combine(path);
        var exists = File.Exists(file);
        var expected = exists ? File.ReadAllText(file) : "";
        if (exists && expected == actual)
        {
            return;
        }

        if (MayWrite)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }

        Assert.Fail(
            (exists ? $"{path} is not what came out" : $"{path} does not exist")
            + " (UPDATE_GOLDEN=1 rewrites it; review the change):\n"
            + Difference(path, expected, actual));
    }

    private static string Difference(string path, string expected, string actual)
    {
        var difference = UnidiffRenderer.GenerateUnidiff(expected, actual, $"a/{path}", $"b/{path}");
        return difference.Length > 0 && expected.ReplaceLineEndings("\n") != actual.ReplaceLineEndings("\n")
            ? difference
            : "The texts differ in line endings only.";
    }
}
