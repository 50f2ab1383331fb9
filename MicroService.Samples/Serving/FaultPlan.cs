using Microsoft.AspNetCore.Http;

namespace MicroService.Samples.Serving;

/// <summary>Decides which answers go wrong.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Planned> _planned = [];

    /// <summary>Lets answers go wrong.</summary>
    /// <param name="fault">How.</param>
    /// <param name="path">What the path with its query contains.</param>
    /// <param name="times">How often; for ever by default.</param>
    public void Add(ServerFault fault, string path, int times = int.MaxValue)
    {
        lock (_lock)
        {
            _planned.Add(new Planned(fault, path) { Left = times });
        }
    }

    internal ServerFault? Next(HttpRequest request)
    {
        var path = $"{request.Path}{request.QueryString}";
        lock (_lock)
        {
            if (_planned.Find(planned => planned.Left > 0 && path.Contains(planned.Path, StringComparison.Ordinal)) is not { } next)
            {
                return null;
            }

            next.Left--;
            return next.Fault;
        }
    }

    private sealed record Planned(ServerFault Fault, string Path)
    {
        public int Left { get; set; }
    }
}
