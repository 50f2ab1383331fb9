using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.Prometheus;

/// <summary>Asks a Prometheus, or what speaks its protocol, one query at a time; a whole answer or none reaches the caller.</summary>
public sealed class PrometheusClient : IDisposable
{
    private const int FirstBuffer = 64 * 1024;
    private const int LongestError = 64 * 1024;
    private const int LongestMessage = 500;
    private const string OtherJson = "The server answered 200, but with no answer of Prometheus: look at the path of the address.";

    private readonly HttpMessageInvoker _invoker;
    private readonly PrometheusOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _one = new(1, 1);
    private bool _isReached;
    private int _failures;
    private long? _begun;

    /// <summary>A client of one server.</summary>
    /// <param name="handler">Sends the requests; it is disposed with the client.</param>
    /// <param name="options">Which server, and how patient the client is.</param>
    /// <param name="time">The clock.</param>
    public PrometheusClient(HttpMessageHandler handler, PrometheusOptions options, TimeProvider time)
    {
        (_invoker, _options, _time) = (new HttpMessageInvoker(handler), options, time);
    }

    /// <summary>How many queries were sent, repeated ones included.</summary>
    public int Queries { get; private set; }

    /// <summary>How many queries were answered.</summary>
    public int Answers { get; private set; }

    /// <summary>How the last query that was sent and not answered failed; null if none did.</summary>
    public PrometheusException? LastFailure { get; private set; }

    /// <summary>Asks for an instant: the values at that time, or the raw samples of a range before it.</summary>
    /// <param name="expression">The query in PromQL.</param>
    /// <param name="at">The time.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="PrometheusException">There is no whole answer.</exception>
    public Task<PrometheusAnswer> QueryAsync(string expression, DateTimeOffset at, CancellationToken cancellationToken) =>
        AskAsync("query", [new("query", expression), new("time", Seconds(at))], cancellationToken);

    /// <summary>Asks for the values at regular times.</summary>
    /// <param name="expression">The query in PromQL.</param>
    /// <param name="from">The first time.</param>
    /// <param name="to">The last time.</param>
    /// <param name="step">The distance between two times.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="PrometheusException">There is no whole answer.</exception>
    public Task<PrometheusAnswer> RangeAsync(
        string expression, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken) =>
        AskAsync(
            "query_range",
            [
                new("query", expression), new("start", Seconds(from)), new("end", Seconds(to)),
                new("step", step.TotalSeconds.ToString(CultureInfo.InvariantCulture)),
            ],
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _invoker.Dispose();
        _one.Dispose();
    }

    private TimeSpan Left => _options.Budget is { } budget && _begun is { } begun ? budget - _time.GetElapsedTime(begun) : TimeSpan.MaxValue;

    private TimeSpan Patience(TimeSpan longest) => Left < longest ? TimeSpan.FromTicks(Math.Max(0, Left.Ticks)) : longest;

    private string OutOfTime => string.Create(CultureInfo.InvariantCulture, $"the time for all queries, {_options.Budget?.TotalSeconds:0.#} s, is over.");

    private static string Seconds(DateTimeOffset at) => (at.ToUnixTimeMilliseconds() / 1000.0).ToString("0.###", CultureInfo.InvariantCulture);

    private async Task<PrometheusAnswer> AskAsync(string call, List<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        form.Add(new("timeout", $"{_options.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)}s"));
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_failures >= _options.MostFailures)
            {
                throw new PrometheusException(
                    PrometheusFailure.NotAsked, $"Not asked any more, as {_failures} queries in a row failed: {LastFailure!.Message}");
            }

