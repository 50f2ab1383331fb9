using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Kustomize;
using MicroService.Publishing.Planning;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Hardening;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.CommandLines;

/// <summary>Secrets in scripts, run by the real shells. In what is printed, @ is the secret.</summary>
public sealed class ScriptPlaceTests
{
    private static readonly string[] Shells = ["/bin/sh", "bash"];

    private static readonly (string Script, string Printed)[] Understood =
    [
        ("printf %s {0}", "@"),
        ("printf %s \"{0}\"", "@"),
        ("printf %s --a={0}", "--a=@"),
        ("printf %s \"say \\\"{0}\\\"\"", "say \"@\""),
        ("printf %s 'it'\\''s '{0}", "it's @"),
        ("printf %s \"$NOTHING${NOTHING}\"$NOTHING{0}", "@"),
        ("printf %s \"$NOTHING{0}\"", "@"),
        ("x={0}; printf %s \"$x\"", "@"),
        ("# it's\nprintf %s {0}", "@"),
        ("if true; then printf %s {0}; fi # it's \"\nprintf %s {0}", "@@"),
        ("case a in a) printf %s {0};; b) ;; esac; printf %s \"{0}\"", "@@"),
        ("f() { printf %s \"$1\"; }; f {0}; (f {0})", "@@"),
        ("printf %s \"$$\" >/dev/null; printf %s a#\\\"{0}", "a#\"@"),
        ("printf %s \\\n{0}", "@"),
        ("cat </dev/null; printf %s {0} | cat; printf %s $(echo x)", "@x"),
    ];

    public static TheoryData<string, string, string> Scripts => [.. Shells.SelectMany(shell => Understood.Select(form => (shell, form.Script, form.Printed)))];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task SecretInAScript_IsTextWhereItStands(string shell, string script, string printed) =>
        Assert.Equal(printed.Replace("@", StartedContainer.Value, StringComparison.Ordinal), await PrintedAsync(shell, "-c", script));

