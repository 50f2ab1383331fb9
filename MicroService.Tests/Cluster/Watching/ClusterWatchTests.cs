using MicroService.Cluster.Kinds;
using MicroService.Cluster.Watching;
using MicroService.Samples.Serving;
using MicroService.Tests.ServiceDefaults.Resilience;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.Cluster.Watching;

public sealed class ClusterWatchTests
{
    private const string Shop = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: news, namespace: shop}\ndata: {a: b}\n";
    private const string Billing = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: news, namespace: billing}\ndata: {a: b}\n";

    [Fact]
    public async Task Watch_BeginsWithTheListThatTheScanMade()
    {
        await using var followed = await FollowedCluster.ScanAsync();
        followed.Cluster.Server.Content.Apply(Shop);

        await followed.FollowAsync();

        Assert.Equal(["shop"], await followed.TakeAsync());
        Assert.Empty(followed.Lists);
    }

    [Fact]
    public async Task Change_MakesItsNamespaceStaleAlone()
    {
        await using var followed = await (await FollowedCluster.ScanAsync()).FollowAsync();

        followed.Cluster.Server.Content.Apply(Billing);

        Assert.Equal(["billing"], await followed.TakeAsync());
        Assert.Empty((await followed.TakeAsync())!);
    }

    [Fact]
    public async Task Deletion_MakesItsNamespaceStale()
    {
        await using var followed = await (await FollowedCluster.ScanAsync()).FollowAsync();

        followed.Cluster.Server.Content.Remove("deployments.apps", "shop", "web");

        Assert.Equal(["shop"], await followed.TakeAsync());
    }

    [Fact]
    public async Task ChangeOfTheStatusAlone_MakesNothingStale()
    {
        await using var followed = await (await FollowedCluster.ScanAsync()).FollowAsync();
        followed.Cluster.Server.Content.Apply(Shop);
        await followed.TakeAsync();

        followed.Cluster.Server.Content.Apply(Shop + "status: {phase: other}\n");

        Assert.Empty((await followed.TakeAsync())!);
    }

    [Fact]
    public async Task PodOfAController_MakesNothingStale()
    {
        await using var followed = await (await FollowedCluster.ScanAsync()).FollowAsync();

        followed.Cluster.Server.Content.Apply("""
            apiVersion: v1
            kind: Pod
            metadata:
              name: web-1
              namespace: shop
              ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: a, controller: true}]
            spec: {containers: [{name: web, image: "web:1"}]}
            """);

        Assert.Empty((await followed.TakeAsync())!);
    }

    [Fact]
    public async Task NewNamespace_IsStale()
    {
        await using var followed = await (await FollowedCluster.ScanAsync()).FollowAsync();

        followed.Cluster.Server.Content.Apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: fresh}\n");

        Assert.Equal(["fresh"], await followed.TakeAsync());
    }

    [Fact]
    public async Task ObjectThatSpeaksOfOthers_MakesEverythingStale()
    {
        await using var followed = await (await FollowedCluster.ScanAsync()).FollowAsync();

        followed.Cluster.Server.Content.Apply("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\nrules: []\n");

        Assert.Null(await followed.TakeAsync());
    }

    [Fact]
    public async Task ConnectionThatIsCut_GoesOnWithoutAList()
    {
        await using var followed = await (await FollowedCluster.ScanAsync()).FollowAsync();
        followed.Cluster.Server.Content.Apply(Billing);
        await followed.TakeAsync();

        followed.Cluster.Server.Watches.Cut();
        followed.Cluster.Server.Content.Apply(Shop);

        Assert.Equal(["shop"], await followed.TakeAsync());
        Assert.Empty(followed.Lists);
        Assert.Contains(WatchEnd.Cut, followed.Ends);
    }

    [Fact]
    public async Task Bookmark_IsWhatAWatchGoesOnFrom()
    {
        await using var followed = await (await FollowedCluster.ScanAsync()).FollowAsync();
        followed.Cluster.Server.Content.Apply(Billing);
        await followed.TakeAsync();
        var version = followed.Cluster.Server.Content.Version;

        // Who comes with the version of the list has to begin anew.
        followed.Cluster.Server.Watches.Forget();
        followed.Cluster.Server.Watches.Cut();
        await Calls.UntilAsync(
            () => followed.Requests.Any(request => request.StartsWith($"GET /api/v1/pods?watch=1&resourceVersion={version}&", StringComparison.Ordinal)),
            "The watch does not go on from the bookmark.");
        followed.Cluster.Server.Content.Apply(Shop);

        Assert.Equal(["shop"], await followed.TakeAsync());
        Assert.Empty(followed.Lists);
    }

    [Fact]
    public async Task VersionThatIsTooOld_BeginsWithAListThatFindsWhatChanged()
    {
        await using var followed = await FollowedCluster.ScanAsync();
        followed.Cluster.Server.Content.Apply(Billing);
        followed.Cluster.Server.Content.Remove("deployments.apps", "shop", "web");
        followed.Cluster.Server.Watches.Forget();

        await followed.FollowAsync();

        Assert.Equal(["billing", "shop"], (await followed.TakeAsync())!.Order());
        Assert.Contains(WatchEnd.Expired, followed.Ends);
    }

    [Fact]
    public async Task KindThatMayNotBeWatched_IsSilentAndNamed()
    {
        await using var followed = await FollowedCluster.ScanAsync();
        followed.Cluster.Server.Faults.Add(ServerFault.Forbidden, "/configmaps?watch=1");
        await followed.FollowAsync();
        await Calls.UntilAsync(() => followed.Watch.Unwatched.Count > 0, "Nothing is named.");

        followed.Cluster.Server.Content.Apply(Shop);
        followed.Cluster.Server.Content.Remove("deployments.apps", "shop", "web");
        await Calls.UntilAsync(() => followed.Stale.Count > 0, "The others are not watched.");

        var kind = Assert.Single(followed.Watch.Unwatched);
        Assert.Equal("configmaps", kind.Kind);
        Assert.Contains("cannot watch resource", kind.Reason, StringComparison.Ordinal);
        Assert.Single(followed.Requests, request => request.Contains("/configmaps", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ServerFault.TooManyRequests)]
    [InlineData(ServerFault.InternalError)]
    [InlineData(ServerFault.Expired)]
    public async Task AnswerThatFails_IsAskedForAgain(ServerFault fault)
    {
        await using var followed = await FollowedCluster.ScanAsync();
        followed.Cluster.Server.Faults.Add(fault, "/configmaps?watch=1", times: 3);
        followed.Cluster.Server.Content.Apply(Shop);

        await followed.FollowAsync();

        Assert.Equal(["shop"], await followed.TakeAsync());
        Assert.Empty(followed.Watch.Unwatched);
    }

    [Fact]
    public async Task WatchThatTheServerEnds_GoesOn()
    {
        await using var followed = await FollowedCluster.ScanAsync();
        await followed.FollowAsync(options: new WatchOptions { Length = TimeSpan.FromSeconds(1), FirstPause = TimeSpan.FromMilliseconds(20) });
        await Calls.UntilAsync(() => followed.Ends.Count > 20, "No watch ends.");

        followed.Cluster.Server.Content.Apply(Shop);
        await Calls.UntilAsync(() => followed.Stale.Count > 0, "The change is not seen.");

        Assert.Equal(["shop"], followed.Stale.Take());
        Assert.DoesNotContain(WatchEnd.Cut, followed.Ends);
        Assert.Empty(followed.Lists);
    }

    [Fact]
    public async Task ServerThatCutsEveryConnection_IsGivenTime()
    {
        var time = new FakeTimeProvider();
        await using var followed = await FollowedCluster.ScanAsync();
        await followed.FollowAsync(options: new WatchOptions { FirstPause = TimeSpan.FromMinutes(1) }, time: time);
        var asked = followed.Requests.Count();

        followed.Cluster.Server.Watches.Cut();
        await Calls.UntilAsync(() => followed.Watch.Open == 0 && followed.Ends.Count >= asked, "The watches are not cut.");
        Assert.Equal(asked, followed.Requests.Count());

        await Calls.UntilAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMinutes(1));
                return followed.Watch.Open == asked;
            },
            "The watches do not go on.");
    }

    [Fact]
    public async Task PointsThatWereKept_GoOnWithoutAList()
    {
        await using var followed = await (await FollowedCluster.ScanAsync()).FollowAsync();
        followed.Cluster.Server.Content.Apply(Billing);
        await followed.TakeAsync();
        var kept = followed.Watch.Points!;
        await followed.LeaveAsync();
        followed.Cluster.Server.Content.Apply(Shop);

        await followed.FollowAsync(WatchBase.Resume([], kept));

        Assert.Equal(["shop"], await followed.TakeAsync());
        Assert.Empty(followed.Lists);
    }

    [Fact]
    public async Task PointsThatAreTooOld_MakeEverythingStale()
    {
        await using var followed = await (await FollowedCluster.ScanAsync()).FollowAsync();
        var kept = followed.Watch.Points!;
        await followed.LeaveAsync();
        followed.Cluster.Server.Content.Remove("deployments.apps", "shop", "web");
        followed.Cluster.Server.Watches.Forget();

        await followed.FollowAsync(WatchBase.Resume([], kept));

        Assert.Null(await followed.TakeAsync());
    }

    [Fact]
    public async Task NamespacesThatWereNamed_AreWatchedAlone()
    {
        await using var followed = await (await FollowedCluster.ScanAsync("shop")).FollowAsync();

        followed.Cluster.Server.Content.Apply(Billing);
        followed.Cluster.Server.Content.Apply(Shop);

        Assert.Equal(["shop"], await followed.TakeAsync());
        Assert.Contains(followed.Requests, request => request.StartsWith("GET /api/v1/namespaces/shop/configmaps?watch=1", StringComparison.Ordinal));
        Assert.DoesNotContain(followed.Requests, request => request.StartsWith("GET /api/v1/configmaps", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_AreWatchesOfKnownKindsAndNeverOfSecrets()
    {
        await using var followed = await (await FollowedCluster.ScanAsync()).FollowAsync();

        var plurals = KnownKinds.All.Select(static kind => kind.Plural).ToHashSet(StringComparer.Ordinal);
        Assert.All(followed.Requests, request => Assert.Contains(request.Split('?')[0].Split('/')[^1], plurals));
        Assert.All(followed.Requests, request => Assert.Contains("?watch=1&resourceVersion=", request, StringComparison.Ordinal));
    }
}
