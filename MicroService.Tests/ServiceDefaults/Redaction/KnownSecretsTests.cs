using System.Text;
using System.Text.Json;
using CsCheck;
using MicroService.ServiceDefaults.Redaction;

namespace MicroService.Tests.ServiceDefaults.Redaction;

public sealed class KnownSecretsTests
{
    private static readonly Gen<string> Secret = Gen.String[Gen.Char[' ', 'ÿ'], KnownSecrets.MinLength, 30];

    private static readonly string[] Many = [.. Enumerable.Range(0, 1_000).Select(number => $"password-{number:D6}")];

    [Fact]
    public void KnownSecret_IsMaskedInEveryForm() =>
        Gen.Select(Secret, Gen.String, Gen.String).Sample((secret, before, after) =>
        {
            var known = new KnownSecrets();
            known.Learn([secret]);

            foreach (var form in (string[])[secret, Uri.EscapeDataString(secret), JsonSerializer.Serialize(secret).Trim('"'), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')])
            {
                Assert.DoesNotContain(form, known.Redact(before + form + after), StringComparison.Ordinal);
            }
        });

    [Fact]
    public void TextWithoutASecret_StaysTheSameInstance()
    {
        var known = new KnownSecrets();
        known.Learn(["hunter22"]);
        var text = "a line of a log";

        Assert.Same(text, known.Redact(text));
    }

    [Fact]
    public void RotatedSecret_StaysMaskedUntilManyHaveFollowed()
    {
        var known = new KnownSecrets();
        known.Learn(["first-password"]);
        known.Learn(["second-password"]);
        Assert.Equal("*** ***", known.Redact("first-password second-password"));

        known.Learn(Many);
        known.Learn(["last-password"]);

        Assert.Equal("first-password *** ***", known.Redact("first-password password-000999 last-password"));
    }

    [Fact]
    public void ManySecretsInUse_AreAllMasked()
    {
        var known = new KnownSecrets();

        known.Learn(["first-password", .. Many]);

        Assert.Equal("*** *** ***", known.Redact("first-password password-000000 password-000999"));
    }

    [Fact]
    public void ShortSecret_IsNotLookedFor()
    {
        var known = new KnownSecrets();
        known.Learn(["short"]);

        Assert.Equal("short", known.Redact("short"));
    }
}
