using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.PodSecurity;
using MicroService.Publishing.Images;

namespace MicroService.Tests.Publishing.Images;

public sealed class ImageProfilesTests
{
    [Theory]
    [InlineData("docker.io/library/postgres:18.3", "/var/lib/postgresql", 999)]
    [InlineData("postgres:18-alpine@sha256:0123456789abcdef0123456789abcdef", "/var/lib/postgresql", 70)]
    [InlineData("postgres", "/var/lib/postgresql", 999)]
    [InlineData("postgres:17.6", "/var/lib/postgresql/data", 999)]
    [InlineData("pgvector/pgvector:pg17", "/var/lib/postgresql/data", 999)]
    [InlineData("pgvector/pgvector:0.8.1-pg18", "/var/lib/postgresql", 999)]
    [InlineData("timescale/timescaledb:2.22.0-pg16", "/var/lib/postgresql/data", 70)]
    [InlineData("postgis/postgis:16-3.4-alpine", "/var/lib/postgresql/data", 70)]
    public void Postgres_KeepsItsDataWhereItsVersionDoes(string image, string folder, long user)
    {
        var profile = ImageProfiles.Of(image);

        Assert.Equal(("PostgreSQL", folder, user), (profile.Name, profile.DataFolder, profile.User));
    }

    // Volumes have a lost+found, but from 18 on the data is below a folder for the version anyway.
    [Theory]
    [InlineData("postgres:17", true)]
    [InlineData("postgres:18", false)]
    public void PostgresBefore18_GetsAFolderOfItsOwnInTheVolume(string image, bool isSet) =>
        Assert.Equal(isSet, ImageProfiles.Of(image).Environment.Contains(("PGDATA", "/var/lib/postgresql/data/pgdata")));

    [Theory]
    [InlineData("ghcr.io/acme/thing:1")]
    [InlineData("docker.io/acme/postgres:17")]
    [InlineData("dpage/pgadmin4:9")]
    public void ImageNobodyDescribed_IsUnknown(string image)
    {
        var profile = ImageProfiles.Of(image);

        Assert.False(profile.IsKnown);
        Assert.Empty(profile.Scratch);
    }

    [Theory]
    [InlineData("prom/prometheus:v3.10.0", 65534)]
    [InlineData("prom/prometheus:v3.10.0-distroless", 65532)]
    [InlineData("quay.io/prometheus/prometheus:v3.10.0-distroless", 65532)]
    public void Prometheus_RunsAsTheUserOfItsVariant(string image, long user) =>
        Assert.Equal(user, ImageProfiles.Of(image).User);

    [Theory]
    [InlineData("mariadb:12", "MARIADB_ROOT_PASSWORD")]
    [InlineData("mariadb:12", "MARIADB_REPLICATION_PASSWORD")]
    [InlineData("dpage/pgadmin4:9", "PGADMIN_CONFIG_CONFIG_DATABASE_URI")]
    public void Entrypoint_ReadsTheSecretFromAFile(string image, string name) =>
        Assert.True(ImageProfiles.Of(image).SecretFiles!.Has(name, []));

    [Theory]
    [InlineData("mcr.microsoft.com/dotnet/aspnet:8.0", true)]
    [InlineData("mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled", true)]
    [InlineData("mcr.microsoft.com/dotnet/aspnet", true)]
    [InlineData("mcr.microsoft.com/dotnet/aspnet:7.0", false)]
    [InlineData("mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-ltsc2022", false)]
    [InlineData("mcr.microsoft.com/dotnet/aspnet@sha256:0123456789abcdef0123456789abcdef", false)]
    [InlineData("mcr.microsoft.com/dotnet/sdk:10.0", false)]
    [InlineData("mcr.microsoft.com/dotnet/framework/aspnet:4.8", false)]
    public void DotNet_IsKnownWhereItHasItsUser(string image, bool isKnown) =>
        Assert.Equal((isKnown, isKnown ? 1654L : (long?)null), (ImageProfiles.Of(image).IsKnown, ImageProfiles.Of(image).User));

    [Theory]
    [InlineData("postgres:17")]
    [InlineData("redis:8")]
    [InlineData("valkey/valkey:9")]
    [InlineData("ghcr.io/microsoft/garnet:1.0")]
    [InlineData("rabbitmq:4-management-alpine")]
    [InlineData("mysql:9")]
    [InlineData("mariadb:12")]
    [InlineData("mongo:8")]
    [InlineData("prom/prometheus:v3")]
    [InlineData("grafana/grafana:12")]
    [InlineData("qdrant/qdrant:v1.16")]
    [InlineData("quay.io/keycloak/keycloak:26")]
    [InlineData("confluentinc/confluent-local:8")]
    [InlineData("mcr.microsoft.com/mssql/server:2022-latest")]
    [InlineData("mcr.microsoft.com/dotnet/nightly/yarp:2.3-preview")]
    public void Profile_SaysWhatTheAdvisorSays(string image)
    {
        var (profile, known) = (ImageProfiles.Of(image), KnownImage.Of(ImageReference.Parse(image))!);

        Assert.True(profile.IsKnown);
        Assert.Equal(known.User, profile.User);
        Assert.Equal(known.ScratchPaths.Prepend("/tmp"), profile.Scratch.Select(folder => folder.Path));
    }
}
