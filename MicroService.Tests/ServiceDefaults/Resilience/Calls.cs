using MicroService.ServiceDefaults.Resilience;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.Tests.ServiceDefaults.Resilience;

/// <summary>What tests do with a service that calls dependencies.</summary>
internal static class Calls
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static async Task<HttpResponseMessage> CallAsync(this RunningService service, string client = "upstream", HttpRequestMessage? request = null)
    {
        using var http = service.App.Services.GetRequiredService<IHttpClientFactory>().CreateClient(client);
        using var own = request is null ? new HttpRequestMessage(HttpMethod.Get, "/") : null;
        return await http.SendAsync(request ?? own!, TestContext.Current.CancellationToken);
    }

    public static DependencyPipeline Pipeline(this RunningService service, string name = "upstream") =>
        service.App.Services.GetRequiredService<DependencyPipelines>().GetForClient(name);

    /// <summary>Changes settings as a mounted file would.</summary>
    public static void Change(this RunningService service, string key, string value)
    {
        service.App.Configuration[key] = value;
        ((IConfigurationRoot)service.App.Configuration).Reload();
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, what);
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);
}
