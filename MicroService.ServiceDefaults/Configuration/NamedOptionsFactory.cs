using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Makes options of one type that there are several of, each name from its own section; the last good ones stay in effect when a change is wrong.</summary>
internal sealed class NamedOptionsFactory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
    ConfigurationValidator validator,
    IEnumerable<NamedOptionsBinding<TOptions>> bindings,
    ILogger<ConfigurationValidator> logger) : IOptionsFactory<TOptions>
    where TOptions : class
{
    private readonly NamedOptionsBinding<TOptions>[] _bindings = [.. bindings];
    private readonly ConcurrentDictionary<string, TOptions> _lastGood = new(StringComparer.OrdinalIgnoreCase);

    public TOptions Create(string name)
    {
        var binding = Array.Find(_bindings, binding => name.Equals(binding.Name, StringComparison.OrdinalIgnoreCase))
            ?? Array.Find(_bindings, static binding => binding.Name is null)
            ?? throw new InvalidOperationException($"No options of the name '{name}' are registered.");
        var problems = new ConfigurationProblems();
        var options = binding.Bind(validator.ReaderFor(binding.Section(name), problems));
        if (problems.Count == 0)
        {
            return _lastGood[name] = options;
        }

        if (!_lastGood.TryGetValue(name, out var lastGood))
        {
            validator.ThrowIfInvalid();
            throw new ConfigurationException(problems);
        }

        logger.ChangeRefused(binding.Section(name), [.. problems.Select(problem => problem.ToString())]);
        return lastGood;
    }
}
