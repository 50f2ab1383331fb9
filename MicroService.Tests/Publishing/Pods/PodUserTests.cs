using MicroService.Advisor.Manifests;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Pods;

public sealed class PodUserTests
{
    private const string App = """ "app": { "type": "container.v0", "image": "IMAGE" } """;

    [Theory]
    [InlineData("mcr.microsoft.com/mssql/server:2022-CU20", "NET_BIND_SERVICE")]
    [InlineData("redis:8", null)]
    public void Capability_IsKeptWhereTheProgramDoesNotStartWithout(string image, string? added)
    {
        var capabilities = HardenedPod.Of(App.Replace("IMAGE", image, StringComparison.Ordinal)).Container.Mapping("securityContext")!.Mapping("capabilities")!;

        Assert.Equal(["ALL"], Items(capabilities, "drop"));
        Assert.Equal(added is null ? [] : [added], Items(capabilities, "add"));
    }

    private static IEnumerable<string> Items(MappingNode mapping, string key) => mapping.Sequence(key)?.Items.Select(item => item.ToString()!) ?? [];
}
