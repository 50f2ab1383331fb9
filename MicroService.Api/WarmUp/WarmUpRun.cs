using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MicroService.ServiceDefaults.Correlation;

namespace MicroService.Api.WarmUp;

/// <summary>
/// Warms the service up: waits for it to listen, calls what needs no dependency, waits until it is ready, calls the rest. It ends
/// when that is done or its timeout is over, and reports failures instead of throwing.
/// </summary>
internal sealed class WarmUpRun(Uri service, Uri management, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    // An answer that does not come is asked for again, as long as there is time.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(3);

    private static readonly WarmUpCall Readiness = new("/health/ready");

    private readonly List<string> _steps = [];
    private readonly HttpClient _client = Create(time);

    /// <summary>Warms up within the time, and says how far that went.</summary>
    public async Task<WarmUpReport> RunAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var limit = new CancellationTokenSource(timeout, time);
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var outcome = await RunAsync(budget.Token).ConfigureAwait(false);
        return new WarmUpReport(outcome, _steps, time.GetElapsedTime(start));
    }

    public void Dispose() => _client.Dispose();

    private async Task<WarmUpOutcome> RunAsync(CancellationToken budget)
    {
        if (!await StepAsync($"listens on {service.Port}", token => ConnectAsync(service, token), budget).ConfigureAwait(false)
            || !await StepAsync($"listens on {management.Port}", token => ConnectAsync(management, token), budget).ConfigureAwait(false))
        {
            return WarmUpOutcome.NotListening;
        }

        await CallAsync(WarmUpCall.OfProcess, budget).ConfigureAwait(false);
        if (!await StepAsync(Readiness.ToString(), token => AskAsync(management, Readiness, token), budget).ConfigureAwait(false))
        {
            return WarmUpOutcome.NotReady;
        }

        await CallAsync(WarmUpCall.OfDependencies, budget).ConfigureAwait(false);
        return WarmUpOutcome.Ready;
    }

    /// <summary>Repeats an attempt, which answers null when it succeeds and else what came instead, until it does or the time is over.</summary>
    private async Task<bool> StepAsync(string name, Func<CancellationToken, Task<string?>> attempt, CancellationToken budget)
    {
        var start = time.GetTimestamp();
        var pause = FirstPause;
        var last = "not asked";
        while (!budget.IsCancellationRequested)
        {
            if (await attempt(budget).ConfigureAwait(false) is not { } failure)
            {
                Note(name, "yes", start);
                return true;
            }

            // The end of the time says nothing about the service.
            last = budget.IsCancellationRequested && last != "not asked" ? last : failure;
            await Task.Delay(pause, time, budget).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        Note(name, $"no ({last})", start);
        return false;
    }

    private async Task CallAsync(IEnumerable<WarmUpCall> calls, CancellationToken budget)
    {
        foreach (var call in calls)
        {
            var start = time.GetTimestamp();
            Note(call.ToString(), await AskAsync(service, call, budget).ConfigureAwait(false) ?? "200", start);
        }
    }

    private static async Task<string?> ConnectAsync(Uri address, CancellationToken budget)
    {
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port), budget).ConfigureAwait(false);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode.ToString();
        }
        catch (OperationCanceledException)
        {
            return "no answer";
        }
    }

    private async Task<string?> AskAsync(Uri address, WarmUpCall call, CancellationToken budget)
    {
        try
        {
            using var request = call.ToRequest(address);
            using var response = await _client.SendAsync(request, budget).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK ? null : ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        }
        catch (HttpRequestException exception)
        {
            return exception.HttpRequestError.ToString();
        }
        catch (OperationCanceledException)
        {
            return "no answer";
        }
    }

    private void Note(string name, string result, long start) =>
        _steps.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {result}, {time.GetElapsedTime(start).TotalMilliseconds:0} ms"));

    [SuppressMessage("Security", "CA5359", Justification = "As the kubelet, it sends the management port no credentials and does not verify its certificate.")]
    private static HttpClient Create(TimeProvider time)
    {
        // The service is on this machine, whatever proxy its own calls go through.
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        var client = new HttpClient(handler) { Timeout = AttemptTimeout };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("microservice-warm-up");
        client.DefaultRequestHeaders.Add(CorrelationId.HeaderName, $"warm-up-{CorrelationId.Create(time)}");
        return client;
    }
}
