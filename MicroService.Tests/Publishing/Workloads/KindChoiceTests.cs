using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Workloads;

public sealed class KindChoiceTests
{
    private const string Ports = """ , "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } """;

    [Theory]
    [InlineData("web", "Deployment")]
    [InlineData("migrations", "Job")]
    [InlineData("catalog-migrator", "Job")]
    [InlineData("dbsetup", "Job")]
    [InlineData("DbSeeder", "Job")]
    [InlineData("shopSeed", "Job")]
    [InlineData("seedling", "Deployment")]
    [InlineData("orderprocessor", "Deployment")]
    [InlineData("immigration", "Deployment")]
    public void ProjectWithoutPorts_IsAJobIfItsNameSaysThatItEnds(string name, string kind) => Assert.Equal(kind, Of(Project(name)).Kind.ToString());

    [Theory]
    [InlineData("docker.io/flyway/flyway:11", "", "Job")]
    [InlineData("liquibase:5.0", "", "Job")]
    [InlineData("ghcr.io/amacneil/dbmate:2", "", "Job")]
    [InlineData("migrate/migrate:v4", ", \"entrypoint\": \"/bin/sh\"", "Deployment")]
    [InlineData("minio/mc:1", "", "Deployment")]
    [InlineData("migrate/migrate:v4", Ports, "Deployment")]
    public void ImageThatOnlyMigrates_IsAJob(string image, string more, string kind)
    {
        var model = SampleModel.Of($$""" "a": { "type": "container.v1", "image": "{{image}}" {{more.Replace("\"http\" }", "\"http\", \"targetPort\": 1 }", StringComparison.Ordinal)}} } """);

        Assert.Equal(kind, model.Workloads[0].Kind.ToString());
        Assert.Equal(kind == "Job", model.Warnings.Any(warning => warning.Message.Contains("tool that runs to completion", StringComparison.Ordinal) && warning.Advice.Contains("a:Kind to Deployment", StringComparison.Ordinal)));
    }

    [Fact]
    public void Job_IsForReview() => Assert.False(Assert.Single(SampleModel.Of(Project("migrations")).Warnings).IsLoss);

    [Fact]
    public void ProjectWithPorts_IsADeploymentWhateverItsNameSays()
    {
        var model = SampleModel.Of(Project("migrations", Ports));

        Assert.Equal(WorkloadKind.Deployment, model.Workloads[0].Kind);
        Assert.Contains("Kind to Job", Assert.Single(model.Warnings).Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(3, 3)]
    public void ProjectInDoubt_HasOnePodUnlessSomebodySaysMore(int? said, int least)
    {
        var settings = Of(Project("dbsetup", Ports), new WorkloadSettings { MinReplicas = said }).Settings;

        Assert.Equal(least, settings.MinReplicas);
        Assert.Equal(said is null ? 1 : 6, settings.MaxReplicas);
    }

    [Theory]
    [InlineData("postgres:18.3", null, 30)]
    [InlineData("postgres:18.3", 5, 5)]
    [InlineData("nginx:1", null, 2)]
    public void Store_HasTimeToRecover(string image, int? said, int minutes) => Assert.Equal(
        TimeSpan.FromMinutes(minutes),
        Of($$""" "a": { "type": "container.v1", "image": "{{image}}" } """, new WorkloadSettings { StartupTime = said is null ? null : TimeSpan.FromMinutes(said.Value) }).Settings.StartupTime);

    [Theory]
    [InlineData("docker.io/library/postgres:17", "StatefulSet")]
    [InlineData("docker.io/library/redis:8", "StatefulSet")]
    [InlineData("docker.io/prom/prometheus:v3", "StatefulSet")]
    [InlineData("docker.io/library/nginx:1", "Deployment")]
    public void Store_IsAStatefulSet(string image, string kind) => Assert.Equal(kind, Of($$""" "a": { "type": "container.v1", "image": "{{image}}" } """).Kind.ToString());

    [Fact]
    public void ServerOfAnUnknownImage_IsOneAndForReview()
    {
        var model = SampleModel.Of(""" "a": { "type": "container.v1", "build": { "context": ".", "dockerfile": "D" }, "connectionString": "{a.bindings.tcp.host}", "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 9 } } } """);

        Assert.Equal(WorkloadKind.StatefulSet, model.Workloads[0].Kind);
        Assert.Contains(model.Warnings, warning => warning.Message.Contains("a single pod", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_ComeFirst() =>
        Assert.Equal(WorkloadKind.Job, Of(Project("web", Ports), new WorkloadSettings { Kind = WorkloadKind.Job }).Kind);

    [Fact]
    public void CallOfAJob_IsALoss()
    {
        var options = new KubernetesOptions { Resources = new Dictionary<string, WorkloadSettings> { ["web"] = new() { Kind = WorkloadKind.Job } } };
        var model = SampleModel.Of(Project("web", Ports) + """, "client": { "type": "project.v1", "path": "c", "env": { "X": "{web.bindings.http.url}" } } """, options);

        Assert.Empty(model.Workload("client").Calls);
        Assert.Contains(model.Warnings, warning => warning is { Resource: "client", IsLoss: true });
    }

    private static string Project(string name, string more = "") => $$""" "{{name}}": { "type": "project.v1", "path": "p.csproj" {{more}} } """;

    private static ClusterWorkload Of(string resources, WorkloadSettings? settings = null) =>
        Assert.Single(SampleModel.Of(resources, new KubernetesOptions { Defaults = settings ?? new WorkloadSettings() }).Workloads);
}
