using MicroService.ServiceDefaults.Refusals;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>Every request of the service that has no complete answer yet; those of the management port do not count.</summary>
public sealed class RequestsInFlight
{
    private readonly Lock _lock = new();
    private readonly LinkedList<RequestLifetime> _requests = [];
    private Refusal? _closed;

    /// <summary>How many there are.</summary>
    public int Count => _requests.Count;

    internal RequestLifetime[] All()
    {
        lock (_lock)
        {
            return [.. _requests];
        }
    }

    internal void Add(RequestLifetime request)
    {
        lock (_lock)
        {
            request.Node = _requests.AddLast(request);
        }

        if (_closed is { } cause)
        {
            request.End(cause);
        }
    }

    internal void Remove(RequestLifetime request)
    {
        lock (_lock)
        {
            _requests.Remove(request.Node!);
        }
    }

    /// <summary>Ends all requests, and those that still come.</summary>
    internal void EndAll(Refusal cause)
    {
        _closed = cause;
        foreach (var request in All())
        {
            request.End(cause);
        }
    }
}
