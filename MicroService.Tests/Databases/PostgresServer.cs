using System.Globalization;
using System.Security.Cryptography;
using MicroService.Tests.Processes;
using Npgsql;

namespace MicroService.Tests.Databases;

/// <summary>
/// A real PostgreSQL server on a free loopback port with its data in a temporary folder. It can be stopped and started again on the same port,
/// and it ends with the test program however that ends.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string User = "microservice";

    private const string Program = "postgres";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-postgres-");
    // For what the tests themselves ask of the server, however busy the machine is.
    private const string Patiently = ";Pooling=false;Timeout=120;Command Timeout=120";

    private ChildProcess? _process;

    private PostgresServer()
    {
    }

    public int Port { get; } = LoopbackPorts.Next();

    public string Password { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Starts a new server; skips the running test where PostgreSQL is not installed.</summary>
    public static async Task<PostgresServer> StartNewAsync()
    {
        Assert.SkipUnless(
            PostgresPrograms.Folder is not null,
            "PostgreSQL's server is not installed (Debian: apt-get install postgresql), so nothing was tested against it.");
        var server = new PostgresServer();
        try
        {
            await server.CreateClusterAsync();
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Database = database,
        Username = User,
        Password = Password,
        Timeout = 5,
    }.ConnectionString;

    /// <summary>Creates an empty database with a name of its own and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "test_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + Patiently);
        await connection.OpenAsync();
        // The name is made of the letters above: nothing in it needs quoting.
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Runs a statement as the server's owner.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + Patiently);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The tests' own statements: no text from outside gets here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts the server where it is stopped, on the port it had.</summary>
    public async Task StartAsync()
    {
        if (_process is { HasExited: false })
        {
            return;
        }

        // The shell ends the server when the test program, which holds the other end of its input, is gone.
        const string Guard = """
            "$@" & server=$!
            { cat; kill -INT $server; } >/dev/null 2>&1 <&3 & guard=$!
            wait $server; code=$?
            kill $guard 2>/dev/null
            exit $code
            """;
        string[] server =
        [
            .. AsServerUser(), Path.Combine(PostgresPrograms.Folder!, "postgres"), "-D", Data,
            "-c", $"port={Port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB",
        ];
        _process = ChildProcess.Start("sh", ["-c", "exec 3<&0; " + Guard, "guard", .. server], Locale, _folder.FullName);
        await WaitForConnectionsAsync(_process);
    }

    /// <summary>Stops the server at once: clients are cut off, data is kept.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
        {
            return;
        }

        _process.CloseInput();
        await _process.WaitForExitAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Kills the server and every backend without a warning, as a lost machine does; committed data is kept.</summary>
    public async Task KillAsync()
    {
        // Nobody starts another backend meanwhile: one that lives on would keep the memory that the next server wants.
        await PauseAsync();
        await SignalAsync(ProcessSignal.Kill);
        await StopAsync();
    }

    /// <summary>Stops the server and every backend from doing anything, while connections stay.</summary>
    public Task PauseAsync() => _process is { HasExited: false } process ? ProcessTree.PauseAsync(process.Id, Program) : Task.CompletedTask;

    /// <summary>Lets a paused server go on.</summary>
    public Task ResumeAsync() => SignalAsync(ProcessSignal.Cont);

    public async ValueTask DisposeAsync()
    {
        await ResumeAsync();
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private static readonly Dictionary<string, string> Locale = new() { ["LC_ALL"] = "C" };

    /// <summary>PostgreSQL refuses to run as root: root steps down to the packages' own user, or to nobody.</summary>
    private static string[] AsServerUser()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return [];
        }

        var user = File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
        return ["setpriv", $"--reuid={user}", "--clear-groups", "--"];
    }

    private Task SignalAsync(ProcessSignal signal) =>
        _process is { HasExited: false } process ? ProcessTree.SignalAsync(process.Id, Program, signal) : Task.CompletedTask;

    private async Task CreateClusterAsync()
    {
        var password = Path.Combine(_folder.FullName, "password");
        await File.WriteAllTextAsync(password, Password);
        if (AsServerUser() is [_, var option, ..])
        {
            var user = option[(option.IndexOf('=', StringComparison.Ordinal) + 1)..];
            await RunAsync("chown", "-R", user, _folder.FullName);
        }

        string[] command =
        [
            .. AsServerUser(), Path.Combine(PostgresPrograms.Folder!, "initdb"), "--pgdata", Data, "--username", User, "--pwfile", password,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync",
        ];
        await RunAsync(command);
    }

    private async Task RunAsync(params string[] command)
    {
        var result = await ChildProcess.RunAsync(command[0], command[1..], environment: Locale, workingDirectory: _folder.FullName);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{command[0]} ended with {result.ExitCode}.\n{result.Output}{result.Error}"));
        }
    }

    private async Task WaitForConnectionsAsync(ChildProcess process)
    {
        using var patience = new CancellationTokenSource(StartPatience);
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
                await connection.OpenAsync(patience.Token);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
            {
                if (process.HasExited || patience.IsCancellationRequested)
                {
                    throw new InvalidOperationException($"PostgreSQL did not start.\n{process.Transcript()}", exception);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }
}
