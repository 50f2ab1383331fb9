using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MicroService.Tests.AppHost;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(RunningAppHost))]

namespace MicroService.Tests.AppHost;

/// <summary>This repository's AppHost with its dashboard, run once for all tests that ask for it. Each test leaves it healthy.</summary>
public sealed class RunningAppHost : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("microservice-apphost-");
    private readonly SemaphoreSlim _start = new(1);
    private DistributedApplication? _application;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The application, started and healthy.</summary>
    public async Task<DistributedApplication> ApplicationAsync()
    {
        await _start.WaitAsync();
        try
        {
            return _application ??= await StartAsync();
        }
        finally
        {
            _start.Release();
        }
    }

    /// <summary>A client of the Api that retries nothing, so that tests see every failure.</summary>
    public async Task<HttpClient> ClientAsync()
    {
        var application = await ApplicationAsync();
        return new HttpClient { BaseAddress = application.GetEndpoint("api", "http"), Timeout = Patience };
    }

    /// <summary>Runs a command of a resource, as the dashboard does.</summary>
    public async Task<ExecuteCommandResult> CommandAsync(string resource, string command, params (string Name, string Value)[] arguments)
    {
        var application = await ApplicationAsync();
        var inputs = new InteractionInputCollection(
            [.. arguments.Select(argument => new InteractionInput { Name = argument.Name, InputType = InputType.Text, Value = argument.Value })]);
        var commands = application.Services.GetRequiredService<ResourceCommandService>();
        return await commands.ExecuteCommandAsync(resource, command, inputs).WaitAsync(Patience);
    }

    public async Task WaitForHealthyAsync(string resource)
    {
        var application = await ApplicationAsync();
        await application.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(Patience);
    }

    /// <summary>Waits until a resource is in a state.</summary>
    public async Task WaitForStateAsync(string resource, string state)
    {
        var application = await ApplicationAsync();
        await application.ResourceNotifications.WaitForResourceAsync(resource, state).WaitAsync(Patience);
    }

    /// <summary>Posts a manifest and returns where its audit is kept.</summary>
    public static async Task<Uri> AuditAsync(HttpClient client, byte[] manifest)
    {
        using var content = new ByteArrayContent(manifest) { Headers = { ContentType = new MediaTypeHeaderValue("application/yaml") } };
        using var answer = await client.PostAsync(new Uri("/v1/audits", UriKind.Relative), content);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return answer.Headers.Location!;
    }

    public static async Task<JsonElement> GetAsync(HttpClient client, Uri address)
    {
        using var document = JsonDocument.Parse(await client.GetStringAsync(address));
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.StopAsync();
            await _application.DisposeAsync();
        }

        _data.Delete(recursive: true);
        _start.Dispose();
    }

    private async Task<DistributedApplication> StartAsync()
    {
        var model = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MicroService_AppHost>(
            [$"--AppHost:DataFolder={_data.FullName}"],
            (options, _) => options.DisableDashboard = false);
        var application = await model.BuildAsync().WaitAsync(Patience);
        await application.StartAsync().WaitAsync(Patience);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("api").WaitAsync(Patience);
        return application;
    }
}
