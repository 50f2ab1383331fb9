using MicroService.Tests.Databases;
using MicroService.Tests.ServiceDefaults.Secrets;
using Npgsql;

namespace MicroService.Tests.Containers;

/// <summary>A PostgreSQL and a Garnet server for a pod, and the Secret that lets it in.</summary>
internal sealed class PodBackends : IAsyncDisposable
{
    private readonly GarnetServer _garnet;
    private readonly string _database;

    private PodBackends(PostgresServer postgres, GarnetServer garnet, string database) => (Postgres, _garnet, _database) = (postgres, garnet, database);

    public PostgresServer Postgres { get; }

    /// <summary>What the pod's Secret holds in the beginning.</summary>
    public IReadOnlyDictionary<string, string> Secret { get; private set; } = new Dictionary<string, string>();

    /// <summary>Starts both, where there is an image for a pod that asks them.</summary>
    public static async Task<PodBackends> StartAsync(Podman podman)
    {
        await podman.ImageAsync();
        var postgres = await PostgresServer.StartNewAsync();
        var garnet = await GarnetServer.StartNewAsync(RotatedApi.NewPassword());
        var backends = new PodBackends(postgres, garnet, new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()).Database!);
        try
        {
            var password = RotatedApi.NewPassword();
            await postgres.ExecuteAsync($"CREATE ROLE app LOGIN PASSWORD '{password}'; ALTER DATABASE {backends._database} OWNER TO app");
            await postgres.ExecuteAsync("GRANT ALL ON SCHEMA public TO app", backends._database);
            backends.Secret = new Dictionary<string, string>
            {
                ["ConnectionStrings__history"] = backends.ConnectionString("app", password),
                ["ConnectionStrings__cache"] = garnet.ConnectionString,
            };
            return backends;
        }
        catch
        {
            await backends.DisposeAsync();
            throw;
        }
    }

    /// <summary>The history's connection string of a role.</summary>
    public string ConnectionString(string role, string password) =>
        $"Host=127.0.0.1;Port={Postgres.Port};Database={_database};Username={role};Password={password};Maximum Pool Size=10";

    public async ValueTask DisposeAsync()
    {
        await _garnet.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
