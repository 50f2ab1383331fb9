using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Hardening;

public sealed class ValueWarningsTests
{
    [Theory]
    [InlineData("ISSUER", "https://localhost:7006", true)]
    [InlineData("AUDIENCE", "http://127.0.0.1:5000", true)]
    [InlineData("ConnectionStrings__db", "Host=localhost;Port=5432;Username=a", true)]
    [InlineData("SELF", "http://localhost:8080/health", false)]
    [InlineData("ASPNETCORE_URLS", "http://localhost:5000", false)]
    [InlineData("BIND_ADDRESS", "127.0.0.1:5000", false)]
    [InlineData("ISSUER", "https://login.example.com", false)]
    [InlineData("NOTE", "localhost", false)]
    public void Localhost_IsPointedOutUnlessTheProgramItselfListensThere(string variable, string value, bool isPointedOut) =>
        Assert.Equal(isPointedOut, Warnings($$"""{ "{{variable}}": "{{value}}", "HTTP_PORTS": "{w.bindings.http.targetPort}" }""").Any(message => message.Contains($"w ({variable})", StringComparison.Ordinal)));

    [Theory]
    [InlineData("ASPNETCORE_ENVIRONMENT", "Development", true)]
    [InlineData("NODE_ENV", "development", true)]
    [InlineData("NODE_ENV", "production", false)]
    [InlineData("STAGE", "development", false)]
    public void DevelopmentMode_IsPointedOut(string variable, string value, bool isPointedOut) =>
        Assert.Equal(isPointedOut, Warnings($$"""{ "{{variable}}": "{{value}}" }""").Any(message => message.Contains($"w ({variable})", StringComparison.Ordinal)));

    [Theory]
    [InlineData("NEXT_PUBLIC_API", "{w.bindings.http.url}/api", true)]
    [InlineData("VITE_API", "http://w:8080", true)]
    [InlineData("NEXT_PUBLIC_API", "https://api.example.com", false)]
    [InlineData("VITE_TITLE", "w", false)]
    [InlineData("API", "{w.bindings.http.url}/api", false)]
    public void PageThatCallsAService_IsPointedOut(string variable, string value, bool isPointedOut) =>
        Assert.Equal(isPointedOut, Warnings($$"""{ "{{variable}}": "{{value}}" }""").Any(message => message.Contains($"w ({variable})", StringComparison.Ordinal)));

    // SvelteKit's and Astro's prefix, which a project may use for anything.
    [Theory]
    [InlineData(""" "type": "container.v1", "build": { "context": ".", "dockerfile": "Dockerfile" } """, true)]
    [InlineData(""" "type": "project.v0", "path": "c.csproj" """, false)]
    [InlineData(""" "type": "container.v0", "image": "directus/directus:11" """, false)]
    public void PublicAddress_IsOfAPageOnlyWhereOneMayBeBuilt(string source, bool isPointedOut)
    {
        var options = new KubernetesOptions { Application = "shop" };
        var model = SampleModel.Of($$""" "w": { "type": "project.v0", "path": "w.csproj", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } }, "c": { {{source}}, "env": { "PUBLIC_API": "{w.bindings.http.url}" } } """, options);

        Assert.Equal(isPointedOut, Hardened.Of(model, options).Warnings.Any(warning => warning.Message.Contains("c (PUBLIC_API)", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{}", null, true)]
    [InlineData("""{ "API": "https://api.example.com" }""", null, false)]
    [InlineData("{}", "none", false)]
    public void HostsThatOnlyCodeNames_AreAskedFor(string variables, string? egress, bool isAsked)
    {
        var options = new KubernetesOptions { Application = "shop", Defaults = new WorkloadSettings { Egress = egress is null ? null : [] } };
        var model = SampleModel.Of($$""" "w": { "type": "project.v0", "path": "w.csproj", "env": {{variables}} }, "r": { "type": "container.v0", "image": "redis:8" } """, options);

        Assert.Equal(isAsked, Hardened.Of(model, options).Warnings.Any(warning => warning.Message.EndsWith("allow none: w.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("PLAINTEXT://localhost:29092,PLAINTEXT_HOST://localhost:9092", true)]
    [InlineData("PLAINTEXT://localhost:29092,PLAINTEXT_HOST://kafka:9092", false)]
    public void AdvertisedLocalhost_IsPointedOutOnAPortOfTheService(string listeners, bool isPointedOut)
    {
        var options = new KubernetesOptions { Application = "shop" };
        var resource = $$""" "kafka": { "type": "container.v0", "image": "confluentinc/confluent-local:7.8.0", "env": { "KAFKA_ADVERTISED_LISTENERS": "{{listeners}}" }, "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 9092 } } } """;

        Assert.Equal(
            isPointedOut,
            Hardened.Of(SampleModel.Of(resource, options), options).Warnings.Any(warning => warning.Message.Contains("kafka (KAFKA_ADVERTISED_LISTENERS)", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Warnings(string variables)
    {
        var options = new KubernetesOptions { Application = "shop" };
        var resource = $$""" "w": { "type": "project.v0", "path": "w.csproj", "env": {{variables}}, "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } } """;
        return Hardened.Of(SampleModel.Of(resource, options), options).Warnings.Select(warning => warning.Message);
    }
}