    [Theory]
    [InlineData("in single quotes", "/bin/sh", "-c", "echo 'it is {0}'")]
    [InlineData("in single quotes", "/bin/sh", "-c", "echo \"it's\" '{0}'")]
    [InlineData("behind a dollar sign", "/bin/sh", "-c", "echo ${0}")]
    [InlineData("behind a dollar sign", "/bin/sh", "-c", "echo \"${0}\"")]
    [InlineData("behind a backslash", "/bin/sh", "-c", "echo \\{0}")]
    [InlineData("behind a backslash", "/bin/sh", "-c", "echo \"\\{0}\"")]
    [InlineData("in a comment", "/bin/sh", "-c", "serve # {0}")]
    [InlineData("$(…)", "/bin/sh", "-c", "echo \"$(echo {0})\"")]
    [InlineData("$(…)", "/bin/sh", "-c", "x=$(date); serve {0}")]
    [InlineData("backticks", "/bin/sh", "-c", "echo `echo {0}`")]
    [InlineData("backticks", "/bin/sh", "-c", "echo \"`echo {0}`\"")]
    [InlineData("expansion", "/bin/sh", "-c", "echo ${x:-{0}}")]
    [InlineData("expansion", "/bin/sh", "-c", "echo \"${x#{0}}\"")]
    [InlineData("here-document", "/bin/sh", "-c", "cat <<EOF\n{0}\nEOF\n")]
    [InlineData("here-document", "/bin/sh", "-c", "cat <<{0}\nx\n")]
    [InlineData("here-document", "bash", "-c", "cat <<< {0}")]
    [InlineData("$'…'", "bash", "-c", "echo $'{0}'")]
    [InlineData("arithmetic", "bash", "-c", "echo $((1 + {0}))")]
    [InlineData("arithmetic", "bash", "-c", "((x = {0}))")]
    [InlineData("another script", "/bin/sh", "-c", "eval \"a; serve {0}\"")]
    [InlineData("another script", "/bin/sh", "-c", "prepare; exec su app -c \"serve {0}\"")]
    [InlineData("another script", "/bin/sh", "-c", "/bin/bash -c \"serve '{0}'\"")]
    [InlineData("env -S", "env", "-S", "sh -c \"echo {0}\"")]
    [InlineData("env -S", "env", "-u", "X", "-iSsh -c", "echo {0}")]
    [InlineData("env -S", "/usr/bin/env", "--split-string=serve --password {0}")]
    [InlineData("another program starts", "/opt/wrapper", "sh", "-c", "echo {0}")]
    [InlineData("another program starts", "env", "-i", "/bin/sh", "-c", "echo {0}")]
    public void SecretInAnyOtherPlace_IsRefusedWithTheWayOut(string place, string entrypoint, params string[] arguments)
    {
        var reading = ClusterModelBuilder.Build(SampleModel.Manifest(StartedContainer.Resources("pw", entrypoint, arguments)), new KubernetesOptions { Application = "shop" }, new HashSet<string>());

        var problem = Assert.Single(reading.Problems);
        Assert.Equal($"/resources/app/args/{arguments.Length - 1}", problem.Pointer);
        Assert.StartsWith("{pw.value} ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(place, problem.Message, StringComparison.Ordinal);
        Assert.Contains("(WithEnvironment(\"PW\", …)), and use \"$PW\" in the command.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void VariableOfTheResource_NeedsNoPlace()
    {
        var resources = StartedContainer.Resources("pw", "/opt/wrapper", ["sh", "-c", "echo $(cat <<EOF\n$PW\nEOF\n)"], """ "env": { "PW": "{pw.value}" }, """);

        Assert.Equal("PW", Assert.Single(SampleModel.Of(resources).Workloads[0].Secrets).Name);
    }

    [Fact]
    public async Task ProgramWithAFolderForSecrets_GetsThoseOfItsScript()
    {
        var pod = HardenedPod.Of(StartedContainer.Resources("pw", "sh", ["-c", "printf %s {0}"]), new WorkloadSettings { SecretsFolder = "/run/secrets/app" });

        Assert.Equal(StartedContainer.Value, await StartedContainer.PrintedAsync(pod));
    }

    [Theory]
    [InlineData("PGPASSWORD=S3cr3tS3cr3t psql")]
    [InlineData("export API_TOKEN='abcdef0123456789'; serve {0}")]
    public void PlainTextSecretThatAScriptSets_GoesIntoTheSecret(string script)
    {
        var workload = SampleModel.Of(StartedContainer.Resources("pw", "/bin/sh", ["-c", script])).Workloads[0];

        Assert.Equal(["-c", "$(SCRIPT)"], workload.Arguments);
        Assert.Contains(workload.Secrets, secret => secret.Name == "SCRIPT" && secret.Expression.Text == script.Replace("{0}", "\"${{PW}}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SecretBesideOneInPlainText_IsTextToo()
    {
        var resources = StartedContainer.Resources("pw", "/bin/sh", ["-c", "PGPASSWORD=S3cr3tS3cr3t; printf '%s %s' $PGPASSWORD {0}"]);
        var script = SampleModel.Of(resources).Workloads[0].Secrets.Single(secret => secret.Name == "SCRIPT").Expression.Text;

        var printed = await StartedContainer.PrintedAsync(HardenedPod.Of(resources), string.Concat(Expression.Parse(script).Parts.Cast<LiteralPart>().Select(part => part.Text)));

        Assert.Equal($"S3cr3tS3cr3t {StartedContainer.Value}", printed);
    }

    [Theory]
    [InlineData("PGPASSWORD=$OTHER psql")]
    [InlineData("PGPASSWORD=\"$(cat /run/x)\" psql")]
    [InlineData("make keys=all")]
    public void AssignmentOfNoSecret_Stays(string script) =>
        Assert.Empty(SampleModel.Of(StartedContainer.Resources("pw", "/bin/sh", ["-c", script])).Workloads[0].Secrets);

    private static Task<string> PrintedAsync(string entrypoint, params string[] arguments) =>
        StartedContainer.PrintedAsync(HardenedPod.Of(StartedContainer.Resources("pw", entrypoint, arguments)));
}
