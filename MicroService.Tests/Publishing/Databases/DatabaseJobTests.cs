using MicroService.Publishing.Databases;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Databases;
using MicroService.Tests.Processes;
using MicroService.Tests.Publishing.Planning;
using Npgsql;

namespace MicroService.Tests.Publishing.Databases;

public sealed class DatabaseJobTests(SharedPostgres postgres)
{
    public static TheoryData<string> Engines => [.. DatabaseEngine.All.Select(engine => engine.Profile)];

    [Fact]
    public void DatabaseOfTheModel_IsAJobBehindItsServer()
    {
        var model = SampleModel.Of(SampleModel.Root);
        var job = model.Workload("postgres-history-create");

        Assert.Equal("postgres", model.Workloads[model.Workloads.ToList().IndexOf(job) - 1].Name);
        Assert.Equal((WorkloadKind.Job, "history", model.Workload("postgres").Image), (job.Kind, job.Resource, job.Image));
        Assert.Equal([new ClusterCall("postgres", "tcp")], job.Calls);
        Assert.Equal(("PGPASSWORD", "{postgres-password.value}"), (Assert.Single(job.Secrets).Name, job.Secrets[0].Expression.Text));
    }

    [Theory]
    [InlineData("postgres:17", "", true)]
    [InlineData("postgres:17", """ "POSTGRES_DB": "shop" """, false)]
    [InlineData("mysql:9", "", true)]
    [InlineData("mysql:9", """ "MYSQL_DATABASE": "shop" """, false)]
    [InlineData("mariadb:12", "", true)]
    [InlineData("mcr.microsoft.com/mssql/server:2022-latest", "", true)]
    [InlineData("mongo:8", "", false)]
    [InlineData("ghcr.io/acme/db:1", "", false)]
    public void Job_IsThereWhereTheImageDoesNotCreateTheDatabase(string image, string environment, bool isThere)
    {
        var model = SampleModel.Of(Server(image, environment, "shop"));

        Assert.Equal(isThere, model.Workloads.Any(workload => workload.Name == "server-shop-create"));
    }

    [Theory]
    [InlineData(";Database=shop")]
    [InlineData(";Initial Catalog=shop;")]
    [InlineData("; database = shop ")]
    public void NameOfTheDatabase_IsInTheConnectionString(string rest) =>
        Assert.Equal("shop", SampleModel.Of(Server("postgres:17", "", "shop").Replace(";Database=shop", rest, StringComparison.Ordinal)).Workload("server-shop-create").Setting(DatabaseEngine.NameVariable));

    [Theory]
    [InlineData("Host={server.bindings.tcp.host}", 7000)]
    [InlineData("Host=server", 5432)]
    public void Port_IsThatOfTheConnectionStringElseTheUsual(string connection, int port)
    {
        var ports = """ "bindings": { "metrics": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 9187 }, "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": PORT }, """
            .Replace("PORT", $"{port}", StringComparison.Ordinal);
        var model = SampleModel.Of(Server("postgres:17", "", "shop").Replace("\"bindings\": { ", ports, StringComparison.Ordinal)
            .Replace(""" "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 5432 } """, """ "other": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 9999 } """.TrimEnd(), StringComparison.Ordinal)
            .Replace("Host={server.bindings.tcp.host}", connection, StringComparison.Ordinal));

        var job = model.Workload("server-shop-create");
        Assert.Equal($"{port}", job.Setting(DatabaseEngine.PortVariable));
        Assert.Equal("tcp", Assert.Single(job.Calls).Port);
    }

    [Theory]
    [InlineData("bitnami/postgresql:17", "", true)]
    [InlineData("bitnami/postgresql:17", """ "POSTGRESQL_DATABASE": "shop" """, false)]
    [InlineData("postgres:17", "", false)]
    public void DatabaseOfAnUnknownServer_IsALoss(string image, string environment, bool isLoss) =>
        Assert.Equal(isLoss, SampleModel.Of(Server(image, environment, "shop")).Warnings.Any(warning => warning is { Resource: "db", IsLoss: true }));

    [Fact]
    public void ExternalDatabase_IsNotCreated() => Assert.Single(SampleModel.Of(Server("postgres:17", "", "shop"), null, "db").Workloads);

    [Theory]
    [InlineData("x'; DROP TABLE y")]
    [InlineData("$(reboot)")]
    public void NameThatNeedsQuoting_IsALossAndNoJob(string name)
    {
        var model = SampleModel.Of(Server("postgres:17", "", name.Replace(";", "", StringComparison.Ordinal)));

        Assert.Single(model.Workloads);
        Assert.Contains(model.Warnings, warning => warning is { Resource: "db", IsLoss: true });
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Script_IsOneThatAShellReads(string profile)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no sh.");
        var result = await ChildProcess.RunAsync("sh", ["-n", "-c", DatabaseEngine.Of(profile)!.Script]);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task ScriptForPostgres_CreatesTheDatabaseAndMayRunAgain()
    {
        var server = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        var name = $"{server.Database}-Made.By_Job";
        var environment = new Dictionary<string, string>
        {
            [DatabaseEngine.HostVariable] = server.Host!,
            [DatabaseEngine.PortVariable] = $"{server.Port}",
            [DatabaseEngine.UserNameVariable] = server.Username!,
            [DatabaseEngine.NameVariable] = name,
            ["PGPASSWORD"] = server.Password!,
        };
        for (var run = 0; run < 2; run++)
        {
            await using var job = ChildProcess.Start("sh", ["-c", DatabaseEngine.Of("PostgreSQL")!.Script], environment);
            Assert.True(await job.WaitForExitAsync() == 0, string.Join('\n', job.Error));
        }

        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name, Pooling = false }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
    }

    private static string Server(string image, string environment, string database) => $$"""
        "server": { "type": "container.v1", "image": "{{image}}", "connectionString": "Host={server.bindings.tcp.host}", "env": { {{environment}} },
          "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 5432 } } },
        "db": { "type": "value.v0", "connectionString": "{server.connectionString};Database={{database}}" }
        """;
}
