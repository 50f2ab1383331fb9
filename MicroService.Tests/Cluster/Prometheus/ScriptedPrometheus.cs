using System.Net;
using System.Text;

namespace MicroService.Tests.Cluster.Prometheus;

/// <summary>Answers queries as a test says, and remembers them.</summary>
internal sealed class ScriptedPrometheus(Func<string, (HttpStatusCode Status, string Body)> answer) : HttpMessageHandler
{
    public const string Empty = """{"status":"success","data":{"resultType":"vector","result":[]}}""";

    public List<string> Queries { get; } = [];

    public List<HttpRequestMessage> Requests { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var form = await request.Content!.ReadAsStringAsync(cancellationToken);
        Requests.Add(request);
        Queries.Add(Uri.UnescapeDataString(form.Split('&').First(part => part.StartsWith("query=", StringComparison.Ordinal))[6..].Replace('+', ' ')));
        var (status, body) = answer(Queries[^1]);
        return new HttpResponseMessage(status) { Content = new StreamContent(new SlowStream(Encoding.UTF8.GetBytes(body))) };
    }

    // A few bytes at a time, as a network may have it.
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(7, buffer.Length)], cancellationToken);
    }
}