            _begun ??= _time.GetTimestamp();
            for (var attempt = 1; ; attempt++)
            {
                if (Left <= TimeSpan.Zero)
                {
                    throw new PrometheusException(PrometheusFailure.NotAsked, $"Not asked any more: {OutOfTime}");
                }

                var started = _time.GetTimestamp();
                var (answer, failure, asked) = await TryAsync(call, form, cancellationToken).ConfigureAwait(false);
                if (answer is not null)
                {
                    Answers++;
                    _failures = 0;
                    await Task.Delay(_time.GetElapsedTime(started) * _options.Rest, _time, cancellationToken).ConfigureAwait(false);
                    return answer;
                }

                var isRetryable = failure!.Failure is PrometheusFailure.Unreachable or PrometheusFailure.Busy;
                if (!isRetryable || attempt >= (_isReached ? _options.Attempts : Math.Min(_options.Attempts, 2)))
                {
                    // A query that is refused says nothing of the next, unless none was ever answered.
                    _failures += failure.Failure switch
                    {
                        PrometheusFailure.TooLarge => 0,
                        PrometheusFailure.Rejected when Answers > 0 => 0,
                        _ => 1,
                    };
                    LastFailure = failure;
                    throw failure;
                }

                await Task.Delay(Retrying.Pause(attempt, asked, _options.FirstPause, _options.LongestPause), _time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<(PrometheusAnswer? Answer, PrometheusException? Failure, TimeSpan? RetryAfter)> TryAsync(
        string call, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        // The server ends its own query first, and says so.
        var longest = _options.Timeout + TimeSpan.FromSeconds(5);
        var patience = Patience(longest);
        using var idle = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        try
        {
            Queries++;
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{_options.Server.ToString().TrimEnd('/')}/api/v1/{call}");
            request.Content = new FormUrlEncodedContent(form);
            request.Headers.TryAddWithoutValidation("Accept", "application/json");
            request.Headers.TryAddWithoutValidation("User-Agent", "microservice");
            foreach (var (name, value) in _options.Headers)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await _invoker.SendAsync(request, either.Token).ConfigureAwait(false);
            _isReached = true;
            var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                if (response.StatusCode != HttpStatusCode.OK)
                {
                    return (null, await FailureAsync(response, body, either.Token).ConfigureAwait(false), response.Headers.RetryAfter?.Delta);
                }

                var parser = new AnswerParser(_options.MaxSamples);
                await ReadAsync(parser, body, () => idle.CancelAfter(Patience(longest)), either.Token).ConfigureAwait(false);
                return parser.Error is { } error ? (null, Of(HttpStatusCode.UnprocessableEntity, parser.ErrorType, error), null)
                    : parser.IsAnswer ? (parser.Answer, null, null)
                    : (null, new PrometheusException(PrometheusFailure.Rejected, OtherJson), null);
            }
        }
        catch (PrometheusException exception)
        {
            return (null, exception, null);
        }
        catch (OperationCanceledException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var message = Left <= TimeSpan.Zero ? OutOfTime : string.Create(CultureInfo.InvariantCulture, $"The server sent nothing for {patience.TotalSeconds:0.#} s.");
            return (null, new PrometheusException(PrometheusFailure.Timeout, message, exception), null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            var message = exception is JsonException ? $"The answer ended early, or is no JSON: {exception.Message}" : Retrying.Words(exception);
            return (null, new PrometheusException(PrometheusFailure.Unreachable, message, exception), null);
        }
    }

    private static async Task ReadAsync(AnswerParser parser, Stream body, Action received, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var used = 0;
            while (true)
            {
                // A token that does not fit, such as a long label.
                if (used == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, used).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = await body.ReadAsync(buffer.AsMemory(used), cancellationToken).ConfigureAwait(false);
                received();
                used += read;
                var consumed = parser.Read(buffer.AsSpan(0, used), isFinal: read == 0);
                if (read == 0)
                {
                    return;
                }

                buffer.AsSpan(consumed, used - consumed).CopyTo(buffer);
                used -= consumed;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<PrometheusException> FailureAsync(HttpResponseMessage response, Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestError];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var parser = new AnswerParser(0);
        try
        {
            parser.Read(buffer.AsSpan(0, read), isFinal: true);
        }
        catch (JsonException)
        {
            // A proxy in between answers in plain text or HTML; the status tells enough.
        }

        return Of(response.StatusCode, parser.ErrorType, parser.Error ?? $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.");
    }

    private static PrometheusException Of(HttpStatusCode status, string? type, string message)
    {
        var failure = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => PrometheusFailure.Unauthorized,
            HttpStatusCode.GatewayTimeout => PrometheusFailure.Timeout,
            _ when type is "timeout" or "canceled" => PrometheusFailure.Timeout,
            HttpStatusCode.RequestEntityTooLarge => PrometheusFailure.TooLarge,
            HttpStatusCode.UnprocessableEntity when SaysTooMuch(message) => PrometheusFailure.TooLarge,
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.InternalServerError =>
                PrometheusFailure.Busy,
            _ => PrometheusFailure.Rejected,
        };
        return new PrometheusException(failure, message.Length > LongestMessage ? message[..LongestMessage] : message);
    }

    // Prometheus, Thanos, Mimir and VictoriaMetrics each have their own words for a limit.
    private static bool SaysTooMuch(string message) =>
        message.Contains("too many", StringComparison.OrdinalIgnoreCase) || message.Contains("exceed", StringComparison.OrdinalIgnoreCase)
        || message.Contains("limit", StringComparison.OrdinalIgnoreCase);
}
