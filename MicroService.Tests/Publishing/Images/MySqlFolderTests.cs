using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Images;

public sealed class MySqlFolderTests
{
    [Theory]
    [InlineData("mysql:5.7", "[]", "/var/lib/mysql", true)]
    [InlineData("docker.io/library/mysql:5.7.44-debian", """["--max-connections=50"]""", "/var/lib/mysql/", true)]
    [InlineData("mysql:5.7", """["--ignore-db-dir=lost+found"]""", "/var/lib/mysql", false)]
    [InlineData("mysql:5.7", """["sh", "-c", "exec mysqld"]""", "/var/lib/mysql", false)]
    [InlineData("mysql:5.7", "[]", "/etc/mysql", false)]
    [InlineData("mysql:5.5", "[]", "/var/lib/mysql", false)]
    [InlineData("mysql:5-debian", "[]", "/var/lib/mysql", true)]
    [InlineData("mysql:8.4", "[]", "/var/lib/mysql", false)]
    public void OlderMySql_IgnoresWhatVolumesHave(string image, string arguments, string target, bool isIgnored)
    {
        var model = SampleModel.Of($$""" "db": { "type": "container.v0", "image": "{{image}}", "args": {{arguments}}, "volumes": [{ "name": "v", "target": "{{target}}", "readOnly": false }] } """);

        Assert.Equal(isIgnored ? ["--ignore-db-dir=lost+found"] : [], model.Workload("db").Settings.Arguments!);
    }
}
