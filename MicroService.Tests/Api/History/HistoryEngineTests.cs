using MicroService.Api.History;

namespace MicroService.Tests.Api.History;

public sealed class HistoryEngineTests
{
    [Theory]
    [InlineData("Host=db;Password=hunter;22")]
    [InlineData("Host=db;Password=hunter;22=7")]
    [InlineData("Data Source=x;Password=hunter;22=7")]
    [InlineData("Host=db;Target Session Attributes=primary;Password=hunter22")]
    [InlineData("Data Source=x;Default Timeout=99999999922")]
    public void ConnectionStringOfNoSense_IsExplainedWithoutAPartOfIt(string connectionString)
    {
        var rule = HistoryEngine.Explain(connectionString);

        Assert.Contains("not understood", rule, StringComparison.Ordinal);
        Assert.DoesNotContain("22", rule, StringComparison.Ordinal);
    }
}
