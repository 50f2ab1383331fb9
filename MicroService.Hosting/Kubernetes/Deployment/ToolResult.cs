namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>What a program came to.</summary>
/// <param name="ExitCode">Null where the program is not installed.</param>
internal sealed record ToolResult(int? ExitCode, string Output, string Error)
{
    public bool IsGood => ExitCode == 0;

    /// <summary>The lines that say what went wrong.</summary>
    public IReadOnlyList<string> Trouble =>
        (Error.Length > 0 ? Error : Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
