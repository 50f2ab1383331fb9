using CsCheck;
using MicroService.Api.History;

namespace MicroService.Tests.Api.History;

public sealed class AuditIdTests
{
    private static readonly Gen<DateTimeOffset> Times =
        Gen.Long[0, 4_102_444_800_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    [Fact]
    public void Floor_IsAboveEveryEarlierIdAndNotAboveItsOwnMillisecond() =>
        Gen.Select(Times, Times).Sample((cutoff, created) =>
            string.CompareOrdinal($"{AuditId.Create(created)}", $"{AuditId.Floor(cutoff)}") < 0 == created < cutoff);
}
