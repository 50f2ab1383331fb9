using System.Collections.Concurrent;
using MicroService.ServiceDefaults.Chaos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>The pipelines of all dependencies; changed options reach them without a restart.</summary>
public sealed partial class DependencyPipelines : IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<string, DependencyPipeline> _pipelines = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DependencyDefinition> _definitions;
    private readonly IServiceProvider _services;
    private readonly IOptionsMonitor<DependencyOptions> _options;
    private readonly IOptionsMonitor<ChaosOptions> _chaos;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly List<IDisposable?> _listening = [];
    private readonly CancellationTokenSource _stopped = new();
    private string? _announced;

    internal DependencyPipelines(IServiceProvider services)
    {
        _services = services;
        _options = services.GetRequiredService<IOptionsMonitor<DependencyOptions>>();
        _chaos = services.GetRequiredService<IOptionsMonitor<ChaosOptions>>();
        _logger = services.GetRequiredService<ILogger<DependencyPipelines>>();
        _definitions = services.GetServices<DependencyDefinition>().ToDictionary(static definition => definition.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var definition in _definitions.Values.Where(static definition => definition.Name != HttpDependency.DefaultName))
        {
            _pipelines[definition.Name] = Create(definition);
        }

        services.GetRequiredService<ResilienceMetrics>().Observe(() => _pipelines.Values);
        _listening.Add(_options.OnChange(Change));

        // Calls that are still in flight then outlived the requests and background services that made them.
        _listening.Add(services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(_stopped.Cancel));
    }

    /// <summary>The pipeline of a dependency.</summary>
    /// <exception cref="KeyNotFoundException">It was not registered.</exception>
    public DependencyPipeline Get(string name) => _pipelines.TryGetValue(name, out var pipeline)
        ? pipeline
        : throw new KeyNotFoundException($"There is no dependency '{name}': register it with AddDependencyPipeline.");

    /// <summary>The pipeline of an HttpClient of the factory: each name is a dependency of its own, and the client without one is <c>http</c>.</summary>
    /// <exception cref="InvalidOperationException">A dependency of that name is not an HTTP service: the client needs another name.</exception>
    internal DependencyPipeline GetForClient(string name)
    {
        var key = name.Length == 0 ? HttpDependency.DefaultName : name;
        var definition = _definitions.GetValueOrDefault(key);
        if (definition is not null && definition.Outcome != ChaosOutcomeKind.Status)
        {
            throw new InvalidOperationException($"The dependency '{name}' is not an HTTP service: an HttpClient needs another name.");
        }

        if (_pipelines.TryGetValue(key, out var pipeline))
        {
            return pipeline;
        }

        // Of two that were created at once, the registry could keep one and the dictionary the other.
        lock (_lock)
        {
            return _pipelines.GetOrAdd(key, _ => Create(definition ?? HttpDependency.Define(key)));
        }
    }

    /// <summary>Logs whether failures are injected, now and at every change.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // One change of the configuration may come as several, the switch before the rates or after them.
        _listening.Add(_chaos.OnChange(_ => Announce()));
        _listening.Add(_options.OnChange((_, _) => Announce()));
        Announce();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _listening.ForEach(static listening => listening?.Dispose());

        // Of a host that was not stopped. Calls may link to the token to the end, so that the source stays.
        _stopped.Cancel();
    }

    private DependencyPipeline Create(DependencyDefinition definition) => new(definition, _options.Get(definition.Name), _services, _stopped.Token);

    private void Change(DependencyOptions options, string? name)
    {
        if (name is not null && _pipelines.TryGetValue(name, out var pipeline))
        {
            pipeline.Change(options);
        }

        // Clients that were never registered as dependencies have no change token of their own; each change of configuration tells of http.
        if (HttpDependency.DefaultName.Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            var cache = _services.GetRequiredService<IOptionsMonitorCache<DependencyOptions>>();
            foreach (var client in _pipelines.Values.Where(pipeline => !_definitions.ContainsKey(pipeline.Name)))
            {
                cache.TryRemove(client.Name);
                client.Change(_options.Get(client.Name));
            }
        }
    }

    private void Announce()
    {
        string[]? targets = _chaos.CurrentValue.Enabled
            ? [.. _pipelines.Values.Where(static pipeline => pipeline.Options.Chaos.IsOn).Select(static pipeline => pipeline.Name).Order(StringComparer.Ordinal)]
            : null;
        var announced = targets is null ? null : string.Join(',', targets);
        if (Interlocked.Exchange(ref _announced, announced) == announced)
        {
            return;
        }

        if (targets is null)
        {
            ChaosDisabled();
        }
        else
        {
            ChaosEnabled(targets);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Chaos is enabled: calls of these dependencies fail on purpose: {Dependencies}")]
    private partial void ChaosEnabled(string[] dependencies);

    [LoggerMessage(LogLevel.Information, "Chaos is disabled: nothing fails on purpose any more")]
    private partial void ChaosDisabled();
}
