using MicroService.Publishing.Workloads;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Workloads;

public sealed class VolumeChoiceTests
{
    [Theory]
    [InlineData("postgres:17.6", "/var/lib/postgresql/data", "data")]
    [InlineData("postgres:18.3", "/var/lib/postgresql", "data")]
    [InlineData("postgres:18.3", "/var/lib/postgresql/18", "var-lib-postgresql-18")]
    [InlineData("nginx:1", "/usr/share/nginx/html/", "usr-share-nginx-html")]
    public void VolumeOfTheModel_IsNamedForWhatItHolds(string image, string target, string name)
    {
        var volume = Assert.Single(Of(image, $$""" { "name": "shop.apphost-48e1ce2b9b-x", "target": "{{target}}" } """).Volumes);

        Assert.Equal((name, target.TrimEnd('/'), "8Gi"), (volume.Name, volume.MountPath, volume.Size));
    }

    [Theory]
    [InlineData("mongo:8", "/data/db")]
    [InlineData("qdrant/qdrant:v1.16", "/qdrant/storage")]
    public void ImageThatKeepsData_GetsAVolumeThatIsPointedOut(string image, string folder)
    {
        var model = SampleModel.Of($$""" "a": { "type": "container.v1", "image": "{{image}}" } """);

        Assert.Equal(folder, Assert.Single(model.Workloads[0].Volumes).MountPath);
        Assert.Contains(model.Warnings, warning => warning is { Resource: "a", IsLoss: false } && warning.Message.Contains(folder, StringComparison.Ordinal));
    }

    [Fact]
    public void ScratchFolder_IsNotNeededWhereAVolumeIs()
    {
        Assert.Contains(Of("redis:8", "").Profile.Scratch, folder => folder.Path == "/data");
        Assert.DoesNotContain(Of("redis:8", """ { "name": "v", "target": "/data" } """).Profile.Scratch, folder => folder.Path == "/data");
    }

