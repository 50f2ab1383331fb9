using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Processes;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Ports;

public sealed class ListenerAddressesTests
{
    private const string Http = """ "http": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": HTTP } """;
    private const string Https = """ "https": { "scheme": "https", "protocol": "tcp", "transport": "http", "targetPort": TLS } """;
    private const string Grpc = """ "grpc": { "scheme": "https", "protocol": "tcp", "transport": "http2", "targetPort": TLS } """;

    [Theory]
    [InlineData(Https, """ "HTTPS_PORTS": "{web.bindings.https.targetPort}" """)]
    [InlineData(Https, """ "ASPNETCORE_HTTPS_PORTS": "TLS" """)]
    [InlineData(Https, """ "HTTPS_PORTS": "{web.bindings.https.targetPort}", "OWN_PORT": "{web.bindings.https.targetPort}" """)]
    [InlineData($"{Http}, {Grpc}", """ "HTTP_PORTS": "{web.bindings.http.targetPort}", "HTTPS_PORTS": "{web.bindings.grpc.targetPort}" """)]
    [InlineData($"{Http}, {Grpc}", """ "ASPNETCORE_HTTP_PORTS": "HTTP" """)]
    [InlineData($"{Http}, {Https}", """ "HTTP_PORTS": "{web.bindings.http.targetPort}", "HTTPS_PORTS": "{web.bindings.https.targetPort}" """)]
    [InlineData($"{Http}, {Https}", """ "ASPNETCORE_URLS": "https://+:{web.bindings.https.targetPort};http://+:{web.bindings.http.targetPort}" """)]
    [InlineData($"{Http}, {Https}", """ "URLS": "http://+:HTTP;https://+:TLS" """)]
    [InlineData(Https, """ "DOTNET_URLS": "HTTPS://*:TLS/" """)]
    [InlineData($"{Http}, {Https}", """ "Kestrel__Endpoints__http__Url": "http://*:{web.bindings.http.targetPort}", "Kestrel__Endpoints__secure__Url": "https://*:{web.bindings.https.targetPort}", "Kestrel__Endpoints__secure__SslProtocols__0": "Tls13" """)]
    [InlineData($"{Http}, {Https}", """ "Kestrel__Endpoints__http__Url": "http://*:HTTP", "ASPNETCORE_Kestrel__Endpoints__https__Url": "https://*:TLS", "Kestrel__Endpoints__Https__ClientCertificateMode": "AllowCertificate" """)]
    public async Task EveryPortOfTheService_IsListenedToWithoutACertificate(string bindings, string environment)
    {
        var web = Web(bindings, environment).Workload("web");

        await using var server = await ListeningServer.StartAsync(web);

        Assert.All(web.Ports, port => Assert.False(port.IsTls));
        foreach (var port in web.Ports)
        {
            Assert.Equal("HTTP/1.1", await server.AskAsync(port));
        }
    }

    [Fact]
    public async Task EndpointOfTheSettingsInTheImage_IsPlainHttpToo()
    {
        var model = Web($"{Http}, {Https}", """ "Kestrel__Endpoints__http__Url": "http://*:{web.bindings.http.targetPort}", "Kestrel__Endpoints__secure__Url": "https://*:{web.bindings.https.targetPort}", "U": "{web.bindings.https.url}" """);
        var web = model.Workload("web");

        await using var server = await ListeningServer.StartAsync(web, ("Kestrel:Endpoints:http:Url", "http://localhost:5000"), ("Kestrel:Endpoints:secure:Url", "https://localhost:5001"));

        Assert.Equal("HTTP/1.1", await server.AskAsync(web.Ports[1]));
        Assert.Equal($"http://web:{web.Ports[1].Number}", web.Setting("U"));
    }

    [Fact]
    public async Task EndpointOfHttp2_StaysHttp2()
    {
        var web = Web(Grpc, """ "Kestrel__Endpoints__grpc__Url": "https://*:{web.bindings.grpc.targetPort}", "Kestrel__Endpoints__grpc__Protocols": "Http1AndHttp2" """).Workload("web");

        await using var server = await ListeningServer.StartAsync(web);

        Assert.Equal("HTTP/2", await server.AskAsync(web.Ports[0], isHttp2: true));
    }

