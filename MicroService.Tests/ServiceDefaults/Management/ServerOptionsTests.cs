using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Management;
using MicroService.Tests.ServiceDefaults.Configuration;

namespace MicroService.Tests.ServiceDefaults.Management;

public sealed class ServerOptionsTests
{
    [Fact]
    public void NothingSet_ListensOn8080EverywhereAnd8081()
    {
        var problems = new ConfigurationProblems();

        Assert.Equal([new ListenerAddress("*", 8080)], ServerOptions.Bind(Sample.Reader<ServerOptions>([], problems)).Listeners);
        Assert.Equal(new ManagementOptions { Address = "*", Port = 8081 }, ManagementOptions.Bind(Sample.Reader<ManagementOptions>([], problems)));
        Assert.Empty(problems);
    }

    [Fact]
    public void UrlsAndPorts_UrlsWin()
    {
        var options = ServerOptions.Bind(Sample.Reader<ServerOptions>(
            [("URLS", "http://127.0.0.1:5000;http://[::1]:5001;http://+:5002"), ("HTTP_PORTS", "6000"), ("Server:Port", "7000")], []));

        Assert.Equal(["127.0.0.1:5000", "[::1]:5001", "+:5002"], options.Listeners.Select(listener => $"{listener.Host}:{listener.Port}"));
    }

    [Fact]
    public void PortsAndAddress_EachPortListensAtTheAddress()
    {
        var options = ServerOptions.Bind(Sample.Reader<ServerOptions>([("HTTP_PORTS", "6000;6001"), ("Server:Address", "127.0.0.1")], []));

        Assert.Equal([new ListenerAddress("127.0.0.1", 6000), new ListenerAddress("127.0.0.1", 6001)], options.Listeners);
    }

    [Fact]
    public void ServerAddress_IsTheManagementAddressToo() =>
        Assert.Equal("127.0.0.1", ManagementOptions.Bind(Sample.Reader<ManagementOptions>([("Server:Address", "127.0.0.1")], [])).Address);

    [Theory]
    [InlineData("URLS", "https://localhost:5001")]
    [InlineData("URLS", "http://example.com:5001")]
    [InlineData("URLS", "5001")]
    [InlineData("HTTP_PORTS", "80a")]
    [InlineData("HTTP_PORTS", "70000")]
    [InlineData("Server:Address", "example.com")]
    [InlineData("Server:Port", "-1")]
    public void WrongListener_IsAProblem(string key, string value)
    {
        var problems = new ConfigurationProblems();

        ServerOptions.Bind(Sample.Reader<ServerOptions>([(key, value)], problems));

        Assert.Equal((key, value), Assert.Single(problems.Select(problem => (problem.Key, problem.Value!))));
    }

    [Theory]
    [InlineData("HTTP_PORTS", "9000;9001;9000", "9000")]
    [InlineData("URLS", "http://*:9000;http://127.0.0.1:9000", "http://127.0.0.1:9000")]
    [InlineData("URLS", "http://localhost:9000;http://[::1]:9000", "http://[::1]:9000")]
    public void ListenerTwice_IsAProblem(string key, string value, string second)
    {
        var problems = new ConfigurationProblems();

        ServerOptions.Bind(Sample.Reader<ServerOptions>([(key, value)], problems));

        Assert.Equal((key, second), Assert.Single(problems.Select(problem => (problem.Key, problem.Value!))));
    }

    [Theory]
    [InlineData("HTTP_PORTS", "0;0")]
    [InlineData("URLS", "http://127.0.0.1:9000;http://127.0.0.2:9000")]
    public void ListenersThatDoNotExcludeEachOther_AreNoProblem(string key, string value)
    {
        var problems = new ConfigurationProblems();

        ServerOptions.Bind(Sample.Reader<ServerOptions>([(key, value)], problems));

        Assert.Empty(problems);
    }

    [Fact]
    public void SamePortTwice_IsAProblem()
    {
        var problems = new ConfigurationProblems();

        ManagementOptions.Bind(Sample.Reader<ManagementOptions>([("HTTP_PORTS", "9000"), ("Management:Port", "9000")], problems));

        Assert.Equal("Management:Port", Assert.Single(problems).Key);
    }
}
