using MicroService.Advisor.Manifests;
using MicroService.Publishing.Planning;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.CommandLines;
using MicroService.Tests.Publishing.Hardening;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Pods;

public sealed class SecretDeliveryTests
{
    private const string Parameter = """ "pass": { "type": "parameter.v0", "value": "{pass.inputs.value}", "inputs": { "value": { "type": "string", "secret": true } } } """;

    [Fact]
    public void ProgramWithAFolder_ReadsFilesInIt()
    {
        var pod = HardenedPod.Own("api");

        var volume = pod.Volume(pod.Mount("/etc/microservice/secrets")!).Mapping("secret")!;
        Assert.Equal(("api-secrets", 288L), (volume.Text("secretName"), volume.Integer("defaultMode")));
        Assert.False(volume.Has("items"));
        Assert.Null(pod.Workload.Containers.Single().Variable("ConnectionStrings__history"));
    }

    [Fact]
    public void ProgramWithoutFolder_WaitsForEachKey()
    {
        var pod = HardenedPod.Own("postgres");

        Assert.Equal(["POSTGRES_PASSWORD"], pod.Volume(pod.Mount("/run/secrets/postgres")!).Mapping("secret")!.Mappings("items").Select(item => item.Text("key")));
    }

    [Fact]
    public void ImageThatReadsPaths_GetsThePath() =>
        Assert.Equal("/run/secrets/postgres/POSTGRES_PASSWORD", HardenedPod.Own("postgres").Variable("POSTGRES_PASSWORD_FILE"));

    [Theory]
    [InlineData("postgres:18.3", "PGPASSWORD", "")]
    [InlineData("postgres:18.3", "APP_DB_PASSWORD", "")]
    [InlineData("postgres:18.3", "POSTGRES_PASSWORD", "\"sh\", \"-c\", \"psql\"")]
    [InlineData("grafana/grafana:12.1.0", "DATASOURCE_PASSWORD", "")]
    [InlineData("mysql:9.4", "MARIADB_PASSWORD", "")]
    public void VariableThatTheEntrypointReadsFromNoFile_StaysAVariable(string image, string name, string arguments)
    {
        var container = Server(image, name, arguments).Workload.Containers.Single();

        Assert.Equal("app-secrets", container.Variable(name)!.Mapping("valueFrom")!.Mapping("secretKeyRef")!.Text("name"));
        Assert.Null(container.Variable(name + "_FILE") ?? container.Variable(name + "__FILE"));
    }

    [Theory]
    [InlineData("postgres:18.3", "POSTGRES_PASSWORD", "_FILE", "\"-c\", \"fsync=off\"")]
    [InlineData("postgres:18.3", "POSTGRES_PASSWORD", "_FILE", "\"postgres\", \"-N\", \"100\"")]
    [InlineData("mariadb:12.0", "MARIADB_ROOT_PASSWORD", "_FILE", "")]
    [InlineData("mongo:8.0", "MONGO_INITDB_ROOT_PASSWORD", "_FILE", "")]
    [InlineData("grafana/grafana:12.1.0", "GF_SECURITY_ADMIN_PASSWORD", "__FILE", "")]
    public void VariableThatTheEntrypointReadsFromAFile_IsAPath(string image, string name, string suffix, string arguments) =>
        Assert.Equal($"/run/secrets/app/{name}", Server(image, name, arguments).Variable(name + suffix));

    [Fact]
    public void Shell_ExportsTheFileAndBecomesTheProgram()
    {
        var pod = HardenedPod.Of($$"""
            {{Parameter}},
            "app": { "type": "container.v0", "image": "redis:8.2.1", "entrypoint": "/bin/sh", "args": ["-c", "redis-server --requirepass $REDIS_PASSWORD"], "env": { "REDIS_PASSWORD": "{pass.value}" } }
            """);

        Assert.Equal("REDIS_PASSWORD=\"$$(cat '/run/secrets/app/REDIS_PASSWORD')\" && [ -n \"$REDIS_PASSWORD\" ] && export REDIS_PASSWORD || { echo 'REDIS_PASSWORD: /run/secrets/app/REDIS_PASSWORD is missing or empty; fill in the Secret.' >&2; exit 1; }\nexec redis-server --requirepass $REDIS_PASSWORD", pod.Script);
        Assert.NotNull(pod.Mount("/run/secrets/app"));
    }

    [Fact]
    public void ScriptOfSeveralCommands_IsNotReplacedByItsFirst()
    {
        var pod = HardenedPod.Own("postgres-history-create");

        Assert.Contains("export PGPASSWORD ", pod.Script, StringComparison.Ordinal);
        Assert.DoesNotContain("exec ", pod.Script, StringComparison.Ordinal);
    }

