using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MicroService.Hosting;

/// <summary>A folder for the files of one run, which only its owner can read. It is removed when the AppHost stops.</summary>
internal sealed class RunFolder : IHostedService
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("apphost-");

    /// <summary>The folder of this AppHost's run, created by the first resource that asks for it.</summary>
    public static RunFolder Of(IDistributedApplicationBuilder builder)
    {
        if (builder.Services.FirstOrDefault(service => service.ServiceType == typeof(RunFolder))?.ImplementationInstance is RunFolder known)
        {
            return known;
        }

        var folder = new RunFolder();
        builder.Services.AddSingleton(folder);
        builder.Services.AddHostedService(_ => folder);
        return folder;
    }

    /// <summary>Creates a folder below this one.</summary>
    public string Create(params string[] names) => Directory.CreateDirectory(Path.Combine([_folder.FullName, .. names])).FullName;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        // A host may be stopped more than once.
        if (Directory.Exists(_folder.FullName))
        {
            _folder.Delete(recursive: true);
        }

        return Task.CompletedTask;
    }
}
