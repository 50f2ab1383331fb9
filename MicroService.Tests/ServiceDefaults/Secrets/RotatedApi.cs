using System.Collections.Concurrent;
using System.Security.Cryptography;
using MicroService.Tests.Api;
using MicroService.Tests.Databases;
using MicroService.Tests.Kubelet;
using Npgsql;

namespace MicroService.Tests.ServiceDefaults.Secrets;

/// <summary>An Api with PostgreSQL and Garnet behind it, both with passwords that come from a mounted secret, and a steady load on it.</summary>
internal sealed class RotatedApi : IAsyncDisposable
{
    private const int Callers = 3;

    private readonly PostgresServer _postgres;
    private readonly GarnetServer _garnet;
    private readonly string _database;
    private readonly string _options;
    private readonly CancellationTokenSource _enough = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private Task[] _callers = [];
    private int _calls;

    private RotatedApi(PostgresServer postgres, GarnetServer garnet, string database, string options) =>
        (_postgres, _garnet, _database, _options) = (postgres, garnet, database, options);

    public MountedApi Api { get; } = new();

    public PostgresServer Postgres => _postgres;

    /// <summary>Starts everything, with a role for the Api that owns its database.</summary>
    /// <param name="options">Further options of the database's connection string.</param>
    public static async Task<RotatedApi> StartAsync(string options)
    {
        var postgres = await PostgresServer.StartNewAsync();
        var garnet = await GarnetServer.StartNewAsync(NewPassword());
        var database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync()).Database!;
        var api = new RotatedApi(postgres, garnet, database, options);
        try
        {
            var password = NewPassword();
            await postgres.ExecuteAsync($"CREATE ROLE app LOGIN PASSWORD '{password}'; ALTER DATABASE {database} OWNER TO app");
            await postgres.ExecuteAsync("GRANT ALL ON SCHEMA public TO app", database);
            await api.MountAsync("app", password);
            await api.Api.StartAsync(("ConnectionStrings__history", ""));
            api._callers = [.. Enumerable.Range(0, Callers).Select(caller => Task.Run(() => api.CallAsync(caller)))];
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    public static string NewPassword() => Convert.ToHexString(RandomNumberGenerator.GetBytes(12));

    /// <summary>Swaps the mounted secret: this role and password, and whatever Garnet takes now.</summary>
    /// <param name="role">Who logs in.</param>
    /// <param name="password">Its password.</param>
    /// <param name="further">What else to say, or to say otherwise, in the connection string.</param>
    public Task MountAsync(string role, string password, string further = "") => Api.Secrets.SetAsync(
        ("ConnectionStrings__history", $"Host=127.0.0.1;Port={_postgres.Port};Database={_database};Username={role};Password={password};{_options};{further}"),
        ("ConnectionStrings__cache", _garnet.ConnectionString));

    public Task ChangeDatabasePasswordAsync(string role, string password) => _postgres.ExecuteAsync($"ALTER ROLE {role} PASSWORD '{password}'");

    public Task ChangeCachePasswordAsync() => _garnet.ChangePasswordAsync(NewPassword());

    /// <summary>Waits until the Api says that it uses its newest secret.</summary>
    public Task WaitForRotationsAsync(string secret, int count) => Api.WaitAsync(
        async () => Math.Abs(await Api.MetricAsync("secret_rotations_total", $"secret=\"{secret}\"") - count) < 0.5,
        $"There were not {count} rotations of {secret}.");

    /// <summary>Waits until the Api has read so many versions of the secret after the first.</summary>
    public Task WaitForReloadsAsync(int count) => Api.WaitAsync(
        async () => await Api.MetricAsync("configuration_reloads_total", "result=\"applied\"") >= count, $"There were not {count} reloads.");

    /// <summary>Waits until so many more calls have been made.</summary>
    public async Task WaitForCallsAsync(int count)
    {
        var enough = Volatile.Read(ref _calls) + count;
        await Api.WaitAsync(() => Task.FromResult(Volatile.Read(ref _calls) >= enough || !_failures.IsEmpty), "The load came to a halt.");
    }

    /// <summary>Ends the load and answers what failed.</summary>
    public async Task<IReadOnlyList<string>> StopCallingAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_callers);
        return [.. _failures];
    }

    public async ValueTask DisposeAsync()
    {
        await StopCallingAsync();
        await Api.DisposeAsync();
        await _garnet.DisposeAsync();
        await _postgres.DisposeAsync();
        _enough.Dispose();
    }

    private async Task CallAsync(int caller)
    {
        for (var number = 0; !_enough.IsCancellationRequested; number++)
        {
            using var document = Manifests.Body(Manifests.Careless.Replace("cart", $"cart-{caller}-{number}", StringComparison.Ordinal));
            await CallAsync(client => client.PostAsync(new Uri("/v1/audits", UriKind.Relative), document, CancellationToken.None));
            await CallAsync(static client => client.GetAsync(new Uri("/v1/audits?limit=5", UriKind.Relative), CancellationToken.None));
        }
    }

    private async Task CallAsync(Func<HttpClient, Task<HttpResponseMessage>> call)
    {
        try
        {
            using var response = await call(Api.Process.Api);
            if (!response.IsSuccessStatusCode)
            {
                _failures.Enqueue($"{response.RequestMessage!.Method} {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(CancellationToken.None)}");
            }
        }
        catch (HttpRequestException exception)
        {
            _failures.Enqueue(exception.Message);
        }

        Interlocked.Increment(ref _calls);
    }
}
