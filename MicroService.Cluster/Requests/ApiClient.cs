using System.Net;
using System.Text.Json;
using MicroService.Cluster.Connections;
using MicroService.Cluster.Credentials;

namespace MicroService.Cluster.Requests;

/// <summary>Sends GET requests to an API server, and what a Lease needs, and no others; a whole answer or none reaches the caller.</summary>
public sealed class ApiClient : IDisposable
{
    private const string Json = "application/json";

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
        return SendAsync(new Message(HttpMethod.Get, path, accept, null), read, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    /// <summary>Sends JSON, once: nobody knows what became of an attempt that failed.</summary>
    /// <exception cref="ApiException">There is no whole answer.</exception>
    internal Task<T> WriteAsync<T>(HttpMethod method, string path, byte[] json, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        SendAsync(new Message(method, path, Json, json), read, cancellationToken);

    private async Task<T> SendAsync<T>(Message message, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var isRenewed = false;
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await TryAsync(message, read, cancellationToken).ConfigureAwait(false);
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

            if (!outcome.IsRetryable || message.Content is not null || attempt >= (_isReached ? _options.Attempts : Math.Min(_options.Attempts, 2)))
            {
                throw new ApiException(failure, outcome.Exception);
            }

            await Task.Delay(Pause(attempt, outcome.RetryAfter), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Outcome<T>> TryAsync<T>(
        Message message, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(_options.IdleTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        Credential? credential = null;
        try
        {
            credential = await _connection.Credentials.GetAsync(cancellationToken).ConfigureAwait(false);
            idle.CancelAfter(_options.IdleTimeout);
            using var request = Request(message, credential);
            using var response = await _invoker.SendAsync(request, either.Token).ConfigureAwait(false);
            _isReached = true;
            var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
                {
                    var watched = new WatchedStream(body, () => idle.CancelAfter(_options.IdleTimeout));
                    return new Outcome<T> { Value = await read(watched, either.Token).ConfigureAwait(false) };
                }

                var failure = await StatusReader.ReadAsync(response, body, either.Token).ConfigureAwait(false);
                return new Outcome<T>
                {
                    Failure = failure,
                    Sent = credential,
                    IsRetryable = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError
                        or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
                    RetryAfter = response.Headers.RetryAfter?.Delta,
                };
            }
        }
        catch (CredentialException exception)
        {
            return new Outcome<T> { Failure = new ApiFailure(ApiFailureKind.NoCredential, exception.Message), Exception = exception };
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            return new Outcome<T> { Failure = new ApiFailure(ApiFailureKind.Certificate, Innermost(exception)), Exception = exception };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var words = exception is OperationCanceledException
                ? $"The server sent nothing for {_options.IdleTimeout.TotalSeconds:0.#} s."
                : exception is JsonException ? $"The answer ended early, or is no JSON: {exception.Message}" : Innermost(exception);
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

    private HttpRequestMessage Request(Message message, Credential credential)
    {
        var request = new HttpRequestMessage(message.Method, $"{_server}{message.Path}");
        if (message.Content is { } json)
        {
            request.Content = new ByteArrayContent(json);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", Json);
        }

        request.Headers.TryAddWithoutValidation("Accept", message.Accept);
        request.Headers.TryAddWithoutValidation("User-Agent", "microservice");
        request.Headers.Authorization = credential.Authorization;
        // The handler verifies the certificate for this name.
        request.Headers.Host = _connection.ServerName;
        foreach (var (name, value) in _connection.Impersonation)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private TimeSpan Pause(int attempt, TimeSpan? asked)
    {
        var doubled = _options.FirstPause * Math.Pow(2, attempt - 1);
        // Many requests failed at the same moment.
#pragma warning disable CA5394 // Pauses are no secret.
        var pause = asked ?? (doubled * (0.5 + Random.Shared.NextDouble()));
#pragma warning restore CA5394
        return pause < _options.LongestPause ? pause : _options.LongestPause;
    }

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message;
    }

    private sealed record Message(HttpMethod Method, string Path, string Accept, byte[]? Content);

    private sealed class Outcome<T>
    {
        public T? Value { get; init; }

        public ApiFailure? Failure { get; init; }

        public Exception? Exception { get; init; }

        public Credential? Sent { get; init; }

        public bool IsRetryable { get; init; }

        public TimeSpan? RetryAfter { get; init; }
    }
}
