using CsCheck;
using MicroService.Publishing.CommandLines;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.CommandLines;

public sealed class ArgumentListTests
{
    [Fact]
    public void EscapedText_IsWhatItWasForTheKubelet() =>
        Gen.String[Gen.Char["$()aB "], 0, 12].Sample(text => Expanded(ArgumentList.Escaped(text)) == text);

    [Fact]
    public void EscapedText_LeavesWhatFollowsAlone() =>
        Gen.String[Gen.Char["$()aB "], 0, 12].Sample(text => Expanded(ArgumentList.Escaped(text, isLast: false) + "$(V)") == text + "value");

    [Theory]
    [InlineData("{pw.value}", "$(PW)")]
    [InlineData("--password={pw.value}", "--password=$(PW)")]
    [InlineData("$(date) $HOME", "$$(date) $HOME")]
    [InlineData("yes", "yes")]
    [InlineData("{{x}}", "{x}")]
    public void Argument_ShowsNoSecret(string argument, string published) => Assert.Equal([published], Of($"\"{argument}\"").Arguments);

    [Fact]
    public void SecretInAScript_IsAVariableOfTheShell() =>
        Assert.Equal(["-c", "redis-server --requirepass \"${PW}\""], Of(""" "-c", "redis-server --requirepass {pw.value}" """, """ "entrypoint": "/bin/sh", """).Arguments);

    [Theory]
    [InlineData("'--password=hunter22222'", "--password=$(PASSWORD)", "hunter22222")]
    [InlineData("'API_TOKEN=abcdef0123456789'", "API_TOKEN=$(API_TOKEN)", "abcdef0123456789")]
    [InlineData("'--password', 'hunter22222'", "--password $(PASSWORD)", "hunter22222")]
    [InlineData("'--password={open.value}'", "--password=$(PASSWORD)", "{open.value}")]
    [InlineData("'Server=db;User Id=sa;Password=Sup3r!;'", "$(ARGUMENT)", "Server=db;User Id=sa;Password=Sup3r!;")]
    [InlineData("'https://user:p4ssw0rd@host/x'", "$(ARGUMENT)", "https://user:p4ssw0rd@host/x")]
    [InlineData("'sh', '-c', 'redis-server --requirepass S3cr3tS3cr3t'", "sh -c $(SCRIPT)", "redis-server --requirepass S3cr3tS3cr3t")]
    public void SecretInPlainText_GoesIntoTheSecretAndIsPointedOut(string arguments, string published, string expression)
    {
        var model = Model(arguments.Replace('\'', '"'));

        var workload = Assert.Single(model.Workloads);
        Assert.Equal(published, string.Join(' ', workload.Arguments));
        Assert.Equal(expression, Assert.Single(workload.Secrets).Expression.Text);
        Assert.Contains(model.Warnings, warning => warning.Message.Contains("plain text", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'--password-file=/run/x'")]
    [InlineData("'--token', '$(TOKEN)'")]
    [InlineData("'--password', '--verbose'")]
    [InlineData("'sh', '-c', 'redis-server --requirepass \\\"$REDIS_PASSWORD\\\"'")]
    public void WhatIsNoSecret_Stays(string arguments) => Assert.Empty(Assert.Single(Model(arguments.Replace('\'', '"')).Workloads).Secrets);

    [Fact]
    public void CommandLineInAVariable_IsLookedAtToo() =>
        Assert.Equal("REDIS_ARGS", Assert.Single(Of("", """ "env": { "REDIS_ARGS": "--requirepass S3cr3tS3cr3t" }, """).Secrets).Name);

    [Fact]
    public void Entrypoint_IsResolved() =>
        Assert.Equal(["/opt/$(PW)/open"], Of("", """ "entrypoint": "/opt/{pw.value}/{{open}}", """.Replace("{{open}}", "open", StringComparison.Ordinal)).Command);

    [Fact]
    public void SecretThatIsAVariableAlready_IsNotAddedAgain()
    {
        var workload = Of(""" "--a", "{pw.value}", "--b", "{pw.value}" """, """ "env": { "PASSWORD": "{pw.value}" }, """);

        Assert.Equal(["--a", "$(PASSWORD)", "--b", "$(PASSWORD)"], workload.Arguments);
        Assert.Single(workload.Secrets);
    }

    [Fact]
    public void NameOfAnotherVariable_IsNotTaken()
    {
        var workload = Of(""" "{pw.value}" """, """ "env": { "PW": "x" }, """);

        Assert.Equal(["$(PW_2)"], workload.Arguments);
        Assert.Equal("x", workload.Setting("PW"));
    }

    private static ClusterWorkload Of(string arguments, string more = "") => Assert.Single(Model(arguments, more).Workloads);

    private static ClusterModel Model(string arguments, string more = "") => SampleModel.Of($$"""
        "open": { "type": "parameter.v0", "value": "{open.inputs.value}", "inputs": { "value": { "type": "string", "default": { "value": "hunter22222" } } } },
        "pw": { "type": "parameter.v0", "value": "{pw.inputs.value}", "inputs": { "value": { "type": "string", "secret": true } } },
        "a": { "type": "container.v1", "image": "a", {{more}} "args": [ {{arguments}} ] }
        """);

    // As third_party/forked/golang/expansion of Kubernetes does it, with one variable, V.
    private static string Expanded(string text)
    {
        var expanded = "";
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                expanded += text[i];
                continue;
            }

            i++;
            var close = text[i] == '(' ? text.IndexOf(')', i) : -1;
            if (text[i] == '$')
            {
                expanded += '$';
            }
            else if (close > 0)
            {
                var name = text[(i + 1)..close];
                expanded += name == "V" ? "value" : $"$({name})";
                i = close;
            }
            else
            {
                expanded += "$" + text[i];
            }
        }

        return expanded;
    }
}
