using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MicroService.Hosting;

/// <summary>A folder for the files of one run, which only its owner can read. It is removed when the AppHost is disposed of.</summary>
internal sealed class RunFolder : IHostedService, IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"apphost-{Path.GetRandomFileName()}");
    private readonly List<string> _folders = [];

    /// <summary>The folder of this AppHost's run. It exists from the start of the run on: an app model that is only built leaves nothing behind.</summary>
    public static RunFolder Of(IDistributedApplicationBuilder builder)
    {
        if (builder.Services.FirstOrDefault(service => service.ServiceType == typeof(RunFolder))?.ImplementationInstance is RunFolder known)
        {
            return known;
        }

        var folder = new RunFolder();
        builder.Services.AddSingleton(folder);
        builder.Services.AddHostedService(_ => folder);
        builder.Eventing.Subscribe<BeforeStartEvent>((_, _) =>
        {
            folder.CreateFolders();
            return Task.CompletedTask;
        });
        return folder;
    }

    /// <summary>The path of a folder below this one, which exists from the start of the run on.</summary>
    public string Reserve(params string[] names)
    {
        var path = Path.Combine([_folder, .. names]);
        _folders.Add(path);
        return path;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // After all services have stopped: programs read their settings while they drain.
    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private void CreateFolders()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        _folders.ForEach(path => Directory.CreateDirectory(path));
    }
}
