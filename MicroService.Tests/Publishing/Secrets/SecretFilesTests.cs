using MicroService.Publishing;

namespace MicroService.Tests.Publishing.Secrets;

public sealed class SecretFilesTests
{
    private const string Planted = "Planted-4711";
    private static readonly Dictionary<string, string> Given = new() { ["Parameters__db_password"] = Planted };

    [Fact]
    public void GivenValue_IsInTheEnvFilesAlone()
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        var run = Resolve(folder, Given);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(["secrets/api.env", "secrets/db.env", "secrets/parameters.json"], folder.Files().Where(file => file.Value.Contains(Planted, StringComparison.Ordinal)).Select(file => file.Key).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(Planted, run.ToString(), StringComparison.Ordinal);
        Assert.Contains($"ConnectionStrings__db=Host=db;Port=5432;Username=postgres;Password={Planted}\n", folder.Read("secrets/api.env"), StringComparison.Ordinal);
    }

    // Early exports have the password of a server on the server itself.
    [Fact]
    public void InputOfAContainer_IsGivenOrGeneratedAsAParameterIs()
    {
        const string Inputs = """ "inputs": { "password": { "type": "string", "secret": true, "default": { "generate": { "minLength": 22 } } }, "port": { "type": "string", "default": { "value": "5432" } } } """;
        using var folder = new PublishFolder($$"""
            { "resources": {
              "db": { "type": "container.v0", "image": "postgres:17.6", "env": { "POSTGRES_PASSWORD": "{db.inputs.password}" }, {{Inputs}} },
              "api": { "type": "project.v0", "path": "api.csproj", "env": { "PGPASSWORD": "{db.inputs.password}", "PGPORT": "{db.inputs.port}", "KEY": "{api.inputs.key}" },
                       "inputs": { "key": { "type": "string", "secret": true } } } } }
            """);

        var missing = Resolve(folder);
        var run = Resolve(folder, new Dictionary<string, string> { ["Parameters__api_key"] = Planted });

        Assert.Contains("Parameters__api_key", missing.Error, StringComparison.Ordinal);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("# holds db.password\nPGPASSWORD=", folder.Read("secrets/api.env.example"), StringComparison.Ordinal);
        Assert.Contains("PGPORT: \"5432\"", folder.Read("base/api/configmap.yaml"), StringComparison.Ordinal);
        var password = folder.Read("secrets/db.env").Split('=', 2)[1];
        Assert.True(password.Length > 22);
        Assert.Contains($"PGPASSWORD={password}", folder.Read("secrets/api.env"), StringComparison.Ordinal);
        Assert.Contains($"KEY={Planted}\n", folder.Read("secrets/api.env"), StringComparison.Ordinal);
    }

    [Fact]
    public void FilesWithValues_AreIgnoredByGit()
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        Resolve(folder, Given);

        Assert.Equal(["*.env", "parameters.json"], folder.Read("secrets/.gitignore").Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'));
    }

    [Fact]
    public void FilesWithValues_AreForTheirOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes.");
            return;
        }

        using var folder = new PublishFolder(SampleManifest.Text);

        Resolve(folder, Given);

        foreach (var file in new[] { "api.env", "db.env", "parameters.json" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Path("deploy", "secrets", file)));
        }
    }

    [Fact]
    public void GeneratedValue_StaysTheSame()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        Resolve(folder);
        var before = folder.Files();

        Resolve(folder);

        Assert.Equal(before, folder.Files());
        Assert.Matches("^POSTGRES_PASSWORD=[A-Za-z0-9]{22}\n$", folder.Read("secrets/db.env"));
    }

    [Fact]
    public void ValueThatWasGivenOnce_StaysTheSame()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        Resolve(folder, Given);

        Resolve(folder);

        Assert.Equal($"POSTGRES_PASSWORD={Planted}\n", folder.Read("secrets/db.env"));
    }

    [Fact]
    public void GivenValue_TakesThePlaceOfTheKeptOne()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        Resolve(folder);

        Resolve(folder, Given);

        Assert.Equal($"POSTGRES_PASSWORD={Planted}\n", folder.Read("secrets/db.env"));
    }

    [Fact]
    public void MissingValue_IsNamedAndNothingIsWritten()
    {
        using var folder = new PublishFolder(SampleManifest.WithAskedPassword);

        var run = Resolve(folder);

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.Contains("db.env: POSTGRES_PASSWORD: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("Parameters__db_password", run.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public void ValueThatOnlyAPersonKnows_IsKeptFromTheFile()
    {
        using var folder = new PublishFolder(SampleManifest.WithTool);
        var missing = Resolve(folder);
        Directory.CreateDirectory(folder.Path("deploy", "secrets"));
        File.WriteAllText(folder.Path("deploy", "secrets", "api.env"), "# by hand\nTOOL=http://tool.example:3000\n");

        var run = Resolve(folder);

        Assert.Equal(PublishExitCodes.BadInput, missing.ExitCode);
        Assert.Contains("api.env: TOOL: ", missing.Error, StringComparison.Ordinal);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("TOOL=http://tool.example:3000\n", folder.Read("secrets/api.env"), StringComparison.Ordinal);
    }

    [Fact]
    public void ValueOfSeveralLines_IsRefused()
    {
        using var folder = new PublishFolder(SampleManifest.Text);

        var run = Resolve(folder, new Dictionary<string, string> { ["Parameters__db_password"] = "two\nlines" });

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.DoesNotContain("two", run.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public void KeptValuesThatCannotBeRead_AreNotReplaced()
    {
        using var folder = new PublishFolder(SampleManifest.Text);
        Resolve(folder);
        File.WriteAllText(folder.Path("deploy", "secrets", "parameters.json"), "{ \"db-pass");
        var before = folder.Files();

        Assert.Equal(PublishExitCodes.BadInput, Resolve(folder).ExitCode);
        Assert.Equal(before, folder.Files());
    }

    private static PublishRun Resolve(PublishFolder folder, IReadOnlyDictionary<string, string>? environment = null) =>
        PublishRun.Of(folder.Manifest, folder.Output, options => options with { Resolve = true }, environment);
}
