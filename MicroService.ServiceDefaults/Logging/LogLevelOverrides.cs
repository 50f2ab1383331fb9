using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Log levels set at run time; each ends by itself, so that a service isn't left talking.</summary>
internal sealed partial class LogLevelOverrides : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MicroService.Logging";

    /// <summary>How many categories may have one at once.</summary>
    public const int Most = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private readonly LogLevelRules _rules;
    private readonly TimeProvider _time;
    private readonly ILogger<LogLevelOverrides> _logger;
    private readonly Counter<long> _changes;
    private bool _isDisposed;

    public LogLevelOverrides(LogLevelRules rules, TimeProvider time, IMeterFactory meters, ILogger<LogLevelOverrides> logger)
    {
        (_rules, _time, _logger) = (rules, time, logger);
        var meter = meters.Create(MeterName);
        _changes = meter.CreateCounter<long>("log.level.changes", description: "Log levels changed at run time: set, reset by an operator, or expired.");
        meter.CreateObservableGauge("log.level.overrides", () => All().Count, description: "Categories whose log level is set at run time.");
        foreach (var action in (string[])["set", "reset", "expired"])
        {
            Count(action, 0);
        }
    }

    /// <summary>Those in effect, by category.</summary>
    public IReadOnlyList<LogLevelOverride> All()
    {
        lock (_lock)
        {
            return [.. _entries.Values.Select(static entry => entry.Override).OrderBy(static level => level.Category, StringComparer.Ordinal)];
        }
    }

    /// <summary>Sets a category's level for a while; false if too many categories have one.</summary>
    public bool Set(string category, LogLevel level, TimeSpan duration)
    {
        lock (_lock)
        {
            if (_isDisposed || (_entries.Count >= Most && !_entries.ContainsKey(category)))
            {
                return false;
            }

            Forget(category);
            var set = new LogLevelOverride(category, level, _time.GetUtcNow().UtcDateTime + duration);

            // Before it counts: a level of None would keep the line away.
            Changed(category, level, set.Until);
            Count("set");
            _entries[category] = new Entry(set, _time.CreateTimer(_ => Expire(set), null, duration, Timeout.InfiniteTimeSpan));
            Apply();
            return true;
        }
    }

    /// <summary>Gives a category, or all of them, the configured level again.</summary>
    public void Reset(string? category)
    {
        lock (_lock)
        {
            foreach (var name in category is null ? [.. _entries.Keys] : _entries.ContainsKey(category) ? new[] { category } : [])
            {
                End(name, "reset");
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var name in _entries.Keys.ToArray())
            {
                Forget(name);
            }
        }
    }

    private void Expire(LogLevelOverride ended)
    {
        lock (_lock)
        {
            // One that was set anew since has a time of its own.
            if (_entries.TryGetValue(ended.Category, out var entry) && ReferenceEquals(entry.Override, ended))
            {
                End(ended.Category, "expired");
            }
        }
    }

    private void End(string category, string action)
    {
        Forget(category);
        Apply();
        Restored(category, action);
        Count(action);
    }

    private void Forget(string category)
    {
        if (_entries.Remove(category, out var entry))
        {
            entry.Timer.Dispose();
        }
    }

    private void Apply() => _rules.Set(_entries.Values.Select(static entry => KeyValuePair.Create(entry.Override.Category, entry.Override.Level)));

    private void Count(string action, int count = 1) => _changes.Add(count, new KeyValuePair<string, object?>("action", action));

    [LoggerMessage(EventName = "LogLevelChanged", Level = LogLevel.Warning, Message = "The log level of {Category} is {Level} until {Until}, set at run time")]
    private partial void Changed(string category, LogLevel level, DateTime until);

    [LoggerMessage(EventName = "LogLevelRestored", Level = LogLevel.Warning, Message = "The log level of {Category} is the configured one again: {Reason}")]
    private partial void Restored(string category, string reason);

    private sealed record Entry(LogLevelOverride Override, ITimer Timer);
}

/// <summary>A log level set at run time.</summary>
/// <param name="Category">The category, or the beginning of its name; <c>Default</c> is all that have no level of their own.</param>
/// <param name="Level">The level.</param>
/// <param name="Until">When it ends, UTC.</param>
internal sealed record LogLevelOverride(string Category, LogLevel Level, DateTime Until);
