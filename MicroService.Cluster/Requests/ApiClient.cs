using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MicroService.Cluster.Connections;
using MicroService.Cluster.Credentials;

namespace MicroService.Cluster.Requests;

/// <summary>Sends GET requests, dry runs and what a Lease needs, and no others, to an API server; a whole answer or none reaches the caller.</summary>
public sealed class ApiClient : IDisposable
{
    private const string Json = "application/json";

    private const string DryRun = "dryRun=All&fieldManager=microservice&fieldValidation=Strict&force=true";

    private static readonly MediaTypeHeaderValue ApplyPatch = new("application/apply-patch+yaml");

    private static long _created;

    private readonly ClusterConnection _connection;
    private readonly HttpMessageInvoker _invoker;
    private readonly ApiClientOptions _options;
    private readonly TimeProvider _time;
    private readonly string _server;
    private bool _isReached;

    /// <summary>A client of one cluster.</summary>
    /// <param name="connection">The cluster.</param>
    /// <param name="handler">Sends the requests; it is disposed with the client.</param>
    /// <param name="options">How patient the client is.</param>
    /// <param name="time">The clock.</param>
    public ApiClient(ClusterConnection connection, HttpMessageHandler handler, ApiClientOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Interlocked.Increment(ref _created);
        (_connection, _options, _time) = (connection, options, time);
        _invoker = new HttpMessageInvoker(handler);
        _server = connection.Server.ToString().TrimEnd('/');
    }

    /// <summary>How many clients this process has made.</summary>
    public static long Created => Interlocked.Read(ref _created);

    /// <summary>Sends a GET request, several times if need be.</summary>
    /// <param name="path">The path, with its query.</param>
    /// <param name="accept">The media types to ask for.</param>
    /// <param name="read">Reads the body. It is called once for each attempt.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ApiException">There is no whole answer.</exception>
    public Task<T> GetAsync<T>(string path, string accept, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        return SendAsync(
            () => Request(HttpMethod.Get, path, accept),
            (response, body, ended) => WholeAsync(response, body, read, ended),
            _options.Attempts,
            cancellationToken);
    }

    /// <summary>Sends a GET request whose answer goes on for long, once: the caller knows where to go on.</summary>
    /// <param name="path">The path, with its query.</param>
    /// <param name="read">Reads the body until it ends.</param>
    /// <param name="silence">How long the server may send nothing once it has begun to answer.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ApiException">The answer did not come, or was cut.</exception>
    internal Task<T> FollowAsync<T>(string path, Func<Stream, CancellationToken, Task<T>> read, TimeSpan silence, CancellationToken cancellationToken) =>
        SendAsync(
            () =>
            {
                // One connection carries all watches where the server knows HTTP/2.
                var request = Request(HttpMethod.Get, path, Json);
                (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);
                return request;
            },
            (response, body, ended) => WholeAsync(response, body, read, ended),
            attempts: 1,
            cancellationToken,
            silence);

    /// <summary>Asks the server what it would say to a server-side apply of an object, several times if need be. Nothing is changed.</summary>
    /// <param name="path">The object's path, without a query.</param>
    /// <param name="manifest">The object, as JSON.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ApiException">The server does not judge the object.</exception>
    public Task<DryRunAnswer> ApplyDryAsync(string path, ReadOnlyMemory<byte> manifest, CancellationToken cancellationToken) => SendAsync(
        () =>
        {
            var request = Request(HttpMethod.Patch, $"{path}?{DryRun}", Json);
            request.Content = new ReadOnlyMemoryContent(manifest) { Headers = { ContentType = ApplyPatch } };
            return request;
        },
        async (response, body, ended) =>
        {
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
            {
                await body.CopyToAsync(Stream.Null, ended).ConfigureAwait(false);
                return new Outcome<DryRunAnswer> { Value = new DryRunAnswer(null, WarningHeader.Read(response)) };
            }

            var failure = await StatusReader.ReadAsync(response, body, ended).ConfigureAwait(false);
            return failure.Status is { } status && IsVerdict(status)
                ? new Outcome<DryRunAnswer> { Value = new DryRunAnswer(status, WarningHeader.Read(response)) }
                : Refusal<DryRunAnswer>(response, failure);
        },
        _options.Attempts,
        cancellationToken);

