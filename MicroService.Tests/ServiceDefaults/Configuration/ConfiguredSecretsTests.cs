using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace MicroService.Tests.ServiceDefaults.Configuration;

public sealed class ConfiguredSecretsTests
{
    [Fact]
    public void PemBundle_HoldsTheSecretsOfItsKeysAlone()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(99));
        var secret = key.ExportPkcs8PrivateKeyPem();
        var bundle = string.Join('\n', Enumerable.Repeat(certificate.ExportCertificatePem(), 50).Append(secret));

        Assert.Equal([secret, Convert.ToBase64String(key.ExportPkcs8PrivateKey())], In(("Tls:Secret", bundle)));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("Information")]
    [InlineData("5s")]
    public void Word_IsNoSecret(string value) => Assert.Empty(In(("Some:Secret", value)));

    [Fact]
    public void NumberThatIsASecret_IsOne() => Assert.Contains("12345678", In(("Some:Secret", "12345678")));

    [Theory]
    [InlineData("Some:Password", true)]
    [InlineData("Secrets:PollInterval", false)]
    public void TimeUnderTheNameOfASecret_IsOne(string key, bool secret) => Assert.Equal(secret, In((key, "482913s")).Contains("482913s"));

    [Theory]
    [InlineData("Upstream:Token")]
    [InlineData("GITHUB_TOKEN")]
    [InlineData("Upstream:ApiToken")]
    public void Token_IsASecret(string key) => Assert.Equal(["first-token-aaa"], In((key, "first-token-aaa")).Distinct());

    [Fact]
    public void EncodedHeader_IsASecretAsItIsSent()
    {
        var found = ConfiguredSecrets.In(Configuration(("HEADERS", "authorization=Bearer%20header-secret")), FrozenSet.Create("HEADERS"));

        Assert.Contains("Bearer header-secret", found);
        Assert.Contains("header-secret", found);
    }

    [Fact]
    public void ValuesOfHeaders_AreSecretsOfTheirOwn()
    {
        var found = ConfiguredSecrets.In(Configuration(("HEADERS", "api-key=first-key,other=second-key")), FrozenSet.Create("HEADERS"));

        Assert.Contains("first-key", found);
        Assert.Contains("second-key", found);
    }

    private static IEnumerable<string> In(params (string Key, string Value)[] settings) => ConfiguredSecrets.In(Configuration(settings), FrozenSet<string>.Empty);

    private static IConfigurationRoot Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
