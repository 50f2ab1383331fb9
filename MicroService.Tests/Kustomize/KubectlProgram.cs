using System.Text;
using System.Text.Json;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Kustomize;

/// <summary>The real <c>kubectl</c>, whose <c>kustomize</c> needs no cluster. Tests that need it are skipped where it is missing or too old.</summary>
internal static class KubectlProgram
{
    private const int LeastKustomize = 5;

    private static readonly Lazy<Task<string?>> Trouble = new(FindTroubleAsync);

    /// <summary>Renders a folder with a kustomization; fails with kubectl's own words where it can't.</summary>
    public static async Task<ManifestFile> RenderAsync(string folder)
    {
        var text = await RenderTextAsync(folder);
        var reading = new ManifestReader().Read(folder, Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return reading.File!;
    }

    /// <summary>The same as text.</summary>
    public static async Task<string> RenderTextAsync(string folder)
    {
        await SkipWithoutAsync();
        var result = await ChildProcess.RunAsync("kubectl", ["kustomize", folder]);
        Assert.True(result.ExitCode == 0, $"kubectl kustomize {folder}: {result.Error}");
        return result.Output;
    }

    /// <summary>Skips the running test where there is no kubectl that can render what we write.</summary>
    public static async Task SkipWithoutAsync()
    {
        var trouble = await Trouble.Value;
        Assert.SkipUnless(trouble is null, trouble ?? "");
    }

    private static async Task<string?> FindTroubleAsync()
    {
        try
        {
            var result = await ChildProcess.RunAsync("kubectl", ["version", "--client", "--output", "json"]);
            using var version = JsonDocument.Parse(result.Output);
            var kustomize = version.RootElement.TryGetProperty("kustomizeVersion", out var text) ? text.GetString() ?? "" : "";
            return int.TryParse(kustomize.TrimStart('v').Split('.')[0], out var major) && major >= LeastKustomize
                ? null
                : $"kubectl has kustomize {(kustomize.Length > 0 ? kustomize : "of an unknown version")}; {LeastKustomize} or later is needed (https://kubernetes.io/docs/tasks/tools).";
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or JsonException)
        {
            return "kubectl is not installed (https://kubernetes.io/docs/tasks/tools; Debian's kubernetes-client is too old).";
        }
    }
}
