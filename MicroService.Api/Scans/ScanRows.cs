using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MicroService.Advisor.Reporting;
using MicroService.Api.History;

namespace MicroService.Api.Scans;

/// <summary>How scans, their parts and their workloads are written to rows and read from them.</summary>
internal static class ScanRows
{
    public const string Columns =
        "id, created_at, updated_at, owner, origin, cluster, scope, status, parts, parts_done, score, grade, workloads, dangers, warnings, advices, suppressed, failure, not_read";

    public const string Parameters =
        "@id, @created_at, @updated_at, @owner, @origin, @cluster, @scope, @status, @parts, @parts_done, @score, @grade, @workloads, @dangers, @warnings, @advices, @suppressed, @failure, @not_read";

    private const string WorkloadColumns =
        "scan_id, namespace, kind, api_group, name, replicas, ready, selector, owners, score, grade, dangers, warnings, advices, suppressed";

    private const int WorkloadsOfStatement = 100;

    /// <summary>About what a row takes besides its texts.</summary>
    public const int RowBytes = 256;

    /// <summary>The same in a statement.</summary>
    public const string RowBytesText = "256";

    public static DbCommand WithScan(this DbCommand command, ScanRecord scan) => command
        .With("id", DbType.Guid, scan.Id)
        .With("created_at", DbType.DateTimeOffset, scan.CreatedAt.ToUniversalTime())
        .With("updated_at", DbType.DateTimeOffset, scan.UpdatedAt.ToUniversalTime())
        .With("owner", DbType.String, scan.Owner)
        .With("origin", DbType.String, NameOf(scan.Origin))
        .With("cluster", DbType.String, scan.Cluster)
        .With("scope", DbType.String, string.Join('\n', scan.Scope))
        .With("status", DbType.String, NameOf(scan.Status))
        .With("parts", DbType.Int32, scan.Parts)
        .With("parts_done", DbType.Int32, scan.PartsDone)
        .With("score", DbType.Int32, scan.Score)
        .With("grade", DbType.String, scan.Grade)
        .With("workloads", DbType.Int32, scan.Workloads)
        .WithCounts(scan.Counts)
        .With("failure", DbType.String, scan.Failure ?? "")
        .With("not_read", DbType.String, scan.NotRead.Count == 0 ? "" : JsonSerializer.Serialize(scan.NotRead, ScanJson.Readable.IReadOnlyListUnreadKind));

    public static ScanRecord ReadScan(DbDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(1),
        UpdatedAt = reader.GetFieldValue<DateTimeOffset>(2),
        Owner = reader.GetString(3),
        Origin = Enum.Parse<ScanOrigin>(reader.GetString(4), ignoreCase: true),
        Cluster = reader.GetString(5),
        Scope = Lines(reader.GetString(6)),
        Status = Enum.Parse<ScanStatus>(reader.GetString(7), ignoreCase: true),
        Parts = reader.GetInt32(8),
        PartsDone = reader.GetInt32(9),
        Score = reader.GetInt32(10),
        Grade = reader.GetString(11),
        Workloads = reader.GetInt32(12),
        Counts = ReadCounts(reader, 13),
        Failure = reader.GetString(17) is { Length: > 0 } failure ? failure : null,
        NotRead = reader.GetString(18) is { Length: > 0 } unread ? JsonSerializer.Deserialize(unread, ScanJson.Default.IReadOnlyListUnreadKind)! : [],
    };

    public static FindingCounts ReadCounts(DbDataReader reader, int from) =>
        new(reader.GetInt32(from), reader.GetInt32(from + 1), reader.GetInt32(from + 2), reader.GetInt32(from + 3));

    public static WorkloadRow ReadWorkload(DbDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.IsDBNull(4) ? null : reader.GetInt64(4),
        reader.IsDBNull(5) ? null : reader.GetInt64(5),
        reader.GetString(6),
        Lines(reader.GetString(7)),
        reader.GetInt32(8),
        reader.GetString(9),
        ReadCounts(reader, 10));

    /// <summary>The statements that insert the workloads, some hundred rows each.</summary>
    public static IEnumerable<DbCommand> InsertWorkloads(DbConnection connection, DbTransaction transaction, Guid scan, IReadOnlyList<WorkloadRow> workloads)
    {
        foreach (var chunk in workloads.Chunk(WorkloadsOfStatement))
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.With("scan", DbType.Guid, scan);
            var text = new StringBuilder($"insert into scan_workloads ({WorkloadColumns}) values ");
            for (var i = 0; i < chunk.Length; i++)
            {
                var row = chunk[i];
                text.Append(i == 0 ? "" : ", ").Append(CultureInfo.InvariantCulture, $"(@scan, @n{i}, @k{i}, @g{i}, @m{i}, @r{i}, @d{i}, @s{i}, @o{i}, @c{i}, @b{i}, @w{i}, @x{i}, @y{i}, @z{i})");
                command.With($"n{i}", DbType.String, row.Namespace).With($"k{i}", DbType.String, row.Kind).With($"g{i}", DbType.String, row.Group)
                    .With($"m{i}", DbType.String, row.Name).With($"r{i}", DbType.Int64, row.Replicas ?? (object)DBNull.Value)
                    .With($"d{i}", DbType.Int64, row.Ready ?? (object)DBNull.Value).With($"s{i}", DbType.String, row.Selector)
                    .With($"o{i}", DbType.String, string.Join('\n', row.Owners)).With($"c{i}", DbType.Int32, row.Score).With($"b{i}", DbType.String, row.Grade)
                    .With($"w{i}", DbType.Int32, row.Counts.Danger).With($"x{i}", DbType.Int32, row.Counts.Warning)
                    .With($"y{i}", DbType.Int32, row.Counts.Advice).With($"z{i}", DbType.Int32, row.Counts.Suppressed);
            }

            text.Append(" on conflict do nothing");
#pragma warning disable CA2100 // Numbered parameters alone are put together here.
            command.CommandText = text.ToString();
#pragma warning restore CA2100
            yield return command;
        }
    }

    /// <summary>About what the row of a workload takes.</summary>
    public static int SizeOf(WorkloadRow row) => RowBytes + row.Namespace.Length + row.Name.Length + row.Selector.Length;

    private static DbCommand WithCounts(this DbCommand command, FindingCounts counts) => command
        .With("dangers", DbType.Int32, counts.Danger)
        .With("warnings", DbType.Int32, counts.Warning)
        .With("advices", DbType.Int32, counts.Advice)
        .With("suppressed", DbType.Int32, counts.Suppressed);

    /// <summary>The row of a part.</summary>
    public static DbCommand WithPart(this DbCommand command, Guid scan, ScanPart part, PackedPart packed) => command
        .With("scan_id", DbType.Guid, scan)
        .With("namespace", DbType.String, part.Result.Namespace ?? "")
        .With("score", DbType.Int32, part.Result.Score)
        .With("grade", DbType.String, part.Result.Grade)
        .With("workloads", DbType.Int32, part.Result.Workloads)
        .With("objects", DbType.Int32, part.Result.Objects)
        .WithCounts(part.Result.Counts)
        .With("report_length", DbType.Int32, part.Report.Length)
        .With("report_hash", DbType.String, part.Hash)
        .With("report", DbType.Binary, packed.Report)
        .With("fields_length", DbType.Int32, part.Fields.Length)
        .With("fields_hash", DbType.String, part.FieldsHash)
        .With("fields", DbType.Binary, packed.Fields);

    private static string NameOf<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
