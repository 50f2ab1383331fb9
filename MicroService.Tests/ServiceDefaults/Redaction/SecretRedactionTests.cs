using System.Diagnostics;
using MicroService.ServiceDefaults.Redaction;

namespace MicroService.Tests.ServiceDefaults.Redaction;

public sealed class SecretRedactionTests
{
    [Theory]
    [InlineData("Host=db;Password=hunter2;Port=5432", "Host=db;Password=***;Port=5432")]
    [InlineData("Host=db;PSW=hunter2;Port=5432", "Host=db;PSW=***;Port=5432")]
    [InlineData("""{"apiKey": "hunter2", "a": 1}""", """{"apiKey": ***, "a": 1}""")]
    [InlineData("Authorization: Bearer eyJhbGciOi.hunter2", "Authorization: Bearer ***")]
    [InlineData("redis://default:hunter2@cache:6379/0", "redis://***@cache:6379/0")]
    [InlineData("://hunter2@cache", "://***@cache")]
    [InlineData("passwd=hunter2", "passwd=***")]
    [InlineData("access-key: hunter2", "access-key: ***")]
    [InlineData("Basic aHVudGVyMg==", "Basic ***")]
    [InlineData("password='hunter2 cut off", "password=***")]
    [InlineData("cache:6379,password=hunter2,ssl=true", "cache:6379,password=***,ssl=true")]
    [InlineData("Password=\"hun\"\"ter;2\";Host=db", "Password=***;Host=db")]
    public void Secret_IsMasked(string text, string redacted) => Assert.Equal(redacted, SecretRedaction.Redact(text));

    [Theory]
    [InlineData("GET http://example.test/path?a=b")]
    [InlineData("the token bucket is empty")]
    [InlineData("3 passwords were rotated")]
    public void TextWithoutASecret_StaysTheSame(string text) => Assert.Same(text, SecretRedaction.Redact(text));

    [Theory]
    [InlineData("a")]
    [InlineData("a.")]
    [InlineData("://")]
    [InlineData("://a")]
    [InlineData("token ")]
    [InlineData("token=\"")]
    [InlineData("bearer ")]
    [InlineData("password='\"")]
    public void HostileText_TakesTimeInProportion(string repeated)
    {
        const int Length = 1024 * 1024;
        var benign = string.Concat("://host ", string.Concat(Enumerable.Repeat("a token is but a word, as bearer and password are ", Length / 50)));
        var hostile = string.Concat("://host ", string.Concat(Enumerable.Repeat(repeated, Length / repeated.Length)));

        var (ofBenign, ofHostile) = (Time(benign), Time(hostile));

        // Quadratic is some ten thousand times as much.
        Assert.InRange(ofHostile / ofBenign, 0, 100);

        static double Time(string text) => Enumerable.Range(0, 3).Min(_ =>
        {
            var started = Stopwatch.GetTimestamp();
            SecretRedaction.Redact(text);
            return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        });
    }

    [Theory]
    [InlineData("Password", true)]
    [InlineData("ConnectionStrings:history", true)]
    [InlineData("client_secret", true)]
    [InlineData("DbPsw", true)]
    [InlineData("Token", true)]
    [InlineData("Upstream:ApiToken", true)]
    [InlineData("GITHUB_TOKEN", true)]
    [InlineData("pwd", true)]
    [InlineData("Database:Pwd", true)]
    [InlineData("PGPASSWORD", true)]
    [InlineData("DB_PASSWORD_PROD", true)]
    [InlineData("Password2", true)]
    [InlineData("ClientSecretValue", true)]
    [InlineData("Upstream__ApiKey", true)]
    [InlineData("APIKey", true)]
    [InlineData("aws_secret_access_key", true)]
    [InlineData("ApiKeys:0", true)]
    [InlineData("Passwords:admin", true)]
    [InlineData("Tokens:ci", true)]
    [InlineData("Credentials", true)]
    [InlineData("Set-Cookie", true)]
    [InlineData("http.request.header.authorization", true)]
    [InlineData("CUSTOMCONNSTR_CONNECTION_STRING", true)]
    [InlineData("Management:PreviousToken", true)]
    [InlineData("TokenCount", false)]
    [InlineData("Host", false)]
    [InlineData("PWD", false)]
    [InlineData("OLDPWD", false)]
    [InlineData("Configuration:SecretsFolder", false)]
    [InlineData("Secrets:PollInterval", false)]
    [InlineData("PasswordFile", false)]
    [InlineData("SecretName", false)]
    [InlineData("AccessTokenLifetime", false)]
    [InlineData("AuthorizationPolicy", false)]
    [InlineData("CookieName", false)]
    [InlineData("PublicKey", false)]
    [InlineData("PrimaryKey", false)]
    [InlineData("Keyboard", false)]
    [InlineData("Compass", false)]
    [InlineData("Connection:Timeout", false)]
    [InlineData("", false)]
    public void Name_TellsWhetherItIsASecret(string name, bool secret) => Assert.Equal(secret, SecretRedaction.IsSecretName(name));
}
