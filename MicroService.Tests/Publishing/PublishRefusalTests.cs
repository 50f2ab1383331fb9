using MicroService.Publishing;

namespace MicroService.Tests.Publishing;

/// <summary>What can't be published is refused with its place and what to do, and never as a defect.</summary>
public sealed class PublishRefusalTests
{
    private const string Web = """ "web": { "type": "container.v0", "image": "example.com/web:1" } """;

    [Theory]
    [InlineData(""" "w": { "type": "container.v0", "image": "i:1", } """, "JSON allows no comma before '}'")]
    [InlineData(""" "w": { "type": "container.v0", "image": "i:1", "env": { "A": "\ud800" } } """, "half of a surrogate pair")]
    [InlineData(""" "w": { "type": "project.v2", "path": "w.csproj" } """, "/resources/w/type: 'project.v2' is not known to this version, which reads project.v0 and project.v1")]
    [InlineData(""" "w": { "type": "parameter.v1", "value": "x" } """, "/resources/w/type: 'parameter.v1' is not known to this version, which reads parameter.v0")]
    [InlineData(""" "w": { "type": "container.v0", "image": "i:1", "env": { "A": "a\u0000b" } } """, "/resources/w/env/A: has a NUL character")]
    [InlineData(""" "w": { "type": "container.v0", "image": "i:1", "args": ["\u0000"] } """, "/resources/w/args/0: has a NUL character")]
    [InlineData(""" "w": { "type": "container.v0", "image": "i:1", "env": { "A": "{p.value}" } }, "p": { "type": "parameter.v0", "value": "{p.inputs.value}", "inputs": { "value": { "type": "string", "default": { "value": "\u0000" } } } } """, "/resources/w/env/A: A has a NUL character")]
    public void BadText_IsRefusedWithItsPlace(string resource, string words)
    {
        var run = Of($$"""{ "resources": { {{Web}}, {{resource}} } }""");

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Contains("aspire-manifest.json(1,", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void InvalidUtf8_IsRefusedWithItsPlace()
    {
        using var folder = new PublishFolder("");
        File.WriteAllBytes(folder.Manifest, [.. "{ \"resources\": \""u8, 0xC3, 0x28, .. "\" }"u8]);

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.Contains("aspire-manifest.json(1,", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreVariablesThanAConfigMapHolds_AreRefused()
    {
        var large = new string('x', 600_000);

        var run = Of($$"""{ "resources": { "w": { "type": "container.v0", "image": "i:1", "env": { "A": "{{large}}", "B": "{{large}}y" } } } }""");

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.Contains("/resources/w/env: has 1,200,001 bytes of variables", run.Error, StringComparison.Ordinal);
        Assert.Contains("The largest is B", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AllProblems_AreSaidAtOnce()
    {
        using var folder = new PublishFolder("""
            { "resources": {
              "a": { "type": "container.v0", "image": 7 },
              "b": { "type": "container.v0", "image": "Not An Image" },
              "c": { "type": "project.v0", "path": "c", "env": { "X": "{nowhere.value}", "1st": "y" } },
              "d": { "type": "container.v0", "image": "i:1", "entrypoint": "sh", "args": ["-c", "echo '{p.value}'"] },
              "p": { "type": "parameter.v0", "value": "{p.inputs.value}", "inputs": { "value": { "type": "string", "secret": true } } },
              "e": { "type": "container.v9" }
            } }
            """);
        File.WriteAllText(folder.Path("k.json"), """{ "Kubernetes": { "Defaults": { "Memroy": "1Gi" } } }""");

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = folder.Path("k.json") });

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        string[] places = ["/resources/a/image", "/resources/b/image", "/resources/c/env/X", "/resources/c/env/1st", "/resources/d/args/1", "/resources/e/type", "did you mean Memory?"];
        Assert.All(places, place => Assert.Contains(place, run.Error, StringComparison.Ordinal));
        Assert.Single(run.Error.Split('\n'), line => line.Contains("/resources/a", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bindngs", "'bindngs' is no key of project.v0; did you mean 'bindings'?")]
    [InlineData("zzzzzz", "'zzzzzz' is no key of project.v0.")]
    public void UnknownKey_IsPointedOut(string key, string words)
    {
        var manifest = $$"""{ "resources": { "w": { "type": "project.v0", "path": "w.csproj", "{{key}}": {} } } }""";

        var (lenient, strict) = (Of(manifest), Of(manifest, options => options with { Strict = true }));

        Assert.True(lenient.ExitCode == 0, lenient.ToString());
        Assert.Contains(words, lenient.Report, StringComparison.Ordinal);
        Assert.Contains($"/resources/w/{key} (line 1,", lenient.Report, StringComparison.Ordinal);
        Assert.Equal(PublishExitCodes.BadInput, strict.ExitCode);
    }

    [Fact]
    public void OtherVersionThatRunsElsewhere_IsNoProblem()
    {
        var run = Of(
            $$"""{ "resources": { "w": { "type": "container.v0", "image": "i:1", "env": { "A": "{x.bindings.http.url}" } }, "x": { "type": "project.v7" } } }""",
            options => options with { External = new HashSet<string> { "x" } });

        Assert.True(run.ExitCode == 0, run.ToString());
    }

    [Fact]
    public void DanglingReference_NamesBothWaysOut()
    {
        var run = Of("""{ "resources": { "w": { "type": "project.v0", "path": "w.csproj", "env": { "ConnectionStrings__seq": "{seq.connectionString}" } } } }""");

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.Contains("--external seq", run.Error, StringComparison.Ordinal);
        Assert.Contains("Kubernetes:Resources:w:Omit", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{seq.connectionString}")]
    [InlineData("{seq.bindings.http.url}")]
    [InlineData("http://{seq.bindings.http.host}/x")]
    public void DanglingReferenceToAnExternalResource_IsAKeyToFillIn(string reference)
    {
        using var folder = new PublishFolder($$"""{ "resources": { "w": { "type": "project.v0", "path": "w.csproj", "env": { "ConnectionStrings__seq": "{{reference}}" } } } }""");

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { External = new HashSet<string> { "seq" } });

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("seq is external", folder.Read("secrets/w.env.example"), StringComparison.Ordinal);
        Assert.Contains("\nConnectionStrings__seq=\n", folder.Read("secrets/w.env.example"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "Omit": ["ConnectionStrings__*"] """)]
    [InlineData(""" "Environment": { "ConnectionStrings__seq": "http://seq.logs.svc:5341" } """)]
    public void VariableThatTheSettingsLeaveOut_MayRefer(string setting)
    {
        using var folder = new PublishFolder("""{ "resources": { "w": { "type": "project.v0", "path": "w.csproj", "env": { "ConnectionStrings__seq": "{seq.connectionString}" } } } }""");
        File.WriteAllText(folder.Path("k.json"), $$"""{ "Kubernetes": { "Resources": { "w": { {{setting}} } } } }""");

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = folder.Path("k.json") });

        Assert.True(run.ExitCode == 0, run.ToString());
    }

    [Fact]
    public void ExternalNameThatNothingRefersTo_IsRefused() =>
        Assert.Contains("has no 'sqe'", Of($$"""{ "resources": { {{Web}} } }""", options => options with { External = new HashSet<string> { "sqe" } }).Error, StringComparison.Ordinal);

    [Fact]
    public void ComposedSecret_ShowsItsForm()
    {
        using var folder = new PublishFolder("""
            { "resources": {
              "user": { "type": "parameter.v0", "value": "{user.inputs.value}", "inputs": { "value": { "type": "string", "secret": true } } },
              "pw": { "type": "parameter.v0", "value": "{pw.inputs.value}", "inputs": { "value": { "type": "string", "secret": true } } },
              "w": { "type": "project.v0", "path": "w.csproj", "env": {
                "ConnectionStrings__catalog": "Host=postgres;Port=5432;Username={user.value};Password={pw.value};Database=catalog", "Pw": "{pw.value}",
                "Mixed": "Username={user.value};Password=Sup3rS3cret!x9",
                "First": "Password=Sup3rS3cret!x9;Username={user.value}", "Cache": "cache:6379,password=Sup3rS3cret!x9,user={user.value}" } }
            } }
            """);

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.True(run.ExitCode == 0, run.ToString());
        var example = folder.Read("secrets/w.env.example");
        Assert.Contains("# form: Host=postgres;Port=5432;Username={user};Password={pw};Database=catalog\nConnectionStrings__catalog=\n", example, StringComparison.Ordinal);
        Assert.Contains("# holds pw\nPw=\n", example, StringComparison.Ordinal);
        Assert.Contains("# holds user\nMixed=\n", example, StringComparison.Ordinal);
        Assert.DoesNotContain("Sup3rS3cret", example, StringComparison.Ordinal);
    }

    private static PublishRun Of(string manifest, Func<PublishOptions, PublishOptions>? change = null)
    {
        using var folder = new PublishFolder(manifest);
        return PublishRun.Of(folder.Manifest, folder.Output, change);
    }
}
