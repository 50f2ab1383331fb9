using System.Net;
using System.Net.Sockets;

namespace MicroService.Benchmarks.Load;

/// <summary>Runs the service and bare Kestrel in turns, so that a slow minute of the machine is no server's alone.</summary>
/// <param name="options">What is measured.</param>
/// <param name="api">The native service.</param>
/// <param name="bare">The native BareKestrel.</param>
internal sealed class LoadHarness(LoadOptions options, string api, string bare)
{
    private readonly Uri _api = new($"http://127.0.0.1:{FreePort()}");
    private readonly Uri _management = new($"http://127.0.0.1:{FreePort()}");
    private readonly Uri _bare = new($"http://127.0.0.1:{FreePort()}");

    /// <summary>The samples of the service and of bare Kestrel, in the order in which they were taken.</summary>
    public async Task<(IReadOnlyList<LoadSample> Service, IReadOnlyList<LoadSample> Bare)> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("microservice-load-");
        try
        {
            var (body, mediaType) = await AnswerAsync(folder, cancellationToken);
            var file = Path.Combine(folder.FullName, "answer");
            await File.WriteAllBytesAsync(file, body, cancellationToken);
            var (service, limit) = (new List<LoadSample>(), new List<LoadSample>());
            for (var round = 0; round < options.Rounds; round++)
            {
                await using (var server = MeasuredServer.Start(bare, [_bare.ToString(), file, mediaType], []))
                {
                    limit.Add(await SampleAsync(server, _bare, new Uri(_bare, options.Path), cancellationToken));
                }

                await using (var server = StartService(folder))
                {
                    service.Add(await SampleAsync(server, new Uri(_management, "/health/ready"), new Uri(_api, options.Path), cancellationToken));
                }

                await Console.Error.WriteLineAsync($"Round {round + 1}: {service[^1].RequestsPerSecond:F0} of {limit[^1].RequestsPerSecond:F0} requests per second.");
            }

            return (service, limit);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<LoadSample> SampleAsync(MeasuredServer server, Uri probe, Uri address, CancellationToken cancellationToken)
    {
        var ready = await server.ReadyAsync(probe, cancellationToken);
        var idle = await server.IdleAsync(cancellationToken);
        var load = Wrk.RunAsync(address, options, cancellationToken);
        var loaded = await server.PeakAsync(load);
        return new LoadSample(ready, idle, loaded, await load);
    }

    private async Task<(byte[] Body, string MediaType)> AnswerAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        await using var server = StartService(folder);
        await server.ReadyAsync(new Uri(_management, "/health/ready"), cancellationToken);
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(_api, options.Path), cancellationToken);
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadAsByteArrayAsync(cancellationToken), $"{response.Content.Headers.ContentType}")
            : throw new LoadFailedException($"{options.Path} answers {(int)response.StatusCode}.");
    }

    private MeasuredServer StartService(DirectoryInfo folder) => MeasuredServer.Start(api, [], new Dictionary<string, string>
    {
        ["ASPNETCORE_HTTP_PORTS"] = $"{_api.Port}",
        ["Management__Port"] = $"{_management.Port}",
        ["Authentication__AllowAnonymous"] = "true",
        // One address is one caller: it is limited, but never rejected.
        ["CallerLimits__RequestsPerSecond"] = "100000",
        ["CallerLimits__Burst"] = "1000000",
        ["ConnectionStrings__history"] = $"Data Source={Path.Combine(folder.FullName, "history.db")}",
    }.Concat(options.Environment));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
