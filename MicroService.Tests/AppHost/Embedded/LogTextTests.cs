using MicroService.AppHost.Embedded.Dashboard;

namespace MicroService.Tests.AppHost.Embedded;

public sealed class LogTextTests
{
    [Fact]
    public void Secret_IsMaskedPlainAndEncoded()
    {
        var text = new LogText();
        text.Hide("se/cret");

        Assert.Equal("a ******** b ********", text.Clean("a se/cret b se%2Fcret"));
    }

    [Fact]
    public void ControlSequences_AreTakenOut() => Assert.Equal("red\tbell", new LogText().Clean("\u001b[31mred\u001b[0m\tbell\u0007"));
}
