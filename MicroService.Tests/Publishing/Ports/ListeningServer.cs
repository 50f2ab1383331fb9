using System.Net;
using System.Net.Security;
using MicroService.Publishing.Workloads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace MicroService.Tests.Publishing.Ports;

/// <summary>A real Kestrel that listens where the published variables tell it to, as a program in the pod would.</summary>
internal sealed class ListeningServer : IAsyncDisposable
{
    private static readonly string[] Prefixes = ["ASPNETCORE_", "DOTNET_"];

    private readonly WebApplication _application;
    private readonly HttpClient _client;

    private ListeningServer(WebApplication application)
    {
        _application = application;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=web" } };
        _client = new HttpClient(handler);
    }

    /// <summary>Starts it, or fails as the program would.</summary>
    /// <param name="workload">Whose variables it gets.</param>
    /// <param name="image">What the settings in the image say, over which the variables go.</param>
    public static async Task<ListeningServer> StartAsync(ClusterWorkload workload, params (string Key, string Value)[] image)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(image.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        builder.Configuration.AddInMemoryCollection(workload.Configuration.OrderBy(setting => Prefix(setting.Name) is null).Select(setting =>
            KeyValuePair.Create<string, string?>(setting.Name[(Prefix(setting.Name)?.Length ?? 0)..].Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), setting.Value)));
        builder.WebHost.UseKestrel((context, options) => options.Configure(context.Configuration.GetSection("Kestrel")));
        var application = builder.Build();
        application.Run(context => context.Response.WriteAsync(context.Request.Protocol));
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new ListeningServer(application);
    }

    /// <summary>Asks a port of the pod, and returns the version of HTTP that the server saw.</summary>
    public async Task<string> AskAsync(ClusterPort port, bool isHttp2 = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{(port.IsTls ? "https" : "http")}://127.0.0.1:{port.Number}/"))
        {
            Version = isHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    private static string? Prefix(string name) => Prefixes.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
