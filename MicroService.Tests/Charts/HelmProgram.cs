using MicroService.Tests.Processes;

namespace MicroService.Tests.Charts;

/// <summary>The real <c>helm</c>, whose <c>template</c> needs no cluster. Tests that need it are skipped where it is missing.</summary>
internal static class HelmProgram
{
    private static readonly Lazy<Task<bool>> IsInstalled = new(FindAsync);

    /// <summary>Skips the running test where there is no helm.</summary>
    public static async Task SkipWithoutAsync() =>
        Assert.SkipUnless(await IsInstalled.Value, "helm is not installed (https://helm.sh/docs/intro/install).");

    private static async Task<bool> FindAsync()
    {
        try
        {
            return (await ChildProcess.RunAsync("helm", ["version", "--short"])).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