    [Theory]
    [InlineData(""" "HTTP_PORTS": "{web.bindings.http.targetPort}", "HTTPS_PORTS": "{web.bindings.https.targetPort}" """)]
    [InlineData(""" "ASPNETCORE_URLS": "https://+:{web.bindings.https.targetPort};http://+:{web.bindings.http.targetPort}" """)]
    [InlineData(""" "Kestrel__Endpoints__a__Url": "https://*:{web.bindings.https.targetPort}", "Kestrel__Endpoints__b__Url": "http://*:{web.bindings.http.targetPort}" """)]
    [InlineData(""" "X": "y" """)]
    public async Task ProjectWithACertificate_KeepsItsHttps(string environment)
    {
        using var certificate = new CertificateOnDisk();
        var model = Web($"{Https}, {Http}", $"""{environment}, "U": "{"{web.bindings.https.url}"}", "ASPNETCORE_Kestrel__Certificates__Default__Path": "{certificate.Path}" """);
        var web = model.Workload("web");

        await using var server = await ListeningServer.StartAsync(web);

        Assert.Equal([true, false], web.Ports.Select(port => port.IsTls));
        Assert.Equal($"https://web:{web.Ports[0].Number}", web.Setting("U"));
        foreach (var port in web.Ports)
        {
            Assert.Equal("HTTP/1.1", await server.AskAsync(port));
        }

        Assert.Contains(model.Warnings, warning => warning.Message.Contains("stays HTTPS", StringComparison.Ordinal));
        Assert.DoesNotContain(model.Warnings, warning => warning.Message.Contains("plain HTTP", StringComparison.Ordinal));
    }

    [Fact]
    public void CertificateThatIsLeftOut_MakesItPlainHttp()
    {
        const string name = "Kestrel__Certificates__Default__Path";
        var options = new KubernetesOptions { Application = "shop", Resources = new Dictionary<string, WorkloadSettings> { ["web"] = new() { Omit = ["Kestrel__*"] } } };

        Assert.False(Assert.Single(Web(Https, $""" "{name}": "/x.pfx" """, options).Workload("web").Ports).IsTls);
    }

    [Fact]
    public void ListThatTheSettingsLeaveOut_IsNotWrittenAnew()
    {
        var options = new KubernetesOptions { Application = "shop", Resources = new Dictionary<string, WorkloadSettings> { ["web"] = new() { Omit = ["HTTP_PORTS"] } } };

        Assert.Empty(Web(Http, """ "HTTP_PORTS": "{web.bindings.http.targetPort}" """, options).Workload("web").Configuration);
    }

    [Fact]
    public void PortThatTheProgramIsTold_IsNotListenedToTwice() => Assert.Null(Web(Http, """ "OWN_PORT": "{web.bindings.http.targetPort}" """).Workload("web").Setting("HTTP_PORTS"));

    [Theory]
    [InlineData(Grpc, """ "HTTPS_PORTS": "{web.bindings.grpc.targetPort}" """, 1)]
    [InlineData(Grpc, """ "Kestrel__EndpointDefaults__Protocols": "Http2" """, 0)]
    [InlineData(Grpc, """ "Kestrel__Endpoints__grpc__Url": "https://*:{web.bindings.grpc.targetPort}" """, 0)]
    [InlineData(Https, """ "HTTPS_PORTS": "{web.bindings.https.targetPort}" """, 0)]
    public void Http2ThatNeededTls_IsPointedOut(string bindings, string environment, int times) =>
        Assert.Equal(times, Web(bindings, environment).Warnings.Count(warning => warning.Message.Contains("is HTTP/2", StringComparison.Ordinal)));

    private static ClusterModel Web(string bindings, string environment, KubernetesOptions? options = null)
    {
        var (http, tls) = ($"{LoopbackPorts.Next()}", $"{LoopbackPorts.Next()}");
        var text = $$"""
            "web": { "type": "project.v1", "path": "web.csproj", "env": { {{environment}} }, "bindings": { {{bindings}} } }
            """;
        return SampleModel.Of(text.Replace(": HTTP }", $": {http} }}", StringComparison.Ordinal).Replace(": TLS }", $": {tls} }}", StringComparison.Ordinal)
            .Replace(":HTTP", $":{http}", StringComparison.Ordinal).Replace("\"HTTP\"", $"\"{http}\"", StringComparison.Ordinal)
            .Replace(":TLS", $":{tls}", StringComparison.Ordinal).Replace("\"TLS\"", $"\"{tls}\"", StringComparison.Ordinal), options);
    }

    private sealed class CertificateOnDisk : IDisposable
    {
        public CertificateOnDisk()
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = new CertificateRequest("CN=web", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
            File.WriteAllBytes(Path, certificate.Export(X509ContentType.Pfx));
        }

        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
