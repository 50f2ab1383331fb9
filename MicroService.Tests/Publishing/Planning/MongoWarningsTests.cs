namespace MicroService.Tests.Publishing.Planning;

public sealed class MongoWarningsTests
{
    [Theory]
    [InlineData("""["--replSet", "rs0"]""", "{}", "", "nobody initiates")]
    [InlineData("[]", "{}", "replication:\n  replSetName: rs0\n", "nobody initiates")]
    [InlineData("""["--replSet", "rs0"]""", """{ "MONGO_INITDB_ROOT_USERNAME": "a" }""", "", "without a key file")]
    [InlineData("[]", "{}", "security:\n  keyFile: /etc/key\n", "key file that others")]
    [InlineData("[]", "{}", "net:\n  bindIp: 127.0.0.1\n", "localhost only")]
    [InlineData("[]", """{ "MONGO_INITDB_ROOT_USERNAME": "a" }""", "net:\n  bindIp: 0.0.0.0\n", null)]
    public void MongoDB_IsWarnedOfBeforeItFails(string arguments, string variables, string configuration, string? words)
    {
        using var folder = new PublishFolder($$"""
            { "resources": { "m": { "type": "container.v0", "image": "mongo:8.0", "args": {{arguments}}, "env": {{variables}}, "bindMounts": [{ "source": "mongod.conf", "target": "/etc/mongod.conf", "readOnly": true }] } } }
            """);
        File.WriteAllText(folder.Path("mongod.conf"), configuration);

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(words is not null, run.Report.Contains("look at m: It is a member", StringComparison.Ordinal) || run.Report.Contains("look at m: mongod", StringComparison.Ordinal) || run.Report.Contains("look at m: It listens on localhost", StringComparison.Ordinal));
        Assert.Contains(words ?? "", run.Report, StringComparison.Ordinal);
    }
}
