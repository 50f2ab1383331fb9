using System.Data;
using System.Data.Common;
using System.Globalization;
using MicroService.Api.Audits;
using MicroService.Api.History;
using MicroService.Api.Scans;

namespace MicroService.Api.Workloads;

/// <summary>The workloads of the cluster, as the last scan of each namespace found them. Throws <see cref="HistoryUnavailableException"/> while the history is down.</summary>
internal sealed class WorkloadStore(HistoryCalls calls, ScanStore scans)
{
    private const string Columns = "namespace, kind, api_group, name, replicas, ready, selector, owners, score, grade, dangers, warnings, advices, suppressed, scan_id";

    // So many scans are put together at most. SQLite takes conditions up to a depth of 1,000.
    private const int MostScans = 500;
    private const int MostNamespaces = 1000;

    private const int MostPoints = 100;

    /// <summary>A page of workloads, and one more if there is another page.</summary>
    public async Task<List<(WorkloadRow Row, ScanRecord Scan)>> ListAsync(AuditCaller caller, WorkloadQuery query, CancellationToken cancellationToken)
    {
        var sources = await SourcesAsync(caller, cancellationToken).ConfigureAwait(false);
        if (sources.Count == 0)
        {
            return [];
        }

        return await calls.ReadAsync(
            async (connection, token) =>
            {
                await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of columns and numbered parameters alone are put together here.
                command.CommandText = $"""
                    select {Columns} from scan_workloads
                    where ({Where(command, sources)})
                      {(query.Namespace is null ? "" : "and namespace = @namespace")}
                      {(query.Kind is null ? "" : "and lower(kind) = @kind")}
                      {(query.Name is null ? "" : "and lower(name) like @name")}
                      and score <= @max and {query.SeverityCount} > 0
                      {(query.After is null ? "" : $"and ({query.SortValue}, namespace, kind, api_group, name) > (@value, @after_ns, @after_kind, @after_group, @after_name)")}
                    order by {query.SortValue}, namespace, kind, api_group, name limit @limit
                    """;
#pragma warning restore CA2100
                Bind(command, query);
                return await ReadAsync(command, sources, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A workload; null if no scan that the caller may read has it. Of kinds with the same name that of Kubernetes itself counts.</summary>
    public async Task<(WorkloadRow Row, ScanRecord Scan)?> FindAsync(AuditCaller caller, string ns, string kind, string name, CancellationToken cancellationToken)
    {
        var sources = await SourcesAsync(caller, cancellationToken).ConfigureAwait(false);
        if (sources.Count == 0)
        {
            return null;
        }

        var found = await calls.ReadAsync(
            async (connection, token) =>
            {
                await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Names of columns and numbered parameters alone are put together here.
                command.CommandText = $"""
                    select {Columns} from scan_workloads
                    where ({Where(command, sources)}) and namespace = @namespace and lower(kind) = @kind and name = @name
                    order by case when api_group in ('', 'apps', 'batch') then 0 else 1 end, api_group limit 1
                    """;
#pragma warning restore CA2100
                command.With("namespace", DbType.String, ns).With("kind", DbType.String, kind.ToLowerInvariant()).With("name", DbType.String, name);
                return await ReadAsync(command, sources, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return found is [var workload] ? workload : null;
    }

    /// <summary>How a workload did in the scans that are done and that the caller may read, newest first.</summary>
    public Task<List<WorkloadPoint>> HistoryAsync(AuditCaller caller, WorkloadRow workload, CancellationToken cancellationToken) => calls.ReadAsync(
        async (connection, token) =>
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = $"""
                select w.scan_id, created_at, w.score, w.grade, w.replicas, w.dangers, w.warnings, w.advices, w.suppressed
                from scan_workloads w join scans on scans.id = w.scan_id
                where namespace = @namespace and kind = @kind and name = @name and api_group = @group and status = 'done' and {ScanVisibility.Condition}
                order by w.scan_id desc limit @limit
                """;
            command.WithCaller(caller).With("namespace", DbType.String, workload.Namespace).With("kind", DbType.String, workload.Kind)
                .With("name", DbType.String, workload.Name).With("group", DbType.String, workload.Group).With("limit", DbType.Int32, MostPoints);
            var points = new List<WorkloadPoint>();
            await using DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            while (await reader.ReadAsync(token).ConfigureAwait(false))
            {
                points.Add(new WorkloadPoint(
                    reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt32(2), reader.GetString(3),
                    reader.IsDBNull(4) ? null : reader.GetInt64(4), ScanRows.ReadCounts(reader, 5)));
            }

            return points;
        },
        cancellationToken);

    // Of each namespace the newest scan, that of everything being one of each.
    private async Task<List<Source>> SourcesAsync(AuditCaller caller, CancellationToken cancellationToken)
    {
        var sources = new List<Source>();
        var covered = new HashSet<string>(StringComparer.Ordinal);
        var newest = await scans.ListNewestAsync(caller, MostScans, cancellationToken).ConfigureAwait(false);
        var whole = newest is [{ Scope.Count: 0 } first, ..] ? first : null;
        foreach (var scan in newest.Where(scan => scan.Scope.Count > 0 && (whole is null || scan.Id.CompareTo(whole.Id) > 0)))
        {
            string[] added = [.. scan.Scope.Where(covered.Add)];
            if (added.Length > 0)
            {
                sources.Add(new Source(scan, added, IsRest: false));
            }

            if (covered.Count > MostNamespaces)
            {
                break;
            }
        }

        if (whole is not null)
        {
            sources.Add(new Source(whole, [.. covered], IsRest: true));
        }

        return sources;
    }

    private static string Where(DbCommand command, List<Source> sources) => string.Join(" or ", sources.Select((source, i) =>
    {
        command.With($"scan{i}", DbType.Guid, source.Scan.Id);
        var names = string.Join(", ", source.Namespaces.Select((name, j) =>
        {
            command.With($"ns{i}_{j}", DbType.String, name);
            return string.Create(CultureInfo.InvariantCulture, $"@ns{i}_{j}");
        }));
        return string.Create(
            CultureInfo.InvariantCulture, $"(scan_id = @scan{i}{(names.Length == 0 ? "" : $" and namespace {(source.IsRest ? "not in" : "in")} ({names})")})");
    }));

    private static void Bind(DbCommand command, WorkloadQuery query)
    {
        command.With("max", DbType.Int32, query.MaxScore).With("limit", DbType.Int32, query.Limit + 1);
        if (query.Namespace is { } ns)
        {
            command.With("namespace", DbType.String, ns);
        }

        if (query.Kind is { } kind)
        {
            command.With("kind", DbType.String, kind.ToLowerInvariant());
        }

        if (query.Name is { } name)
        {
            // Names have none of the letters that mean something in a pattern.
            command.With("name", DbType.String, $"%{name.ToLowerInvariant()}%");
        }

        if (query.After is { } after)
        {
            command.With("value", DbType.Int32, after.Value).With("after_ns", DbType.String, after.Namespace).With("after_kind", DbType.String, after.Kind)
                .With("after_group", DbType.String, after.Group).With("after_name", DbType.String, after.Name);
        }
    }

    private static async Task<List<(WorkloadRow Row, ScanRecord Scan)>> ReadAsync(DbCommand command, List<Source> sources, CancellationToken cancellationToken)
    {
        var rows = new List<(WorkloadRow, ScanRecord)>();
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var scan = reader.GetGuid(14);
            rows.Add((ScanRows.ReadWorkload(reader), sources.Find(source => source.Scan.Id == scan)!.Scan));
        }

        return rows;
    }

    private sealed record Source(ScanRecord Scan, IReadOnlyList<string> Namespaces, bool IsRest);
}
