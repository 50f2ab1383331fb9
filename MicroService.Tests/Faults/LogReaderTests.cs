namespace MicroService.Tests.Faults;

public sealed class LogReaderTests
{
    [Theory]
    [InlineData("""{"severity":"ERROR","message":"A task failed that nobody waited for"}""")]
    [InlineData("""{"severity":"ERROR","message":"GET /v1/rules failed unexpectedly"}""")]
    [InlineData("""{"severity":"CRITICAL","message":"The service failed"}""")]
    [InlineData("Unhandled exception.")]
    public void LineThatNobodyForesaw_IsExplained(string line) => Assert.Single(LogReader.Explain([line], []));

    [Fact]
    public void LineOfAFailureThatWasForeseen_IsNot() =>
        Assert.Empty(LogReader.Explain(["""{"severity":"WARNING","message":"The breaker of history opened"}"""], []));
}
