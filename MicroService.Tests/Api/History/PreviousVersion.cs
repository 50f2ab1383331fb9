using System.Data;
using System.Data.Common;
using MicroService.Api.History;

namespace MicroService.Tests.Api.History;

/// <summary>What the version of the service before this one does to the database, in its own words: during a rolling upgrade both do it.</summary>
internal static class PreviousVersion
{
    private const int SchemaVersion = 1;

    /// <summary>Makes its schema.</summary>
    public static async Task MigrateAsync(HistoryEngine engine, CancellationToken cancellationToken)
    {
        await ExecuteAsync(engine, "create table if not exists schema_migrations (version integer not null primary key, name text not null, applied_at text not null)", cancellationToken);
        foreach (var migration in MigrationCatalog.For(engine).Where(static migration => migration.Version <= SchemaVersion))
        {
            await ExecuteAsync(engine, migration.Sql, cancellationToken);
            await ExecuteAsync(engine, $"insert into schema_migrations (version, name, applied_at) values ({migration.Version}, 'before', '2026-01-01T00:00:00Z')", cancellationToken);
        }
    }

    /// <summary>Adds an audit.</summary>
    public static async Task AddAsync(HistoryEngine engine, AuditEntry entry, CancellationToken cancellationToken)
    {
        await using var command = engine.DataSource.CreateCommand(
            """
            insert into audits (id, created_at, source, content_hash, score, grade, workloads, dangers, warnings, advices, suppressed, report)
            values (@id, @created_at, @source, @content_hash, @score, @grade, @workloads, @dangers, @warnings, @advices, @suppressed, @report)
            on conflict (id) do nothing
            """);
        var summary = entry.Summary;
        (string Name, DbType Type, object Value)[] parameters =
        [
            ("id", DbType.Guid, summary.Id), ("created_at", DbType.DateTimeOffset, summary.CreatedAt.ToUniversalTime()), ("source", DbType.String, summary.Source),
            ("content_hash", DbType.String, summary.ContentHash), ("score", DbType.Int32, summary.Score), ("grade", DbType.String, summary.Grade),
            ("workloads", DbType.Int32, summary.Workloads), ("dangers", DbType.Int32, summary.Counts.Danger), ("warnings", DbType.Int32, summary.Counts.Warning),
            ("advices", DbType.Int32, summary.Counts.Advice), ("suppressed", DbType.Int32, summary.Counts.Suppressed), ("report", DbType.Binary, entry.Report.ToArray()),
        ];
        foreach (var (name, type, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.DbType, parameter.Value) = (name, type, value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Lists all audits, newest first.</summary>
    public static async Task<IReadOnlyList<Guid>> ListAsync(HistoryEngine engine, CancellationToken cancellationToken)
    {
        await using var command = engine.DataSource.CreateCommand(
            "select id, created_at, source, content_hash, score, grade, workloads, dangers, warnings, advices, suppressed from audits order by id desc limit 100");
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    private static async Task ExecuteAsync(HistoryEngine engine, string sql, CancellationToken cancellationToken)
    {
        await using var command = engine.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
