using MicroService.Advisor.Manifests;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Delivery;

/// <summary>What a program is started with, from the manifest through the kubelet and a real shell.</summary>
public sealed class CommandLineTests
{
    private const string Value = StartedContainer.Value;

    public static TheoryData<string, string> Forms => new()
    {
        { "{0}", "#" },
        { "'{0}'", "#" },
        { "\"{0}\"", "#" },
        { "--a={0}", "--a=#" },
        { "'a b {0} c'", "a b # c" },
        { "'it'\\''s {0}'", "it's #" },
        { "\"say \\\"{0}\\\"\"", "say \"#\"" },
        { "\"$(printf %s '{0}')\"", "#" },
        { "\"it's $(printf %s \"{0}\") isn't\"", "it's # isn't" },
        { "\"${NOTHING:-{0}}\"", "#" },
        { "x # it's\nprintf '%s' {0}", "x|#" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task SecretInAScript_ReachesTheProgramAsItIs(string form, string received) =>
        Assert.Equal(received.Replace("#", Value, StringComparison.Ordinal), await ReceivedAsync("pw", form));

    [Theory]
    [InlineData("path")]
    [InlineData("home")]
    [InlineData("ifs")]
    [InlineData("ld-preload")]
    [InlineData("bash-env")]
    [InlineData("uid")]
    [InlineData("db-password")]
    public async Task NameOfAParameter_ChangesNothingElse(string parameter) => Assert.Equal(Value, await ReceivedAsync(parameter, "'{0}'"));

    [Theory]
    [InlineData("/usr/bin/env", "bash")]
    [InlineData("env", "A=b", "sh", "-e")]
    [InlineData("/bin/sh", "-e", "-u")]
    public void EveryWayToStartAShell_IsKnown(string entrypoint, params string[] before)
    {
        var pod = Pod("pw", entrypoint, [.. before, "-c", "serve '{0}'"]);

        var script = Texts(pod, "args")[^1];
        Assert.Contains("export PW ", script, StringComparison.Ordinal);
        Assert.EndsWith("exec serve ''\"${PW}\"''", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prepare; serve", true)]
    [InlineData("prepare; exec serve", false)]
    [InlineData("serve", false)]
    public void ScriptThatKeepsItsShell_IsPointedOut(string script, bool isPointedOut) =>
        Assert.Equal(isPointedOut, Pod("pw", "/bin/sh", ["-c", script]).Application.Warnings.Any(warning => warning.Message.Contains("SIGTERM", StringComparison.Ordinal)));

    private static HardenedPod Pod(string parameter, string entrypoint, string[] arguments) => HardenedPod.Of(StartedContainer.Resources(parameter, entrypoint, arguments));

    private static List<string> Texts(HardenedPod pod, string field) => [.. pod.Container.Sequence(field)!.Items.OfType<ScalarNode>().Select(item => item.Value)];

    private static async Task<string> ReceivedAsync(string parameter, string form) =>
        (await StartedContainer.PrintedAsync(Pod(parameter, "/bin/sh", ["-c", $"printf '%s|' {form}"]))).TrimEnd('|');
}
