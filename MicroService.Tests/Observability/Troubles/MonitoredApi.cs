using System.Net.Http.Headers;
using System.Security.Cryptography;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Databases;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;
using Npgsql;

namespace MicroService.Tests.Observability.Troubles;

/// <summary>An Api outside Production with all that it can depend on, with small limits, on ports that it keeps over restarts.</summary>
internal sealed class MonitoredApi : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly int _apiPort = LoopbackPorts.Next();
    private readonly int _managementPort = LoopbackPorts.Next();
    private readonly MountedVolume _configuration = new();
    private readonly MountedVolume _secrets = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-monitored-");
    private readonly NpgsqlConnectionStringBuilder _database;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _probes;
    private ChildProcess? _process;

    private MonitoredApi(PostgresServer postgres, GarnetServer garnet, TokenAuthority authority, string database)
    {
        (Postgres, Garnet, Authority, _database) = (postgres, garnet, authority, new NpgsqlConnectionStringBuilder(database));
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_apiPort}"), Timeout = TimeSpan.FromSeconds(30) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", authority.Key.Sign(authority.Issuer));
        Management = new Uri($"http://127.0.0.1:{_managementPort}");
        _probes = Task.Run(ProbeAsync);
    }

    public PostgresServer Postgres { get; }

    public GarnetServer Garnet { get; }

    public TokenAuthority Authority { get; }

    public HttpClient Client { get; }

    /// <summary>Where it is scraped.</summary>
    public Uri Management { get; }

    /// <summary>Starts everything; skips the running test where something is not installed.</summary>
    public static async Task<MonitoredApi> StartNewAsync()
    {
        var postgres = await PostgresServer.StartNewAsync();
        var garnet = await GarnetServer.StartNewAsync();
        var api = new MonitoredApi(postgres, garnet, await TokenAuthority.StartAsync(isSecure: false), await postgres.CreateDatabaseAsync());
        await api._configuration.SetAsync();
        await api._secrets.SetAsync(("ConnectionStrings__history", api._database.ConnectionString));
        await api.StartAsync();
        return api;
    }

    /// <summary>Changes mounted settings; null takes one away.</summary>
    public Task ConfigureAsync(params (string Name, string? Value)[] settings) => _configuration.SetAsync(settings);

    /// <summary>Gives the database's role another password, the server's own one or any, and mounts it.</summary>
    public async Task RotatePasswordAsync(bool toOwn)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        _database.Password = toOwn ? Postgres.Password : Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        // The password is made of hexadecimal digits: nothing in it needs escaping.
        await using var alter = new NpgsqlCommand($"ALTER ROLE {PostgresServer.User} PASSWORD '{_database.Password}'", connection);
        await alter.ExecuteNonQueryAsync();
        await _secrets.SetAsync(("ConnectionStrings__history", _database.ConnectionString));
    }

    /// <summary>Shows a token of a key that the Api does not know: it asks the authority for its keys again.</summary>
    public async Task ShowUnknownKeyAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/rules");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SigningKey.Create("another").Sign(Authority.Issuer));
        using var response = await Client.SendAsync(request);
    }

    /// <summary>Starts the process and waits until it is ready.</summary>
    public async Task StartAsync(params (string Name, string Value)[] further)
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["HTTP_PORTS"] = $"{_apiPort}",
            ["Management__Port"] = $"{_managementPort}",
            ["Server__Address"] = "127.0.0.1",
            ["Lifecycle__DrainDelay"] = "0s",
            ["Authentication__Authority"] = Authority.Issuer.ToString(),
            ["Authentication__Audience"] = SigningKey.Audience,
            ["ConnectionStrings__cache"] = Garnet.ConnectionString,
            ["Configuration__ConfigFolder"] = _configuration.Path,
            ["Configuration__SecretsFolder"] = _secrets.Path,
            ["Configuration__PollInterval"] = "200ms",
            ["Health__CacheDuration"] = "500ms",
            ["Limits__MaxConcurrentRequests"] = "16",
            ["Limits__QueuedRequests"] = "8",
            ["Documents__Queue"] = "1000",
            // There is no cluster: no scan is ever done.
            ["Scans__Interval"] = "1m",
            ["Resilience__history__TotalTimeout"] = "8s",
            ["Resilience__history__AttemptTimeout"] = "5s",
            ["Resilience__history__Retries"] = "1",
            ["Resilience__history__BreakerMinimumThroughput"] = "4",
            ["Resilience__history__BreakerSampling"] = "10s",
            ["Resilience__history__BreakerBreak"] = "1s",
        };
        foreach (var (name, value) in further)
        {
            environment[name] = value;
        }

        _process = ServiceProgram.Api.Start([], environment, _folder.FullName);
        using var patience = new CancellationTokenSource(Patience);
        while (!await IsReadyAsync())
        {
            Assert.False(_process.HasExited || patience.IsCancellationRequested, $"The Api did not become ready.\n{_process.Transcript()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
    }

    /// <summary>Ends the process without warning.</summary>
    public async Task KillAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _probes;
        _end.Dispose();
        await KillAsync();
        Client.Dispose();
        _configuration.Dispose();
        _secrets.Dispose();
        await Authority.DisposeAsync();
        await Garnet.DisposeAsync();
        await Postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    // What the kubelet does all the time: dependencies are measured as its probes see them.
    private async Task ProbeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            await IsReadyAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(500), CancellationToken.None);
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Client.GetAsync(new Uri(Management, "/health/ready"));
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
