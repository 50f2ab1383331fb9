using System.Net;
using System.Text.Json;
using MicroService.Cluster.Connections;
using MicroService.Cluster.Credentials;

namespace MicroService.Cluster.Requests;

/// <summary>Sends GET requests, and no others, to an API server; a whole answer or none reaches the caller.</summary>
public sealed class ApiClient : IDisposable
{
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
    public async Task<T> GetAsync<T>(string path, string accept, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var isRenewed = false;
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await TryAsync(path, accept, read, cancellationToken).ConfigureAwait(false);
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

            if (!outcome.IsRetryable || attempt >= (_isReached ? _options.Attempts : Math.Min(_options.Attempts, 2)))
            {
                throw new ApiException(failure, outcome.Exception);
            }

            await Task.Delay(Pause(attempt, outcome.RetryAfter), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    private async Task<Outcome<T>> TryAsync<T>(
        string path, string accept, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var idle = new CancellationTokenSource(_options.IdleTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancellationToken);
        Credential? credential = null;
        try
        {
            credential = await _connection.Credentials.GetAsync(cancellationToken).ConfigureAwait(false);
            idle.CancelAfter(_options.IdleTimeout);
            using var request = Request(path, accept, credential);
            using var response = await _invoker.SendAsync(request, either.Token).ConfigureAwait(false);
            _isReached = true;
            var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                if (response.StatusCode == HttpStatusCode.OK)
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
            var message = exception is OperationCanceledException
                ? $"The server sent nothing for {_options.IdleTimeout.TotalSeconds:0.#} s."
                : exception is JsonException ? $"The answer ended early, or is no JSON: {exception.Message}" : Innermost(exception);
            return new Outcome<T> { Failure = new ApiFailure(ApiFailureKind.Unreachable, message), Exception = exception, IsRetryable = true };
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

    private HttpRequestMessage Request(string path, string accept, Credential credential)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{_server}{path}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
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
