using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using RightSizingOptions = MicroService.Api.RightSizing.RightSizingOptions;

namespace MicroService.Tests.Api.RightSizing;

public sealed class RightSizingOptionsTests
{
    [Theory]
    [InlineData("Prometheus", "prometheus:9090")]
    [InlineData("Prometheus", "http://user:secret@prometheus")]
    [InlineData("Prometheus", "http://prometheus?a=b")]
    [InlineData("Headers", "Authorization: Bearer x\nnothing")]
    [InlineData("Names", "nothing=x")]
    [InlineData("Names", "cpu=")]
    [InlineData("Days", "0")]
    [InlineData("Points", "5000")]
    [InlineData("CpuFloor", "much")]
    [InlineData("MemoryFloor", "2Ti")]
    [InlineData("Timeout", "1h")]
    public void WrongSetting_IsAProblem(string key, string value)
    {
        var (_, problems) = Bind((key, value));

        Assert.Single(problems);
    }

    [Fact]
    public void Settings_ReachTheQueriesAndTheDecision()
    {
        var (options, problems) = Bind(
            ("Prometheus", "https://mimir.example/prometheus"), ("Tenant", "shop"), ("Headers", "Authorization: Bearer a:b\n\nX-Other: 2"),
            ("Names", "state-pod=exported_pod, throttled="), ("CpuFloor", "25m"), ("Threshold", "20"), ("Timeout", "30s"), ("Days", "7"));

        Assert.Empty(problems);
        var (server, sizes) = (options.ToPrometheus(), options.ToSizes());
        Assert.Equal(
            [new("Authorization", "Bearer a:b"), new("X-Other", "2"), new("X-Scope-OrgID", "shop")], server.Headers);
        Assert.Equal(("https://mimir.example/prometheus", TimeSpan.FromSeconds(30)), (server.Server.ToString(), server.Budget));
        Assert.Equal(("exported_pod", "", 0.025, 0.2, 7), (sizes.Names.StatePod, sizes.Names.Throttled, sizes.CpuFloor, sizes.Threshold, sizes.Days));
    }

    private static (RightSizingOptions Options, ConfigurationProblems Problems) Bind(params (string Key, string Value)[] settings)
    {
        var problems = new ConfigurationProblems();
        var reader = new OptionsReader(
            new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => $"RightSizing:{setting.Key}", setting => (string?)setting.Value)).Build(),
            RightSizingOptions.Section,
            new HostingEnvironment(),
            problems);
        return (RightSizingOptions.Bind(reader), problems);
    }
}
