using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Hosting.Kubernetes.Deployment;

/// <summary>A registry on a loopback port (Debian's <c>docker-registry</c>). Tests that need it are skipped where it is not installed.</summary>
internal sealed class LoopbackRegistry : IAsyncDisposable
{
    private const string Program = "docker-registry";
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder;
    private readonly ChildProcess _process;
    private readonly HttpClient _client;

    private LoopbackRegistry(DirectoryInfo folder, ChildProcess process, int port)
    {
        (_folder, _process, Host) = (folder, process, $"localhost:{port}");
        _client = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}/v2/") };
    }

    public string Host { get; }

    public static async Task<LoopbackRegistry> StartAsync()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"{Program} is not installed (apt-get install {Program}).");
        var (folder, port) = (Directory.CreateTempSubdirectory("microservice-registry-"), LoopbackPorts.Next());
        var settings = Path.Combine(folder.FullName, "config.yml");
        await File.WriteAllTextAsync(settings, $"version: 0.1\nlog:\n  level: warn\nstorage:\n  filesystem:\n    rootdirectory: {folder.FullName}/data\nhttp:\n  addr: localhost:{port}\n");
        var registry = new LoopbackRegistry(folder, ChildProcess.Start(program!, ["serve", settings]), port);
        await registry.WaitAsync();
        return registry;
    }

    /// <summary>Pushes an image of our own, made of files of this machine, and returns its name.</summary>
    public async Task<string> PushBaseImageAsync()
    {
        var (layer, content) = await LayerAsync("/etc/os-release");
        var config = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = "amd64",
            os = "linux",
            config = new { User = "1654", WorkingDir = "/app" },
            rootfs = new { type = "layers", diff_ids = new[] { Digest(content) } },
        });
        var manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = "application/vnd.oci.image.manifest.v1+json",
            config = new { mediaType = "application/vnd.oci.image.config.v1+json", digest = Digest(config), size = config.Length },
            layers = new[] { new { mediaType = "application/vnd.oci.image.layer.v1.tar+gzip", digest = Digest(layer), size = layer.Length } },
        });
        await PushBlobAsync(layer);
        await PushBlobAsync(config);
        using var body = new ByteArrayContent(manifest);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.oci.image.manifest.v1+json");
        using var answer = await _client.PutAsync(new Uri("base/manifests/1", UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return $"{Host}/base:1";
    }

    /// <summary>What the registry has an image under; null if it has none.</summary>
    public async Task<string?> DigestAsync(string repository, string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri($"{repository}/manifests/{tag}", UriKind.Relative));
        request.Headers.Accept.ParseAdd("application/vnd.oci.image.manifest.v1+json");
        request.Headers.Accept.ParseAdd("application/vnd.docker.distribution.manifest.v2+json");
        using var answer = await _client.SendAsync(request);
        return answer.IsSuccessStatusCode ? answer.Headers.GetValues("Docker-Content-Digest").Single() : null;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task WaitAsync()
    {
        using var limit = new CancellationTokenSource(StartTime);
        while (true)
        {
            try
            {
                using var answer = await _client.GetAsync(new Uri("", UriKind.Relative), limit.Token);
                return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
            }
        }
    }

    private async Task PushBlobAsync(byte[] blob)
    {
        using var start = await _client.PostAsync(new Uri("base/blobs/uploads/", UriKind.Relative), null);
        using var body = new ByteArrayContent(blob);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var place = new UriBuilder(new Uri(_client.BaseAddress!, start.Headers.Location!));
        place.Query = $"{place.Query.TrimStart('?')}&digest={Digest(blob)}";
        using var end = await _client.PutAsync(place.Uri, body);
        Assert.Equal(HttpStatusCode.Created, end.StatusCode);
    }

    private static async Task<(byte[] Compressed, byte[] Content)> LayerAsync(string file)
    {
        using var content = new MemoryStream();
        await using (var tar = new TarWriter(content, leaveOpen: true))
        {
            await tar.WriteEntryAsync(file, file.TrimStart('/'));
        }

        using var compressed = new MemoryStream();
        await using (var zip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            await zip.WriteAsync(content.ToArray());
        }

        return (compressed.ToArray(), content.ToArray());
    }

    private static string Digest(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";
}
