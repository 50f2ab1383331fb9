using MicroService.Advisor.Manifests;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.CommandLines;

/// <summary>What a program is started with, from the manifest through the kubelet and a real shell.</summary>
public sealed class CommandLineTests
{
    private const string Value = StartedContainer.Value;

    [Theory]
    [InlineData("path")]
    [InlineData("home")]
    [InlineData("ifs")]
    [InlineData("ld-preload")]
    [InlineData("bash-env")]
    [InlineData("uid")]
    [InlineData("db-password")]
    public async Task NameOfAParameter_ChangesNothingElse(string parameter) => Assert.Equal(Value, await ReceivedAsync(parameter));

    [Theory]
    [InlineData("bash")]
    [InlineData("/bin/bash", "--norc", "-euo", "pipefail")]
    [InlineData("/bin/sh", "-e", "-u")]
    public void EveryWayToStartAShell_IsKnown(string entrypoint, params string[] before)
    {
        var pod = Pod("pw", entrypoint, [.. before, "-c", "serve {0}"]);

        var script = Texts(pod, "args")[^1];
        Assert.Contains("export PW ", script, StringComparison.Ordinal);
        Assert.EndsWith("exec serve \"${PW}\"", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prepare; serve", true)]
    [InlineData("prepare; exec serve", false)]
    [InlineData("serve", false)]
    public void ScriptThatKeepsItsShell_IsPointedOut(string script, bool isPointedOut) =>
        Assert.Equal(isPointedOut, Pod("pw", "/bin/sh", ["-c", script]).Application.Warnings.Any(warning => warning.Message.Contains("SIGTERM", StringComparison.Ordinal)));

    private static HardenedPod Pod(string parameter, string entrypoint, string[] arguments) => HardenedPod.Of(StartedContainer.Resources(parameter, entrypoint, arguments));

    private static List<string> Texts(HardenedPod pod, string field) => [.. pod.Container.Sequence(field)!.Items.OfType<ScalarNode>().Select(item => item.Value)];

    private static Task<string> ReceivedAsync(string parameter) => StartedContainer.PrintedAsync(Pod(parameter, "/bin/sh", ["-c", "printf %s {0}"]));
}
