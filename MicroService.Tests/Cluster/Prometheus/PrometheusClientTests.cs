using System.Net;
using MicroService.Cluster.Prometheus;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.Cluster.Prometheus;

public sealed class PrometheusClientTests
{
    private const string Matrix = """
        {"status":"success","warnings":["partial answer"],"data":{"resultType":"matrix","result":[
          {"metric":{"pod":"web-1","name\u0022":"a"},"values":[[1780272000.123,"0.5"],[1780272060,"NaN"],[1780272120,"1e3"]]},
          {"values":[[1,"2"]],"metric":{}}]}}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_IsReadPieceByPiece()
    {
        using var client = Client(new ScriptedPrometheus(_ => (HttpStatusCode.OK, Matrix)));

        var answer = await client.QueryAsync("x[5m]", DateTimeOffset.UnixEpoch, Cancellation);

        Assert.Equal([new Sample(1780272000.123, 0.5), new Sample(1780272120, 1000)], answer.Series[0].Samples);
        Assert.Equal(("web-1", "a", ""), (answer.Series[0]["pod"], answer.Series[0]["name\""], answer.Series[0]["none"]));
        Assert.Equal([new Sample(1, 2)], answer.Series[1].Samples);
        Assert.Equal(["partial answer"], answer.Warnings);
    }

    [Fact]
    public async Task Query_GoesToThePathWithItsHeaders()
    {
        var server = new ScriptedPrometheus(_ => (HttpStatusCode.OK, ScriptedPrometheus.Empty));
        using var client = Client(server, new PrometheusOptions
        {
            Server = new Uri("http://mimir.example/prometheus/"),
            Headers = [new("X-Scope-OrgID", "shop")],
        });

        await client.QueryAsync("up", DateTimeOffset.UnixEpoch, Cancellation);

        var request = Assert.Single(server.Requests);
        Assert.Equal("http://mimir.example/prometheus/api/v1/query", request.RequestUri!.ToString());
        Assert.Equal(["shop"], request.Headers.GetValues("X-Scope-OrgID"));
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    public async Task BusyServer_IsAskedAgain(HttpStatusCode status)
    {
        var left = 2;
        var server = new ScriptedPrometheus(_ => left-- > 0 ? (status, "slow down") : (HttpStatusCode.OK, ScriptedPrometheus.Empty));
        using var client = Client(server);

        await client.QueryAsync("up", DateTimeOffset.UnixEpoch, Cancellation);

        Assert.Equal(3, server.Queries.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "bad_data", "parse error", PrometheusFailure.Rejected)]
    [InlineData(HttpStatusCode.UnprocessableEntity, "execution", "query processing would load too many samples into memory", PrometheusFailure.TooLarge)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "timeout", "query timed out", PrometheusFailure.Timeout)]
    [InlineData(HttpStatusCode.Unauthorized, "", "no", PrometheusFailure.Unauthorized)]
    [InlineData(HttpStatusCode.TooManyRequests, "", "no", PrometheusFailure.Busy)]
    public async Task Failure_SaysItsKindAndWords(HttpStatusCode status, string type, string words, PrometheusFailure failure)
    {
        using var client = Client(new ScriptedPrometheus(_ => (status, $$"""{"status":"error","errorType":"{{type}}","error":"{{words}}"}""")));

        var exception = await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("x", DateTimeOffset.UnixEpoch, Cancellation));

        Assert.Equal((failure, words), (exception.Failure, exception.Message));
    }

    [Fact]
    public async Task AnswerThatEndsEarly_IsNone()
    {
        using var client = Client(new ScriptedPrometheus(_ => (HttpStatusCode.OK, Matrix[..150])));

        var exception = await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("x", DateTimeOffset.UnixEpoch, Cancellation));

        Assert.Equal(PrometheusFailure.Unreachable, exception.Failure);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"status":"success"}""")]
    public async Task OtherJson_IsNoAnswer(string body)
    {
        using var client = Client(new ScriptedPrometheus(_ => (HttpStatusCode.OK, body)));

        var exception = await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("x", DateTimeOffset.UnixEpoch, Cancellation));

        Assert.Equal((PrometheusFailure.Rejected, 0), (exception.Failure, client.Answers));
    }

    [Fact]
    public async Task ServerThatKeepsFailing_IsLeftAlone()
    {
        var server = new ScriptedPrometheus(_ => (HttpStatusCode.GatewayTimeout, ""));
        using var client = Client(server);
        for (var i = 0; i < 6; i++)
        {
            await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("x", DateTimeOffset.UnixEpoch, Cancellation));
        }

        Assert.Equal(5, server.Queries.Count);
    }

    [Fact]
    public async Task Budget_EndsTheQueriesThatAreNotSent()
    {
        var time = new FakeTimeProvider();
        var server = new ScriptedPrometheus(_ =>
        {
            time.Advance(TimeSpan.FromSeconds(20));
            return (HttpStatusCode.OK, ScriptedPrometheus.Empty);
        });
        using var client = new PrometheusClient(server, Options with { Budget = TimeSpan.FromSeconds(30), Rest = 0 }, time);
        await client.QueryAsync("x", DateTimeOffset.UnixEpoch, Cancellation);
        // Ten seconds are left, and it takes twenty.
        await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("y", DateTimeOffset.UnixEpoch, Cancellation));

        var exception = await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("z", DateTimeOffset.UnixEpoch, Cancellation));

        Assert.Equal(PrometheusFailure.NotAsked, exception.Failure);
        Assert.Contains("30 s", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["x", "y"], server.Queries);
    }

    [Fact]
    public async Task TooManySamples_AreNotHeld()
    {
        using var client = Client(new ScriptedPrometheus(_ => (HttpStatusCode.OK, Matrix)), Options with { MaxSamples = 2 });

        var exception = await Assert.ThrowsAsync<PrometheusException>(() => client.QueryAsync("x", DateTimeOffset.UnixEpoch, Cancellation));

        Assert.Equal(PrometheusFailure.TooLarge, exception.Failure);
    }

    private static PrometheusOptions Options => new()
    {
        Server = new Uri("http://prometheus.example:9090"),
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(5),
    };

    private static PrometheusClient Client(ScriptedPrometheus server, PrometheusOptions? options = null) => new(server, options ?? Options, TimeProvider.System);
}
