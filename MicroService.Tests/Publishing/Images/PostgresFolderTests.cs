using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Images;

public sealed class PostgresFolderTests
{
    private const string Own = "/var/lib/postgresql/data/pgdata";

    [Fact]
    public void VolumesOfADockerfile_AreKept() =>
        Assert.Single(SampleModel.Of(""" "db": { "type": "dockerfile.v0", "path": "Dockerfile", "context": ".", "volumes": [{ "name": "v", "target": "/data", "readOnly": false }] } """).Workload("db").Volumes);

    [Theory]
    [InlineData("""{ "POSTGRES_PASSWORD": "x" }""", "/var/lib/postgresql/data", Own)]
    [InlineData("""{ "POSTGRES_PASSWORD": "x", "PGDATA": "/var/lib/postgresql/data/mine" }""", "/var/lib/postgresql/data", "/var/lib/postgresql/data/mine")]
    [InlineData("""{ "PASSWORD": "x" }""", "/var/lib/postgresql/data", null)]
    [InlineData("""{ "POSTGRES_PASSWORD": "x" }""", "/data", null)]
    public void BuiltPostgres_KeepsItsDataBelowItsVolume(string variables, string target, string? folder)
    {
        var model = SampleModel.Of($$""" "db": { "type": "container.v1", "build": { "context": ".", "dockerfile": "Dockerfile" }, "env": {{variables}}, "volumes": [{ "name": "v", "target": "{{target}}", "readOnly": false }] } """);

        Assert.Equal(folder, model.Workload("db").Setting("PGDATA"));
    }

    [Theory]
    [InlineData(""" "build": { "context": ".", "dockerfile": "Dockerfile" } """, 1)]
    [InlineData(""" "image": "postgres:17" """, 0)]
    public void DataThatMoves_IsSaid(string image, int warnings)
    {
        var model = SampleModel.Of($$""" "db": { "type": "container.v1", {{image}}, "env": { "POSTGRES_PASSWORD": "x" }, "volumes": [{ "name": "v", "target": "/var/lib/postgresql/data", "readOnly": false }] } """);

        Assert.Equal(warnings, model.Warnings.Count(warning => warning.Message.Contains("is not seen", StringComparison.Ordinal)));
    }
}
