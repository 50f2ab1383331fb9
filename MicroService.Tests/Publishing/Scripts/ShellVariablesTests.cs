using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Cluster;
using MicroService.Tests.Publishing.Delivery;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Scripts;

/// <summary>Secrets in scripts, run by the real shells. In what is printed, # is the secret.</summary>
public sealed class ShellVariablesTests
{
    public static TheoryData<string, string, string> Scripts
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (script, printed) in EveryShell)
            {
                data.Add("/bin/sh", script, printed);
                data.Add("bash", script, printed);
            }

            data.Add("bash", "printf %s $'a\\tb\\'{0}\\'c\\n'", "a\tb'#'c\n");
            data.Add("bash", "printf %s $'{0}\\\\'\"{0}\"", "#\\#");
            data.Add("bash", "printf %s $'it\\'s' '{0}'", "it's#");
            data.Add("bash", "cat <<< {0}", "#\n");
            data.Add("bash", "a=(x {0}); printf %s \"${a[1]}\"", "#");
            return data;
        }
    }

    private static (string Script, string Printed)[] EveryShell =>
    [
        ("cat <<EOF\na '{0}' \"b\" \\$c \\\\ \\\"\nEOF\nprintf %s {0}", "a '#' \"b\" $c \\ \\\"\n#"),
        ("cat <<EOF\nit's {0}\nEOF\nprintf %s '{0}'", "it's #\n#"),
        ("cat <<'EOF'\na '{0}' $HOME `id` \\$c \\\\ \\\nEOF2\n EOF\nEOF\nprintf %s {0}", "a '#' $HOME `id` \\$c \\\\ \\\nEOF2\n EOF\n#"),
        ("cat <<\"E-O.F\" | cat\n$x {0}$\nE-O.F\nprintf %s '{0}'", "$x #$\n#"),
        ("cat <<\\EOF\n${x}{0}\nEOF", "${x}#\n"),
        ("cat <<-EOF\n\ta {0}\n\tEOF\nprintf %s {0}", "a #\n#"),
        ("cat <<-'EOF'\n\t\t$a {0}\n\tEOF\nprintf %s {0}", "$a #\n#"),
        ("cat <<'A' - <<B; cat <<'C'\n$a\nA\n{0}$(printf %s {0})\nB\n$c {0}\nC\nprintf %s {0}", "##\n$c #\n#"),
        ("cat <<A; cat <<'B'\n$((1+1))\nA\n{0}\nB", "2\n#\n"),
        ("cat <<EOF\n\\{0} \\\nEOF\nEOF", "\\# EOF\n"),
        ("cat <<EOF\n{0}\nEOF\n", "#\n"),
        ("cat <<EOF\n$(printf '%s' \"{0}\") ${NOTHING:-{0}}\nEOF", "# #\n"),
        ("x=\"$(cat <<EOF\n{0}\nEOF\n)\"\nprintf '%s' \"$x\"", "#"),
        ("if true; then cat <<EOF\n{0}\nEOF\nfi # it's\nprintf %s {0}", "#\n#"),
        ("printf %s $((1<<2))x {0}", "4x#"),
        ("case a in a) printf %s {0};; b) ;; esac; printf %s '{0}'", "##"),
        ("f() { printf %s \"$1\"; }; f {0}; (f '{0}')", "##"),
        ("printf %s \"${NOTHING:-its {0}}\"", "its #"),
        ("printf %s ${NOTHING:-{0}}", "#"),
        ("printf '%s' `printf %s '{0}' | wc -l | tr -d ' '`x{0}", "2x#"),
        ("# {0}\nprintf %s {0}", "#"),
        ("printf %s \"$$\" >/dev/null; printf %s \\${0}", "$#"),
        ("printf %s \"\\${0}\"", "$#"),
        ("printf %s '${0}'", "$#"),
        ("printf %s \\\n{0}", "#"),
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task SecretInAnyScript_IsTextWhereItStands(string shell, string script, string printed) =>
        Assert.Equal(printed.Replace("#", StartedContainer.Value, StringComparison.Ordinal).TrimEnd('\n'), await PrintedAsync(shell, "-c", script));

    [Theory]
    [InlineData("/bin/sh", "-c", "echo $'it\\'s' '{0}'")]
    [InlineData("/bin/sh", "-c", "echo $'{0}\\n'")]
    [InlineData("bash", "-c", "echo $'\\x4{0}'")]
    [InlineData("bash", "-c", "echo $'\\{0}'")]
    [InlineData("bash", "-c", "echo $((1 + {0}))")]
    [InlineData("bash", "-c", "((x = {0}))")]
    [InlineData("/bin/sh", "-c", "echo ${x#{0}}")]
    [InlineData("/bin/sh", "-c", "echo \"${x:-it's {0}}\"")]
    [InlineData("/bin/sh", "-c", "echo ${0}")]
    [InlineData("/bin/sh", "-c", "echo \"`echo {0}`\"")]
    [InlineData("/bin/sh", "-c", "echo `echo \\\\{0}`")]
    [InlineData("/bin/sh", "-c", "cat <<{0}\nx\n")]
    [InlineData("/bin/sh", "-c", "cat <<'A B'\n{0}\nA B\n")]
    [InlineData("/bin/sh", "-c", "echo \"$(case x in a) echo '{0}';; esac)\"")]
    [InlineData("env", "-S", "sh -c \"echo {0}\"")]
    [InlineData("env", "-S", "sh -c", "echo {0}")]
    [InlineData("env", "-iSsh -c", "echo {0}")]
    [InlineData("/opt/wrapper", "sh", "-c", "echo {0}")]
    public void SecretThatNoVariableCanTakeThePlaceOf_IsRefused(string entrypoint, params string[] arguments)
    {
        var reading = ClusterModelBuilder.Build(SampleModel.Manifest(StartedContainer.Resources("pw", entrypoint, arguments)), new KubernetesOptions { Application = "shop" }, new HashSet<string>());

        var problem = Assert.Single(reading.Problems);
        Assert.Equal($"/resources/app/args/{arguments.Length - 1}", problem.Pointer);
        Assert.Contains("{pw.value}", problem.Message, StringComparison.Ordinal);
        Assert.Contains("WithEnvironment", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("env", "-i", "sh")]
    [InlineData("env", "-", "A=b", "/bin/sh")]
    [InlineData("/usr/bin/env", "-u", "PW", "--unset=OTHER", "-C", "/", "bash", "-e")]
    [InlineData("env", "-uPW", "--", "sh")]
    [InlineData("nice", "-n", "1", "timeout", "-k", "5", "30", "nohup", "env", "--unset", "PW", "sh")]
    public async Task ShellWithoutVariables_HasTheSecretAllTheSame(string entrypoint, params string[] before) =>
        Assert.Equal($"{StartedContainer.Value}|{StartedContainer.Value}", await PrintedAsync(entrypoint, [.. before, "-c", "printf '%s|%s' '{0}' \"$1\"", "sh", "{0}"]));

    [Theory]
    [InlineData("-u", "PASSWORD")]
    [InlineData("-i")]
    public async Task VariableThatIsTakenAway_StaysAway(params string[] options)
    {
        var resources = StartedContainer.Resources("pw", "env", [.. options, "sh", "-c", "printf '%s|%s' \"$PASSWORD\" '{0}'"], """ "env": { "PASSWORD": "x{pw.value}" }, """);

        Assert.Equal($"|{StartedContainer.Value}", await StartedContainer.PrintedAsync(HardenedPod.Of(resources)));
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
    [InlineData("cat <<EOF >conf; serve {0}\npassword=S3cr3tS3cr3t\nEOF\n")]
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
