namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>The program <c>kubectl</c>, always for the same context: another program may change the current one meanwhile.</summary>
internal sealed record Kubectl(string Context)
{
    public const string Program = "kubectl";

    public Task<ToolResult> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken, string input = "", Action<string>? line = null) =>
        Tool.RunAsync(Program, [.. arguments, "--context", Context], cancellationToken, input, line);
}
