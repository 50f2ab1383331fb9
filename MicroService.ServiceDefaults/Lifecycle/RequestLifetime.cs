using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>
/// One request in flight. Its token is cancelled when the client goes, and also when the service has to end the request; it is
/// made when it is first read.
/// </summary>
public sealed class RequestLifetime : IHttpRequestLifetimeFeature, IDisposable
{
    private const long Unlimited = long.MaxValue;

    private readonly Lock _lock = new();
    private readonly HttpContext _context;
    private readonly IHttpRequestLifetimeFeature _connection;
    private CancellationTokenSource? _source;
    private CancellationToken? _assigned;
    private long _limitTicks = Unlimited;
    private bool _isOver;
    private bool _hadBegun;

    internal RequestLifetime(HttpContext context, IHttpRequestLifetimeFeature connection, long started)
    {
        _context = context;
        _connection = connection;
        Started = started;
    }

    /// <summary>The lifetime of a request; null before the pipeline has reached the stage that makes it.</summary>
    public static RequestLifetime? Of(HttpContext context) => context.Features.Get<IHttpRequestLifetimeFeature>() as RequestLifetime;

    /// <inheritdoc/>
    public CancellationToken RequestAborted
    {
        get
        {
            lock (_lock)
            {
                if (_assigned is { } assigned)
                {
                    return assigned;
                }

                // What runs outside the request's time still learns whether the client has gone.
                if (_isOver)
                {
                    return _connection.RequestAborted;
                }

                if (_source is null)
                {
                    _source = CancellationTokenSource.CreateLinkedTokenSource(_connection.RequestAborted);
                    if (Cause is not null)
                    {
                        _source.Cancel();
                    }
                }

                return _source.Token;
            }
        }

        set
        {
            lock (_lock)
            {
                _assigned = value;
            }
        }
    }

    /// <summary>How long the request may take from its start; null disables the limit.</summary>
    public TimeSpan? TimeLimit
    {
        // One word, since the endpoint changes it while a timer reads it.
        get => Volatile.Read(ref _limitTicks) is var ticks && ticks == Unlimited ? null : TimeSpan.FromTicks(ticks);
        set => Volatile.Write(ref _limitTicks, value?.Ticks ?? Unlimited);
    }

    /// <summary>Why the service ended the request, if it did.</summary>
    public Refusal? Cause { get; private set; }

    /// <summary>When the request came, as a timestamp of the time provider.</summary>
    internal long Started { get; }

    internal LinkedListNode<RequestLifetime>? Node { get; set; }

    internal string Method => _context.Request.Method;

    internal string Route => (_context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? _context.Request.Path;

    internal bool HasClientGone => _connection.RequestAborted.IsCancellationRequested;

    /// <summary>
    /// Whether an answer that ended without a failure may still be only a part of one: it had begun when the token was cancelled,
    /// error handling hides the failure that may have followed, and no length tells the client what it should have got. If no code read
    /// the token, nothing was cut short.
    /// </summary>
    internal bool MayBeTruncated => _hadBegun && _source is not null && _context.Response is { ContentLength: null, StatusCode: < StatusCodes.Status400BadRequest };

    /// <inheritdoc/>
    public void Abort() => _connection.Abort();

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _source?.Dispose();
        }
    }

    /// <summary>Cancels the token; if the handler listens, the client gets <paramref name="cause"/> for an answer.</summary>
    internal void End(Refusal cause)
    {
        lock (_lock)
        {
            if (_isOver || Cause is not null)
            {
                return;
            }

            Cause = cause;
            _hadBegun = _context.Response.HasStarted;
            _ = _source?.CancelAsync();
        }
    }
}
