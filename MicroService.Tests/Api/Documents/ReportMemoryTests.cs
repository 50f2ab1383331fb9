using System.Net;
using MicroService.Api.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.Api.Documents;

public sealed class ReportMemoryTests
{
    private const int Memory = 1024 * 1024;

    [Fact]
    public async Task CallerWithLongReports_LeavesHalfToOthers()
    {
        var time = new FakeTimeProvider();
        var memory = new ReportMemory(Options.Create(new DocumentOptions { ReportMemory = Memory }), time);
        Assert.True(await memory.HoldAsync(From("10.0.0.1"), Memory * 2 / 5));

        var second = memory.HoldAsync(From("10.0.0.1"), Memory * 2 / 5).AsTask();
        var other = await memory.HoldAsync(From("10.0.0.2"), Memory / 2);
        time.Advance(TimeSpan.FromSeconds(60));

        Assert.True(other);
        Assert.False(await second);
    }

    private static DefaultHttpContext From(string address) => new() { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };
}
