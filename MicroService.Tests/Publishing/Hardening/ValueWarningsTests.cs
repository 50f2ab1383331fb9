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

    private static IEnumerable<string> Warnings(string variables)
    {
        var options = new KubernetesOptions { Application = "shop" };
        var resource = $$""" "w": { "type": "project.v0", "path": "w.csproj", "env": {{variables}}, "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } } """;
        return Hardened.Of(SampleModel.Of(resource, options), options).Warnings.Select(warning => warning.Message);
    }
}
