using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Secrets;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Secrets;

public sealed class SecretResolverTests
{
    private static readonly KubernetesOptions Options = new() { Application = "shop" };

    [Fact]
    public void OwnModel_ComesToConnectionStringsOfTheCluster()
    {
        var keys = Resolve("p&w d");

        Assert.Equal("Host=postgres;Port=5432;Username=postgres;Password=p&w d;Database=history", keys["api/ConnectionStrings__history"].Value);
        Assert.Equal("cache:6379,password=p&w d", keys["api/ConnectionStrings__cache"].Value);
        Assert.Equal("redis://:p%26w%20d@cache:6379", keys["api/CACHE_URI"].Value);
        Assert.Equal("p&w d", keys["postgres-history-create/PGPASSWORD"].Value);
    }

    [Fact]
    public void ExternalServer_LeavesItsKeysOpen()
    {
        var keys = Resolve("x", "postgres");

        Assert.Equal((null, "postgres is external"), (keys["api/ConnectionStrings__history"].Value, keys["api/ConnectionStrings__history"].Missing));
        Assert.Equal("x", keys["api/HISTORY_PASSWORD"].Value);
    }

    [Fact]
    public void ParameterWithoutAValue_IsMissingWithItsReason() => Assert.Equal("ask me", Resolve(null)["cache/GARNET_PASSWORD"].Missing);

    [Fact]
    public void PrintedKey_ShowsNoValue() => Assert.DoesNotContain("hush", $"{Resolve("hush")["cache/GARNET_PASSWORD"]}", StringComparison.Ordinal);

    private static Dictionary<string, ResolvedKey> Resolve(string? value, params string[] external)
    {
        var secrets = SecretResolver.Resolve(
            SampleModel.Root, SampleModel.Of(SampleModel.Root, Options, external), Options, external.ToHashSet(),
            (_, input) => value is null ? new Resolution.Wrong("ask me") : new Resolution.Known(value, input.Secret));
        return secrets.SelectMany(secret => secret.Keys.Select(key => (Name: $"{secret.Workload.Name}/{key.Name}", Key: key))).ToDictionary(pair => pair.Name, pair => pair.Key);
    }
}
