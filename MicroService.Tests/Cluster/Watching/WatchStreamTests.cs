using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Watching;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Cluster.Watching;

public sealed class WatchStreamTests
{
    private static readonly ServedKind Deployments = new(new ResourceKind("apps", "deployments", "Deployment"), "v1", IsNamespaced: true);

    [Theory]
    [InlineData("watch-from-a-version.json", 1)]
    [InlineData("watch-from-a-version.json", 100_000)]
    [InlineData("watch-metadata-only.json", 777)]
    [InlineData("watch-from-a-list.json", 777)]
    public async Task EventsOfARealServer_AreReadWhateverThePieces(string file, int piece)
    {
        var events = JsonNode.Parse(await File.ReadAllBytesAsync(Corpus.File("apiserver", "traffic", file), TestContext.Current.CancellationToken))!["response"]!["events"]!.AsArray();

        var read = await ReadAsync(string.Concat(events.Select(static item => $"{item!.ToJsonString()}\n")), piece);

        Assert.Equal(
            events.Select(static item => ($"{item!["type"]}", $"{item["object"]!["metadata"]!["resourceVersion"]}")),
            read.Select(static item => (item.Type.ToString().ToUpperInvariant(), item.Item.Version ?? "")));
    }

    [Fact]
    public async Task LargeEventBeforeASilence_IsTakenAtOnce()
    {
        var large = "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"" + new string('a', 20_000) + "\"}}}\n";
        var taken = new TaskCompletionSource<string?>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var body = new Pieces(Encoding.UTF8.GetBytes(large), 16 * 1024) { IsSilentAtEnd = true };

        var reading = WatchStream.ReadAsync(body, (_, item) => taken.SetResult(WatchedItem.Read(Deployments, item).Name), end.Token);

        Assert.Equal(20_000, (await taken.Task.WaitAsync(TestContext.Current.CancellationToken))!.Length);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task EventThatIsCut_IsAnError() =>
        await Assert.ThrowsAsync<JsonException>(() => ReadAsync("""{"type":"ADDED","object":{"metadata":{"name":"a"}}}""" + "\n{\"type\":", 10));

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"type\":\"ADDED\"}")]
    [InlineData("{\"type\":\"ADDED\",\"object\":[]}")]
    [InlineData("nothing")]
    public async Task AnswerThatIsNoWatch_IsAnError(string text) => await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(text, 100));

    [Fact]
    public void ValuesOfASecret_AreNoPartOfWhatIsKept()
    {
        var kind = new ServedKind(KnownKinds.Secrets, "v1", IsNamespaced: true);
        WatchedItem Read(string value, string key) => WatchedItem.Read(kind, Encoding.UTF8.GetBytes($$"""
            {"kind":"Secret","apiVersion":"v1","metadata":{"name":"db","namespace":"shop","annotations":{"last":"{{value}}"},"resourceVersion":"7"},"data":{"{{key}}":"{{value}}"} }
            """));

        Assert.Equal(Read("b25l", "password"), Read("dHdv", "password"));
        Assert.NotEqual(Read("b25l", "password").Digest, Read("b25l", "user").Digest);
        Assert.Equal(("shop", "db", "7"), (Read("b25l", "user").Namespace, Read("b25l", "user").Name, Read("b25l", "user").Version));
    }

    private static async Task<List<(WatchEventType Type, WatchedItem Item)>> ReadAsync(string text, int piece)
    {
        var read = new List<(WatchEventType, WatchedItem)>();
        await using var body = new Pieces(Encoding.UTF8.GetBytes(text), piece);
        await WatchStream.ReadAsync(body, (type, item) => read.Add((type, WatchedItem.Read(Deployments, item))), TestContext.Current.CancellationToken);
        return read;
    }

    // A connection that gives so many bytes at a time.
    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public bool IsSilentAtEnd { get; init; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (IsSilentAtEnd && Position == Length)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return await base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
        }
    }
}
