using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Tests.ServiceDefaults.Configuration;

public sealed class ConnectionTextTests
{
    [Theory]
    [InlineData("Host=db;Username=app;Password=hunter22;Database=x", "Host=db;Username=app;Password=***;Database=x")]
    [InlineData("Host=db;Pwd='hunter;22';Database=x", "Host=db;Pwd='***';Database=x")]
    [InlineData("Host=db;SSL Password=\"hunter\"\"22\"", "Host=db;SSL Password=\"***\"")]
    [InlineData("cache:6379,user=app,password=hunter22,ssl=true", "cache:6379,user=app,password=***,ssl=true")]
    [InlineData("redis://app:hunter22@cache:6379", "redis://app:***@cache:6379")]
    [InlineData("Data Source=history.db", "Data Source=history.db")]
    public void ConnectionString_IsShownWithoutItsPassword(string text, string shown) => Assert.Equal(shown, ConnectionText.Mask(text));
}
