using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Management;
using MicroService.Tests.ServiceDefaults.Configuration;

namespace MicroService.Tests.ServiceDefaults.Management;

public sealed class Http2PortTests
{
    [Fact]
    public void NothingSet_IsNoListener() => Assert.Null(ServerOptions.Bind(Sample.Reader<ServerOptions>([], [])).Http2Listener);

    [Fact]
    public void PortSet_ListensAtTheAddressOfTheService() => Assert.Equal(
        new ListenerAddress("127.0.0.1", 8082),
        ServerOptions.Bind(Sample.Reader<ServerOptions>([("Server:Address", "127.0.0.1"), ("Server:Http2Port", "8082")], [])).Http2Listener);

    [Fact]
    public void PortOfTheService_IsAProblem()
    {
        var problems = new ConfigurationProblems();

        ServerOptions.Bind(Sample.Reader<ServerOptions>([("Server:Http2Port", "8080")], problems));

        Assert.Equal("Server:Http2Port", Assert.Single(problems).Key);
    }

    [Fact]
    public void PortOfManagement_IsAProblem()
    {
        var problems = new ConfigurationProblems();

        ManagementOptions.Bind(Sample.Reader<ManagementOptions>([("Server:Http2Port", "8081")], problems));

        Assert.Equal("Management:Port", Assert.Single(problems).Key);
    }
}
