using System.Text;
using System.Text.Json;
using MicroService.Api.Audits;
using MicroService.Advisor.Reporting;
using MicroService.Api.Caching;
using MicroService.Api.History;

namespace MicroService.Tests.Api.Audits;

/// <summary>During a rolling upgrade the version before, whose entries have no owner, shares the second level of the cache.</summary>
public sealed class CacheOfTheVersionBeforeTests
{
    private static readonly AuditSummary Summary = new(
        Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), DateTimeOffset.UnixEpoch, "shop.yaml", new string('a', 64), 71, "C", 12, new FindingCounts(3, 14, 15, 9));

    private static readonly CacheSerializer Serializer = new(AuditCacheJson.Default.Options);

    [Fact]
    public void EntryOfTheVersionBefore_BelongsToNobody()
    {
        var written = JsonSerializer.SerializeToUtf8Bytes(new KeptAuditBefore(Summary, Encoding.UTF8.GetBytes("{}"), DateTimeOffset.UnixEpoch));

        var read = Serializer.Deserialize<KeptAudit>(written)!;

        Assert.Equal((Summary, ""), (read.Summary, read.Owner));
    }

    [Fact]
    public void EntryOfThisVersion_IsReadByTheVersionBefore()
    {
        var written = Serializer.Serialize(new KeptAudit(Summary, Encoding.UTF8.GetBytes("{}"), DateTimeOffset.UnixEpoch, "me"));

        Assert.Equal(Summary, JsonSerializer.Deserialize<KeptAuditBefore>(written)!.Summary);
    }

    private sealed record KeptAuditBefore(AuditSummary Summary, byte[] Report, DateTimeOffset ReadAt);
}