    [Fact]
    public void SecretInAnArgument_StaysAVariable()
    {
        var pod = HardenedPod.Of($$"""
            {{Parameter}},
            "app": { "type": "container.v0", "image": "example.com/app:1.2.3", "args": ["--pass", "{pass.value}"] }
            """);

        var variable = pod.Workload.Containers.Single().Environment.Single(variable => variable.Mapping("valueFrom")?.Mapping("secretKeyRef") is not null);
        Assert.Contains($"$({variable.Text("name")})", pod.Container.Sequence("args")!.Items[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ImageThatNobodyKnows_ReadsVariables()
    {
        var pod = HardenedPod.Of($$"""{{Parameter}}, "app": { "type": "container.v0", "image": "example.com/app:1.2.3", "env": { "TOKEN": "{pass.value}" } }""");

        Assert.Equal("app-secrets", pod.Workload.Containers.Single().Variable("TOKEN")!.Mapping("valueFrom")!.Mapping("secretKeyRef")!.Text("name"));
        Assert.DoesNotContain(pod.Workload.PodSpec.Mappings("volumes"), volume => volume.Has("secret"));
    }

    [Fact]
    public void AccountOfAWorkloadWithSecrets_DeclaresThem() =>
        Assert.Equal("api-secrets", HardenedPod.Own("api").Find("ServiceAccount")!.Root.Mappings("secrets").Single().Text("name"));

    [Fact]
    public void ArgumentsOfSettings_FollowTheScript()
    {
        var pod = HardenedPod.Of(
            """ "app": { "type": "container.v0", "image": "redis:8.2.1", "entrypoint": "/bin/sh", "args": ["-c", "redis-server"] } """,
            new WorkloadSettings { Arguments = ["--maxmemory", "100mb", "--loglevel", "it's"] });

        Assert.EndsWith("redis-server --maxmemory 100mb --loglevel 'it'\\''s'", pod.Script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pass={pass.value}", "--pass=$(PASS)", "PASS")]
    [InlineData("{pass.value}", "$(PASS)", "PASS")]
    [InlineData("--password=hunter22222", "--password=$(PASSWORD)", "PASSWORD")]
    [InlineData("https://user:p4ssw0rd@host/x", "$(ARGUMENT)", "ARGUMENT")]
    public void SecretInAnArgumentOfSettings_IsAVariable(string argument, string published, string name)
    {
        var pod = HardenedPod.Of($$"""{{Parameter}}, "app": { "type": "container.v0", "image": "example.com/app:1.2.3" }""", new WorkloadSettings { Arguments = [argument] });

        Assert.Equal([published], pod.Container.Sequence("args")!.Items.Select(item => item.ToString()));
        Assert.Equal("app-secrets", pod.Workload.Containers.Single().Variable(name)!.Mapping("valueFrom")!.Mapping("secretKeyRef")!.Text("name"));
    }

    [Theory]
    [InlineData("--format={{json .}}")]
    [InlineData("{x.y}")]
    [InlineData("{pass.nothing}")]
    [InlineData("$(HOME) $$ $(date)")]
    public void OtherArgumentOfSettings_IsWrittenAsItIs(string argument)
    {
        var pod = HardenedPod.Of($$"""{{Parameter}}, "app": { "type": "container.v0", "image": "example.com/app:1.2.3" }""", new WorkloadSettings { Arguments = [argument] });

        Assert.Equal([argument], pod.Container.Sequence("args")!.Items.OfType<ScalarNode>().Select(item => item.Value));
    }

    [Theory]
    [InlineData("printf '%s|%s' {pass.value}", "x{pass.value}", "#|x#")]
    [InlineData("printf '%s|%s' 1", "it's {pass.value}", "1|it's #")]
    [InlineData("printf '%s|%s' 1", "--token=abcdef0123456789", "1|--token=#")]
    public async Task SecretOfSettingsInAScript_IsText(string script, string argument, string printed)
    {
        var pod = HardenedPod.Of(
            $$"""{{Parameter}}, "app": { "type": "container.v0", "image": "example.com/app:1.2.3", "entrypoint": "/bin/sh", "args": ["-c", "{{script}}"] }""",
            new WorkloadSettings { Arguments = [argument] });

        Assert.Equal(printed.Replace("#", StartedContainer.Value, StringComparison.Ordinal), await StartedContainer.PrintedAsync(pod));
    }

    [Fact]
    public async Task ScriptOfSettings_IsReadLikeTheModels()
    {
        var pod = HardenedPod.Of($$"""{{Parameter}}, "app": { "type": "container.v0", "image": "example.com/app:1.2.3" }""", new WorkloadSettings { Arguments = ["sh", "-c", "printf %s {pass.value}"] });

        Assert.Equal(StartedContainer.Value, await StartedContainer.PrintedAsync(pod));
    }

    [Fact]
    public void SecretOfSettingsThatNoVariableCanTakeThePlaceOf_IsRefused()
    {
        var options = new KubernetesOptions { Application = "shop", Defaults = new WorkloadSettings { Arguments = ["sh", "-c", "echo $(({pass.value}))"] } };
        var reading = ClusterModelBuilder.Build(SampleModel.Manifest($$"""{{Parameter}}, "app": { "type": "container.v0", "image": "example.com/app:1.2.3" }"""), options, new HashSet<string>());

        Assert.Contains("Kubernetes:Resources:app:Arguments", Assert.Single(reading.Problems).Message, StringComparison.Ordinal);
    }

    private static HardenedPod Server(string image, string name, string arguments) => HardenedPod.Of($$"""
        {{Parameter}},
        "app": { "type": "container.v0", "image": "{{image}}", "args": [{{arguments}}], "env": { "{{name}}": "{pass.value}" } }
        """);

    [Fact]
    public void ArgumentsOfSettings_FollowTheModels()
    {
        var pod = HardenedPod.Of(""" "app": { "type": "container.v0", "image": "nats:2.12.1", "args": ["-js"] } """, new WorkloadSettings { Arguments = ["-D"] });

        Assert.Equal(["-js", "-D"], pod.Container.Sequence("args")!.Items.Select(item => item.ToString()));
    }
}