    [Fact]
    public void VolumeWhereThisVersionHasNoData_IsMoved()
    {
        var model = SampleModel.Of(""" "a": { "type": "container.v1", "image": "postgres:18.3", "volumes": [ { "name": "v", "target": "/var/lib/postgresql/data" } ] } """);

        Assert.Equal("/var/lib/postgresql", Assert.Single(model.Workloads[0].Volumes).MountPath);
        Assert.Contains(model.Warnings, warning => !warning.IsLoss && warning.Message.Contains("does not start", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("postgres@sha256:7e32e9833a6fb1c92c32552794cb6ed569d51b445a54907d35fc112ef39684db")]
    [InlineData("pgvector/pgvector:0.8.1")]
    public void VolumeOfAServerOfUnknownVersion_StaysWhereItIs(string image)
    {
        var model = SampleModel.Of($$""" "a": { "type": "container.v1", "image": "{{image}}", "volumes": [ { "name": "v", "target": "/var/lib/postgresql/data" } ] } """);

        Assert.Equal("/var/lib/postgresql/data", Assert.Single(model.Workloads[0].Volumes).MountPath);
    }

    [Theory]
    [InlineData("postgres:17.6", "/var/lib/postgresql")]
    [InlineData("postgres:16-alpine", "/var/lib/postgresql/")]
    [InlineData("pgvector/pgvector:pg17", "/var/lib/postgresql")]
    public void VolumeThatTheImagesOwnWouldHide_IsMoved(string image, string target)
    {
        var model = SampleModel.Of($$""" "a": { "type": "container.v1", "image": "{{image}}", "volumes": [ { "name": "v", "target": "{{target}}" } ] } """);

        Assert.Equal(("data", "/var/lib/postgresql/data"), (model.Workloads[0].Volumes.Single().Name, model.Workloads[0].Volumes.Single().MountPath));
        Assert.StartsWith("/var/lib/postgresql/data/", model.Workloads[0].Setting("PGDATA"), StringComparison.Ordinal);
        Assert.Contains("lost with the pod", Assert.Single(model.Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/var/lib/postgresql/main")]
    [InlineData("/var/lib/postgresql/data/main")]
    public void VolumeOfAServerWhoseFolderSomebodyChose_StaysAndIsPointedOut(string folder)
    {
        var model = SampleModel.Of($$""" "a": { "type": "container.v1", "image": "postgres:17", "env": { "PGDATA": "{{folder}}" }, "volumes": [ { "name": "v", "target": "/var/lib/postgresql" } ] } """);

        Assert.Equal("/var/lib/postgresql", Assert.Single(model.Workloads[0].Volumes).MountPath);
        Assert.Contains("another folder", Assert.Single(model.Warnings).Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void VolumeFarAboveTheData_StaysAndIsPointedOut()
    {
        var model = SampleModel.Of(""" "a": { "type": "container.v1", "image": "postgres:17", "volumes": [ { "name": "v", "target": "/var/lib" } ] } """);

        Assert.Equal("/var/lib", Assert.Single(model.Workloads[0].Volumes).MountPath);
        Assert.Contains("lost with the pod", Assert.Single(model.Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pgvector/pgvector:0.8.1", "/var/lib/postgresql", true)]
    [InlineData("postgres@sha256:7e32e9833a6fb1c92c32552794cb6ed569d51b445a54907d35fc112ef39684db", "/var/lib/postgresql", true)]
    [InlineData("pgvector/pgvector:0.8.1", "/var/lib/postgresql/data", false)]
    [InlineData("pgvector/pgvector:0.8.1-pg18", "/var/lib/postgresql", false)]
    public void VolumeOfAServerOfUnknownVersion_IsPointedOutWhereAnOlderOneLosesItsData(string image, string target, bool isPointedOut)
    {
        var model = SampleModel.Of($$""" "a": { "type": "container.v1", "image": "{{image}}", "volumes": [ { "name": "v", "target": "{{target}}" } ] } """);

        Assert.Equal(target, Assert.Single(model.Workloads[0].Volumes).MountPath);
        Assert.Equal(isPointedOut, model.Warnings.Any(warning => warning.Message.Contains("does not tell the version", StringComparison.Ordinal)));
    }

    [Fact]
    public void VolumeBesideThatOfTheData_Stays()
    {
        var model = SampleModel.Of(""" "a": { "type": "container.v1", "image": "postgres:17", "volumes": [ { "name": "v", "target": "/var/lib/postgresql" }, { "name": "w", "target": "/var/lib/postgresql/data" } ] } """);

        Assert.Equal(["/var/lib/postgresql", "/var/lib/postgresql/data"], model.Workloads[0].Volumes.Select(volume => volume.MountPath));
        Assert.Empty(model.Warnings);
    }

    [Theory]
    [InlineData("postgres:18.3")]
    [InlineData("postgres:latest")]
    public void VolumeWhereLaterServersHaveTheirData_Stays(string image)
    {
        var model = SampleModel.Of($$""" "a": { "type": "container.v1", "image": "{{image}}", "volumes": [ { "name": "v", "target": "/var/lib/postgresql" } ] } """);

        Assert.Equal("/var/lib/postgresql", Assert.Single(model.Workloads[0].Volumes).MountPath);
    }

    [Theory]
    [InlineData("\"-js\"", "/tmp/nats/jetstream")]
    [InlineData("\"-js\", \"-sd\", \"/var/lib/nats\"", "/var/lib/nats")]
    [InlineData("\"-D\"", null)]
    public void NatsWithStreams_KeepsThem(string arguments, string? folder) =>
        Assert.Equal(folder, SampleModel.Of($$""" "a": { "type": "container.v1", "image": "nats:2.12.1", "args": [ {{arguments}} ] } """).Workloads[0].Volumes.SingleOrDefault()?.MountPath);

    [Fact]
    public void SharedVolume_IsALoss() =>
        Assert.Contains(
            SampleModel.Of("""
                "a": { "type": "container.v1", "image": "a", "volumes": [ { "name": "shared", "target": "/a" } ] },
                "b": { "type": "container.v1", "image": "b", "volumes": [ { "name": "shared", "target": "/b" } ] }
                """).Warnings,
            warning => warning.IsLoss && warning.Message.Contains("a, b", StringComparison.Ordinal));

    private static ClusterWorkload Of(string image, string volumes) =>
        Assert.Single(SampleModel.Of($$""" "a": { "type": "container.v1", "image": "{{image}}", "volumes": [ {{volumes}} ] } """).Workloads);

    [Theory]
    [InlineData("confluentinc/confluent-local:8.1.0", "KAFKA_LOG_DIRS", "/var/lib/kafka/data", "/var/lib/kafka/data/logs")]
    [InlineData("confluentinc/confluent-local:8.1.0", "KAFKA_LOG_DIRS", "/var/lib/kafka/data/own", "/var/lib/kafka/data/own")]
    [InlineData("postgres:17.6", "PGDATA", "/var/lib/postgresql/data/", "/var/lib/postgresql/data/pgdata")]
    public void VariableThatNamesTheVolumeItself_NamesAFolderInIt(string image, string variable, string told, string expected)
    {
        var target = told.StartsWith("/var/lib/kafka", StringComparison.Ordinal) ? "/var/lib/kafka/data" : "/var/lib/postgresql/data";

        var model = SampleModel.Of($$""" "a": { "type": "container.v1", "image": "{{image}}", "env": { "{{variable}}": "{{told}}" }, "volumes": [ { "name": "v", "target": "{{target}}" } ] } """);

        Assert.Equal(expected, model.Workloads[0].Setting(variable));
    }
}
