using System.Text;
using MicroService.Cluster.Connections;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Kubeconfigs;
using MicroService.Cluster.Lists;
using MicroService.Cluster.Requests;
using MicroService.Samples.Clusters;
using MicroService.Samples.Serving;

namespace MicroService.Tests.Cluster.Lists;

public sealed class ListReaderTests
{
    private static readonly ServedKind ConfigMaps = new(new ResourceKind("", "configmaps", "ConfigMap"), "v1", IsNamespaced: true);
    private static readonly string[] All = ["shop/ConfigMap/a", "shop/ConfigMap/b", "shop/ConfigMap/c", "shop/ConfigMap/d", "shop/ConfigMap/e"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Pages_AreReadToTheEnd(int pageSize)
    {
        await using var cluster = await SampleCluster.StartAsync(Maps());
        using var client = await cluster.ConnectAsync();

        Assert.Equal(All, await NamesAsync(client, ConfigMaps, "shop", pageSize));
        Assert.Equal((All.Length + pageSize - 1) / pageSize, cluster.Server.Requests.Count);
    }

    [Fact]
    public async Task ItemsOfOneKind_AreGivenTheirKind()
    {
        await using var cluster = await SampleCluster.StartAsync(Maps());
        using var client = await cluster.ConnectAsync();

        await foreach (var item in new ListReader(client).ReadAsync(ConfigMaps, null, null, Cancellation))
        {
            Assert.Equal(("v1", "ConfigMap"), (item.Root.Text("apiVersion"), item.Root.Text("kind")));
        }
    }

    [Fact]
    public async Task CustomResources_HaveTheTokenBehindTheirItems()
    {
        var content = new ClusterContent();
        content.Add(new ContentKind("example.com", "v1", "widgets", "Widget") { IsCustom = true });
        foreach (var name in new[] { "a", "b", "c" })
        {
            content.Add("widgets.yaml", Encoding.UTF8.GetBytes($"apiVersion: example.com/v1\nkind: Widget\nmetadata: {{name: {name}, namespace: shop}}\n"));
        }

        await using var cluster = await SampleCluster.StartAsync(content);
        using var client = await cluster.ConnectAsync();

        var names = await NamesAsync(client, new ServedKind(new ResourceKind("example.com", "widgets", "Widget"), "v1", true), "shop", pageSize: 1);

        Assert.Equal(["shop/Widget/a", "shop/Widget/b", "shop/Widget/c"], names);
    }

    [Theory]
    [InlineData(ServerFault.ExpiredWithToken)]
    [InlineData(ServerFault.Expired)]
    public async Task ListThatExpired_IsReadToTheEndWithoutRepetition(ServerFault fault)
    {
        await using var cluster = await SampleCluster.StartAsync(Maps());
        cluster.Server.Faults.Add(fault, "continue=", times: 1);
        using var client = await cluster.ConnectAsync();

        Assert.Equal(All, await NamesAsync(client, ConfigMaps, "shop", pageSize: 2));
    }

    [Theory]
    [InlineData(ServerFault.TooManyRequests)]
    [InlineData(ServerFault.InternalError)]
    [InlineData(ServerFault.CutConnection)]
    [InlineData(ServerFault.HalfAnswer)]
    [InlineData(ServerFault.Silence)]
    [InlineData(ServerFault.SilenceWithin)]
    public async Task AnswerThatFailsOnce_IsAskedForAgain(ServerFault fault)
    {
        await using var cluster = await SampleCluster.StartAsync(Maps());
        using var client = await cluster.ConnectAsync(fault is ServerFault.Silence or ServerFault.SilenceWithin ? TimeSpan.FromSeconds(1) : null);
        await NamesAsync(client, ConfigMaps, "shop", pageSize: 2);
        cluster.Server.Faults.Add(fault, "continue=", times: 1);

        Assert.Equal(All, await NamesAsync(client, ConfigMaps, "shop", pageSize: 2));
    }

    [Theory]
    [InlineData(ServerFault.HalfAnswer, ApiFailureKind.Unreachable)]
    [InlineData(ServerFault.CutConnection, ApiFailureKind.Unreachable)]
    [InlineData(ServerFault.TooManyRequests, ApiFailureKind.Busy)]
    [InlineData(ServerFault.Forbidden, ApiFailureKind.Forbidden)]
    public async Task AnswerThatAlwaysFails_IsNoList(ServerFault fault, ApiFailureKind kind)
    {
        await using var cluster = await SampleCluster.StartAsync(Maps());
        cluster.Server.Faults.Add(fault, "/configmaps");
        using var client = await cluster.ConnectAsync();

        var exception = await Assert.ThrowsAsync<ApiException>(() => NamesAsync(client, ConfigMaps, "shop", pageSize: 2));

        Assert.Equal(kind, exception.Failure.Kind);
    }

    [Fact]
    public async Task RejectedKind_IsAskedForOnce()
    {
        await using var cluster = await SampleCluster.StartAsync(Maps());
        cluster.Server.Faults.Add(ServerFault.Forbidden, "/configmaps");
        using var client = await cluster.ConnectAsync();

        await Assert.ThrowsAsync<ApiException>(() => NamesAsync(client, ConfigMaps, "shop", pageSize: 2));

        Assert.Single(cluster.Server.Requests);
    }

    [Fact]
    public async Task TokenThatRotated_IsReadAgain()
    {
        await using var cluster = await SampleCluster.StartAsync(Maps());
        var token = cluster.Write("token", cluster.Server.Token);
        cluster.Write("config", cluster.Server.Kubeconfig().Replace($"token: {cluster.Server.Token}", "tokenFile: token", StringComparison.Ordinal));
        using var client = await cluster.ConnectAsync();
        await NamesAsync(client, ConfigMaps, "shop", pageSize: 2);
        cluster.Server.Token = "rotated";
        await File.WriteAllTextAsync(token, "rotated\n", Cancellation);

        Assert.Equal(All, await NamesAsync(client, ConfigMaps, "shop", pageSize: 2));
    }

    [Fact]
    public async Task TokenThatStaysWrong_IsTriedOnce()
    {
        await using var cluster = await SampleCluster.StartAsync(Maps());
        using var client = await cluster.ConnectAsync();
        cluster.Server.Token = "rotated";

        var exception = await Assert.ThrowsAsync<ApiException>(() => NamesAsync(client, ConfigMaps, "shop", pageSize: 2));

        Assert.Equal(ApiFailureKind.Unauthorized, exception.Failure.Kind);
        Assert.Single(cluster.Server.Requests);
    }

    [Fact]
    public async Task ObjectLargerThanTheBuffer_IsRead()
    {
        var content = new ClusterContent();
        content.Add("large.yaml", Encoding.UTF8.GetBytes($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: large, namespace: shop}}\ndata: {{text: {new string('x', 900_000)}}}\n"));
        await using var cluster = await SampleCluster.StartAsync(content);
        using var client = await cluster.ConnectAsync();

        Assert.Equal(["shop/ConfigMap/large"], await NamesAsync(client, ConfigMaps, "shop", pageSize: 2));
    }

    [Fact]
    public async Task RefusedConnection_IsUnreachable()
    {
        ClusterConnection connection;
        await using (var cluster = await SampleCluster.StartAsync(Maps()))
        {
            connection = (await ClusterConnections.FindAsync(cluster.KubeconfigFile, null, static _ => null, TimeProvider.System, Cancellation)).Connection!;
        }

        using var client = SampleCluster.Client(connection);
        var exception = await Assert.ThrowsAsync<ApiException>(() => NamesAsync(client, ConfigMaps, "shop", pageSize: 2));

        Assert.Equal(ApiFailureKind.Unreachable, exception.Failure.Kind);
    }

    private static async Task<List<string>> NamesAsync(ApiClient client, ServedKind kind, string? ns, int pageSize)
    {
        var names = new List<string>();
        await foreach (var item in new ListReader(client, pageSize).ReadAsync(kind, ns, null, Cancellation))
        {
            names.Add(item.File.Name);
        }

        return names;
    }

    // Another namespace's name begins those of this one.
    private static ClusterContent Maps()
    {
        var content = new ClusterContent();
        foreach (var (ns, name) in new[] { ("shop", "a"), ("shop", "b"), ("shop", "c"), ("shop", "d"), ("shop", "e"), ("shop-2", "a"), ("a", "z") })
        {
            content.Add("maps.yaml", Encoding.UTF8.GetBytes($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: {ns}}}\n"));
        }

        return content;
    }
}
