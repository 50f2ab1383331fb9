using System.Collections.Concurrent;
using MicroService.ServiceDefaults.Chaos;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>The pipelines of all dependencies; changed options reach them without a restart.</summary>
public sealed class DependencyPipelines : IDisposable
{
    private readonly ConcurrentDictionary<string, DependencyPipeline> _pipelines = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, DependencyDefinition> _definitions;
    private readonly IOptionsMonitor<DependencyOptions> _options;
    private readonly IOptionsMonitorCache<DependencyOptions> _cache;
    private readonly PipelineFactory _factory;
    private readonly ResilienceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly IDisposable? _listening;

    internal DependencyPipelines(
        IEnumerable<DependencyDefinition> definitions,
        IOptionsMonitor<DependencyOptions> options,
        IOptionsMonitorCache<DependencyOptions> cache,
        PipelineFactory factory,
        ResilienceMetrics metrics,
        TimeProvider time)
    {
        (_options, _cache, _factory, _metrics, _time) = (options, cache, factory, metrics, time);
        _definitions = definitions.ToDictionary(static definition => definition.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var definition in _definitions.Values.Where(static definition => definition.Name != HttpDependency.DefaultName))
        {
            _pipelines[definition.Name] = Create(definition);
        }

        _listening = options.OnChange(Change);
        metrics.Observe(() => _pipelines.Values);
    }

    /// <summary>Every pipeline that there is by now.</summary>
    internal IEnumerable<DependencyPipeline> All => _pipelines.Values;

    /// <summary>The pipeline of a dependency.</summary>
    /// <exception cref="KeyNotFoundException">It was not registered.</exception>
    public DependencyPipeline Get(string name) =>
        _pipelines.TryGetValue(name, out var pipeline) ? pipeline : throw new KeyNotFoundException($"There is no dependency '{name}': register it with AddDependencyPipeline.");

    /// <summary>The pipeline of an HttpClient of the factory: each name is a dependency of its own, and the client without one is <c>http</c>.</summary>
    /// <exception cref="InvalidOperationException">A dependency of that name is no HTTP service: the client needs another name.</exception>
    internal DependencyPipeline GetForClient(string name) => _definitions.TryGetValue(name, out var known) && known.Outcome != ChaosOutcomeKind.Status
        ? throw new InvalidOperationException($"The dependency '{name}' is no HTTP service: an HttpClient needs another name.")
        : _pipelines.GetOrAdd(
            name.Length == 0 ? HttpDependency.DefaultName : name,
            static (name, all) => all.Create(all._definitions.GetValueOrDefault(name) ?? HttpDependency.Define(name)),
            this);

    /// <inheritdoc/>
    public void Dispose() => _listening?.Dispose();

    private DependencyPipeline Create(DependencyDefinition definition) =>
        new(definition, _options.Get(definition.Name), _factory, _metrics, _time);

    private void Change(DependencyOptions options, string? name)
    {
        if (name is not null && _pipelines.TryGetValue(name, out var pipeline))
        {
            pipeline.Change(options);
        }

        // Clients that were never registered as dependencies have no change token of their own; each change of configuration tells of http.
        if (HttpDependency.DefaultName.Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            foreach (var client in _pipelines.Values.Where(pipeline => !_definitions.ContainsKey(pipeline.Name)))
            {
                _cache.TryRemove(client.Name);
                client.Change(_options.Get(client.Name));
            }
        }
    }
}
