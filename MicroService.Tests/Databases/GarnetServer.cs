using MicroService.Tests.Processes;
using StackExchange.Redis;

namespace MicroService.Tests.Databases;

/// <summary>A real Garnet server, the repository's own tool, on a free loopback port; it can be stopped and frozen.</summary>
internal sealed class GarnetServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string[] _arguments;
    private readonly int _port;
    private readonly DirectoryInfo? _users;
    private ChildProcess _process;
    private string? _password;

    private GarnetServer(string[] arguments, int port, DirectoryInfo? users, string? password)
    {
        _arguments = arguments;
        _port = port;
        _users = users;
        _password = password;
        _process = Launch();
    }

    public string ConnectionString => _password is null ? $"127.0.0.1:{_port}" : $"127.0.0.1:{_port},password={_password}";

    public int Port => _port;

    /// <summary>Starts a new server; skips the running test where the tool has not been restored.</summary>
    /// <param name="password">What clients have to say; null if nothing.</param>
    public static async Task<GarnetServer> StartNewAsync(string? password = null)
    {
        var program = ProgramPath();
        Assert.SkipUnless(program is not null, "garnet-server is not restored (dotnet tool restore), so nothing was tested against it.");
        var port = LoopbackPorts.Next();
        string[] arguments = [program!, "--port", $"{port}", "--bind", "127.0.0.1", "--memory", "128m", "--index", "1m"];
        var users = password is null ? null : Directory.CreateTempSubdirectory("microservice-garnet-");
        if (users is not null)
        {
            var file = Path.Combine(users.FullName, "users.acl");
            await File.WriteAllTextAsync(file, $"user default on >{password} ~* +@all\n");
            arguments = [.. arguments, "--auth", "ACL", "--acl-file", file];
        }

        var server = new GarnetServer(arguments, port, users, password);
        try
        {
            await server.WaitForConnectionsAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until there is an entry of ASP.NET's distributed cache, and changes its data.</summary>
    public async Task ChangeEntryAsync(Func<string, string> change)
    {
        await using var connection = await ConnectPatientlyAsync();
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            await foreach (var key in connection.GetServer("127.0.0.1", _port).KeysAsync(pattern: "*"))
            {
                var data = await connection.GetDatabase().HashGetAsync(key, "data");
                await connection.GetDatabase().HashSetAsync(key, "data", change(data.ToString()));
                return;
            }

            Assert.False(patience.IsCancellationRequested, "Nothing came into the cache.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    /// <summary>Waits until an entry of ASP.NET's distributed cache has such data.</summary>
    public async Task WaitForEntryAsync(Func<string, bool> isIt)
    {
        await using var connection = await ConnectPatientlyAsync();
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            await foreach (var key in connection.GetServer("127.0.0.1", _port).KeysAsync(pattern: "*"))
            {
                if (isIt((await connection.GetDatabase().HashGetAsync(key, "data")).ToString()))
                {
                    return;
                }
            }

            Assert.False(patience.IsCancellationRequested, "No such entry came into the cache.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    /// <summary>Takes this password from now on and no other; connections stay.</summary>
    public async Task ChangePasswordAsync(string password)
    {
        await using var connection = await ConnectPatientlyAsync();
        await connection.GetServer("127.0.0.1", _port).ExecuteAsync("ACL", "SETUSER", "default", "resetpass", $">{password}");
        _password = password;
    }

    /// <summary>Ends the server at once.</summary>
    public async Task StopAsync()
    {
        await _process.SignalAsync(ProcessSignal.Kill);
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts the server again, empty, on the port it had.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        _process = Launch();
        await WaitForConnectionsAsync();
    }

    /// <summary>Stops the server from answering, while connections stay.</summary>
    public Task PauseAsync() => _process.SignalAsync(ProcessSignal.Stop);

    /// <summary>Lets a paused server go on.</summary>
    public Task ResumeAsync() => _process.SignalAsync(ProcessSignal.Cont);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _users?.Delete(recursive: true);
    }

    private static string? ProgramPath()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var tools = Path.Combine(packages, "garnet-server");
        return Directory.Exists(tools)
            ? Directory.EnumerateFiles(tools, "GarnetServer.dll", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "any").Order(StringComparer.Ordinal).LastOrDefault()
            : null;
    }

    private ChildProcess Launch() => ChildProcess.Start("dotnet", _arguments);

    private Task<ConnectionMultiplexer> ConnectAsync() => ConnectionMultiplexer.ConnectAsync(ConnectionString);

    // For what the tests themselves ask of the server, however busy the machine is.
    private Task<ConnectionMultiplexer> ConnectPatientlyAsync() =>
        ConnectionMultiplexer.ConnectAsync($"{ConnectionString},connectTimeout=60000,asyncTimeout=60000,syncTimeout=60000");

    private async Task WaitForConnectionsAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                await using var connection = await ConnectAsync();
                return;
            }
            catch (RedisConnectionException exception)
            {
                if (_process.HasExited || patience.IsCancellationRequested)
                {
                    throw new InvalidOperationException($"Garnet did not start.\n{_process.Transcript()}", exception);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }
}