    // A 500 can be an outage, or what server-side apply says of a field that no schema has, and of a webhook that does not answer.
    private static bool IsVerdict(ApiStatus status) => status.Code switch
    {
        400 or 403 or 404 or 405 or 409 or 413 or 415 or 422 => true,
        500 => status.Message.Contains("typed patch object", StringComparison.Ordinal)
            || status.Message.Contains("failed calling webhook", StringComparison.Ordinal),
        _ => false,
    };

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    /// <summary>Sends JSON, once: nobody knows what became of an attempt that failed.</summary>
    /// <exception cref="ApiException">There is no whole answer.</exception>
    internal Task<T> WriteAsync<T>(HttpMethod method, string path, byte[] json, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        SendAsync(
            () =>
            {
                var request = Request(method, path, Json);
                request.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue(Json) } };
                return request;
            },
            (response, body, ended) => WholeAsync(response, body, read, ended),
            attempts: 1,
            cancellationToken);

    private static async Task<Outcome<T>> WholeAsync<T>(
        HttpResponseMessage response, Stream body, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created
            ? new Outcome<T> { Value = await read(body, cancellationToken).ConfigureAwait(false) }
            : Refusal<T>(response, await StatusReader.ReadAsync(response, body, cancellationToken).ConfigureAwait(false));

    private async Task<T> SendAsync<T>(
        Func<HttpRequestMessage> create,
        Func<HttpResponseMessage, Stream, CancellationToken, Task<Outcome<T>>> read,
        int attempts,
        CancellationToken cancellationToken,
        TimeSpan? silence = null)
    {
        var isRenewed = false;
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await TryAsync(create, read, silence ?? _options.IdleTimeout, cancellationToken).ConfigureAwait(false);
            if (outcome.Failure is not { } failure)
            {
                return outcome.Value!;
            }

            if (failure.Kind == ApiFailureKind.Unauthorized && !isRenewed)
            {
                isRenewed = true;
                attempt--;
                if (await RenewAsync(outcome.Sent!, cancellationToken).ConfigureAwait(false))
                {
                    continue;
                }
            }

            if (!outcome.IsRetryable || attempt >= (_isReached ? attempts : Math.Min(attempts, 2)))
            {
                throw new ApiException(failure, outcome.Exception);
            }

            await Task.Delay(Retrying.Pause(attempt, outcome.RetryAfter, _options.FirstPause, _options.LongestPause), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Outcome<T>> TryAsync<T>(
        Func<HttpRequestMessage> create,
        Func<HttpResponseMessage, Stream, CancellationToken, Task<Outcome<T>>> read,
        TimeSpan silence,
        CancellationToken cancellationToken)
    {
        var allowed = _options.IdleTimeout;
        using var idle = new CancellationTokenSource(_options.IdleTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        try
        {
            var credential = await _connection.Credentials.GetAsync(cancellationToken).ConfigureAwait(false);
            idle.CancelAfter(_options.IdleTimeout);
            using var request = create();
            request.Headers.Authorization = credential.Authorization;
            using var response = await _invoker.SendAsync(request, either.Token).ConfigureAwait(false);
            _isReached = true;
            allowed = silence;
            idle.CancelAfter(allowed);
            var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                var outcome = await read(response, new WatchedStream(body, () => idle.CancelAfter(allowed)), either.Token).ConfigureAwait(false);
                outcome.Sent = credential;
                return outcome;
            }
        }
        catch (CredentialException exception)
        {
            return new Outcome<T> { Failure = new ApiFailure(ApiFailureKind.NoCredential, exception.Message), Exception = exception };
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return new Outcome<T> { Failure = new ApiFailure(ApiFailureKind.Certificate, Retrying.Words(exception)), Exception = exception };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var words = exception is OperationCanceledException
                ? $"The server sent nothing for {allowed.TotalSeconds:0.#} s."
                : exception is JsonException ? $"The answer ended early, or is no JSON: {exception.Message}" : Retrying.Words(exception);
            return new Outcome<T> { Failure = new ApiFailure(ApiFailureKind.Unreachable, words), Exception = exception, IsRetryable = true };
        }
    }

    private async Task<bool> RenewAsync(Credential sent, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.Credentials.RenewAsync(sent, cancellationToken).ConfigureAwait(false);
        }
        catch (CredentialException exception)
        {
            throw new ApiException(new ApiFailure(ApiFailureKind.NoCredential, exception.Message), exception);
        }
    }

    private static Outcome<T> Refusal<T>(HttpResponseMessage response, ApiFailure failure) => new()
    {
        Failure = failure,
        IsRetryable = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
            or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
        RetryAfter = response.Headers.RetryAfter?.Delta,
    };

    private HttpRequestMessage Request(HttpMethod method, string path, string accept)
    {
        var request = new HttpRequestMessage(method, $"{_server}{path}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", "microservice");
        // The handler verifies the certificate for this name.
        request.Headers.Host = _connection.ServerName;
        foreach (var (name, value) in _connection.Impersonation)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private sealed class Outcome<T>
    {
        public T? Value { get; init; }

        public ApiFailure? Failure { get; init; }

        public Exception? Exception { get; init; }

        public Credential? Sent { get; set; }

        public bool IsRetryable { get; init; }

        public TimeSpan? RetryAfter { get; init; }
    }
}
