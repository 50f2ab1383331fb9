using MicroService.Advisor.Addresses;

namespace MicroService.Tests.Advisor.Addresses;

public sealed class HostSettingsTests
{
    [Theory]
    [InlineData("DB_HOST=db.example.com DB_PORT=5433", "DB_HOST db.example.com:5433")]
    [InlineData("--db-host=db --db-port=5433", "--db-host db:5433")]
    [InlineData("RI_REDIS_HOST1=cache RI_REDIS_PORT1=6380", "RI_REDIS_HOST1 cache:6380")]
    [InlineData("Smtp__Host=mail.example.com Smtp__Port=2525", "Smtp__Host mail.example.com:2525")]
    [InlineData("PGHOST=db.example.com", "PGHOST db.example.com:5432")]
    [InlineData("REDIS_HOST=cache", "REDIS_HOST cache:6379")]
    [InlineData("POSTGRES_SEEDS=a,b", "POSTGRES_SEEDS a:5432 POSTGRES_SEEDS b:5432")]
    [InlineData("CASSANDRA_CONTACT_POINTS=10.0.0.1", "CASSANDRA_CONTACT_POINTS 10.0.0.1:9042")]
    [InlineData("LEGACY_HOST=old.example.com", "LEGACY_HOST old.example.com:")]
    [InlineData("HOST=db.example.com", "")]
    [InlineData("HOSTNAME=web", "")]
    [InlineData("ALLOWED_HOSTS=shop.example.com", "")]
    [InlineData("PUBLIC_HOST=shop.example.com", "")]
    [InlineData("EMAIL_ADDRESS=someone", "")]
    [InlineData("USE_HOST=true", "")]
    [InlineData("DB_USER=db DB_PORT=5432", "")]
    public void Setting_IsTheHostThatItsNameSays(string settings, string hosts) => Assert.Equal(
        hosts,
        string.Join(' ', Of(settings).Select(host => $"{host.Setting} {host.Address.Host}:{host.Address.Port}")));

    [Theory]
    [InlineData("STATSD_HOST=metrics.example.com STATSD_PORT=9125", "TCP UDP")]
    [InlineData("NTP_SERVER=time.example.com", "UDP")]
    [InlineData("SYSLOG_HOST=logs.example.com", "TCP UDP")]
    [InlineData("DB_HOST=db.example.com DB_PORT=5432", "TCP")]
    public void ProductThatUsesDatagrams_IsReachedByThem(string settings, string protocols) =>
        Assert.Equal(protocols, string.Join(' ', Of(settings).Select(host => host.Address.Protocol)));

    private static IEnumerable<(string Setting, TextAddress Address)> Of(string settings) =>
        HostSettings.Of([.. settings.Split(' ').Select(setting => (setting.Split('=')[0], setting.Split('=')[1]))]);
}
