using System.Net;
using MicroService.Tests.Databases;
using MicroService.Tests.Processes;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace MicroService.Tests.Api.History;

/// <summary>The backups that docs/operations.md describes, made while the service writes, and restored for another one.</summary>
public sealed class BackupTests
{
    private const string Audits = "/v1/audits";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FileCopiedWithVacuumInto_IsAWholeHistory()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-backup-");
        try
        {
            var backup = Path.Combine(folder.FullName, "backup.db");
            string audit;
            await using (var api = await ApiProcess.StartAsync())
            {
                audit = await CreateAsync(api);
                await using var connection = new SqliteConnection($"Data Source={Path.Combine(api.Folder, "history.db")};Pooling=false");
                await connection.OpenAsync(Cancellation);
                await using var command = connection.CreateCommand();
                command.CommandText = "vacuum into $backup";
                command.Parameters.AddWithValue("$backup", backup);
                await command.ExecuteNonQueryAsync(Cancellation);
            }

            await AssertServesAsync($"Data Source={backup}", audit);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task DatabaseDumpedAndRestored_IsAWholeHistory()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        var dump = PostgresPrograms.Find("pg_dump");
        var restore = PostgresPrograms.Find("pg_restore");
        Assert.SkipUnless(dump is not null && restore is not null, "pg_dump and pg_restore are not installed, so nothing was tested with them.");
        var (database, other) = (await postgres.CreateDatabaseAsync(), await postgres.CreateDatabaseAsync());
        var file = Path.GetTempFileName();
        try
        {
            string audit;
            await using (var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["ConnectionStrings__history"] = database }))
            {
                audit = await CreateAsync(api);
                await RunAsync(dump!, database, "--format=custom", $"--file={file}");
            }

            await RunAsync(restore!, other, "--no-owner", "--exit-on-error", $"--dbname={new NpgsqlConnectionStringBuilder(other).Database}", file);

            await AssertServesAsync(other, audit);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> CreateAsync(ApiProcess api)
    {
        using var created = await api.Api.SubmitAsync(Audits, Manifests.Body(Manifests.Careless));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return created.Headers.Location!.ToString();
    }

    private static async Task AssertServesAsync(string database, string audit)
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["ConnectionStrings__history"] = database });
        using var found = await api.Api.AskAsync(audit);
        Assert.Equal((HttpStatusCode.OK, false), (found.StatusCode, found.Headers.Contains("X-Stale")));
        await CreateAsync(api);
    }

    private static async Task RunAsync(string program, string database, params string[] arguments)
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        var result = await ChildProcess.RunAsync(program, arguments, environment: new Dictionary<string, string>
        {
            ["PGHOST"] = connection.Host!,
            ["PGPORT"] = $"{connection.Port}",
            ["PGUSER"] = connection.Username!,
            ["PGPASSWORD"] = connection.Password!,
            ["PGDATABASE"] = connection.Database!,
        });
        Assert.True(result.ExitCode == 0, result.Error);
    }
}
