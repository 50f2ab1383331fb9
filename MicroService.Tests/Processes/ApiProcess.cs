using System.Globalization;
using System.Net;

namespace MicroService.Tests.Processes;

/// <summary>A running Api, or another service with the same defaults, on free loopback ports, with a working folder of its own and Production defaults, but no drain delay, unless told otherwise.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder;
    private readonly bool _ownsFolder;

    private ApiProcess(ChildProcess process, DirectoryInfo folder, bool ownsFolder, int apiPort, int managementPort)
    {
        Process = process;
        _folder = folder;
        _ownsFolder = ownsFolder;
        Api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{apiPort}") };
        Management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{managementPort}") };
    }

    public ChildProcess Process { get; }

    /// <summary>Calls the Api's own port.</summary>
    public HttpClient Api { get; }

    /// <summary>Calls the management port: health, metrics, info, configuration.</summary>
    public HttpClient Management { get; }

    /// <summary>Where the process runs; its history file is in here unless the environment names another.</summary>
    public string Folder => _folder.FullName;

    /// <summary>Starts the Api and waits until it is ready. A <paramref name="folder"/> given is kept when the process ends, for a restart.</summary>
    public static async Task<ApiProcess> StartAsync(IReadOnlyDictionary<string, string>? environment = null, string? folder = null, ServiceProgram? program = null)
    {
        var api = Launch(environment, folder, program);
        try
        {
            await api.WaitForReadyAsync();
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the Api without waiting for anything.</summary>
    public static ApiProcess Launch(IReadOnlyDictionary<string, string>? environment = null, string? folder = null, ServiceProgram? program = null)
    {
        var (apiPort, managementPort) = (LoopbackPorts.Next(), LoopbackPorts.Next());
        var directory = folder is null ? Directory.CreateTempSubdirectory("microservice-api-") : Directory.CreateDirectory(folder);
        var complete = new Dictionary<string, string>
        {
            ["HTTP_PORTS"] = $"{apiPort}",
            ["Management__Port"] = $"{managementPort}",
            ["Server__Address"] = "127.0.0.1",
            ["Lifecycle__DrainDelay"] = "0s",
            ["Authentication__AllowAnonymous"] = "true",
            // Loads come from one address.
            ["CallerLimits__RequestsPerSecond"] = "0",
            ["ConnectionStrings__history"] = $"Data Source={Path.Combine(directory.FullName, "history.db")}",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            complete[name] = value;
        }

        // An empty text takes the default above away, for one that comes from elsewhere.
        if (complete["ConnectionStrings__history"].Length == 0)
        {
            complete.Remove("ConnectionStrings__history");
        }

        var process = (program ?? ServiceProgram.Api).Start([], complete, directory.FullName);
        return new ApiProcess(process, directory, folder is null, PortOf(complete["HTTP_PORTS"], apiPort), PortOf(complete["Management__Port"], managementPort));
    }

    /// <summary>Waits until <c>/health/ready</c> answers 200; fails with the process's output where it ends or takes too long.</summary>
    public async Task WaitForReadyAsync()
    {
        using var patience = new CancellationTokenSource(StartPatience);
        while (await ReadinessAsync(patience.Token) != HttpStatusCode.OK)
        {
            if (Process.HasExited || patience.IsCancellationRequested)
            {
                throw new InvalidOperationException($"The Api did not become ready.\n{Process.Transcript()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    /// <summary>Ends the Api as Kubernetes does and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await Process.SignalAsync(ProcessSignal.Term);
        return await Process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        Management.Dispose();
        await Process.DisposeAsync();
        if (_ownsFolder)
        {
            _folder.Delete(recursive: true);
        }
    }

    private static int PortOf(string setting, int otherwise) => int.TryParse(setting, CultureInfo.InvariantCulture, out var port) ? port : otherwise;

    private async Task<HttpStatusCode?> ReadinessAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Management.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }
}
