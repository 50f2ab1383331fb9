using MicroService.ServiceDefaults.Logging;

namespace MicroService.Tests.ServiceDefaults.Logging;

public sealed class SecretRedactionTests
{
    [Theory]
    [InlineData("Host=db;Password=hunter2;Port=5432", "Host=db;Password=***;Port=5432")]
    [InlineData("Host=db;PSW=hunter2;Port=5432", "Host=db;PSW=***;Port=5432")]
    [InlineData("""{"apiKey": "hunter2", "a": 1}""", """{"apiKey": ***, "a": 1}""")]
    [InlineData("Authorization: Bearer eyJhbGciOi.hunter2", "Authorization: Bearer ***")]
    [InlineData("redis://default:hunter2@cache:6379/0", "redis://***@cache:6379/0")]
    [InlineData("cache:6379,password=hunter2,ssl=true", "cache:6379,password=***,ssl=true")]
    public void Secret_IsMasked(string text, string redacted) => Assert.Equal(redacted, SecretRedaction.Redact(text));

    [Theory]
    [InlineData("GET http://example.test/path?a=b")]
    [InlineData("the token bucket is empty")]
    [InlineData("3 passwords were rotated")]
    public void TextWithoutASecret_StaysTheSame(string text) => Assert.Same(text, SecretRedaction.Redact(text));

    [Theory]
    [InlineData("Password", true)]
    [InlineData("ConnectionStrings:history", true)]
    [InlineData("client_secret", true)]
    [InlineData("DbPsw", true)]
    [InlineData("Token", true)]
    [InlineData("TokenCount", false)]
    [InlineData("Host", false)]
    public void Name_TellsWhetherItIsASecret(string name, bool secret) => Assert.Equal(secret, SecretRedaction.IsSecretName(name));
}
