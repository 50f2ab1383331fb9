using MicroService.Api.Caching;
using MicroService.Tests.Databases;
using StackExchange.Redis;

namespace MicroService.Tests.Api.Caching;

public sealed class RedisLinkTests
{
    [Theory]
    [InlineData("", 250, 1000)]
    [InlineData("", 4000, 4000)]
    [InlineData(",asyncTimeout=3000", 250, 3000)]
    [InlineData(", syncTimeout=2000", 250, 2000)]
    public async Task Timeout_IsTheConnectionStringsOwnOrAsLongAsCallersWaitAndASecondAtLeast(string options, int patienceMilliseconds, int expectedMilliseconds)
    {
        await using var garnet = await GarnetServer.StartNewAsync();

        await using var link = await RedisLink.ConnectAsync(garnet.ConnectionString + options, TimeSpan.FromMilliseconds(patienceMilliseconds));

        Assert.Equal(expectedMilliseconds, ConfigurationOptions.Parse(link.Connection.Configuration).AsyncTimeout);
    }
}
