using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>
/// Creates options from configuration. The first time, problems are fatal and all of them are reported; after a reload the last good
/// options stay in effect and the rejection is logged.
/// </summary>
internal sealed class ValidatedOptionsFactory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
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

/// <summary>How options of one name are read; without a name, those of every name that has no binding of its own.</summary>
/// <param name="Name">The options' name, in any case; null for all others.</param>
/// <param name="Section">The section of a name.</param>
/// <param name="Bind">Reads them; problems go to the reader's list.</param>
internal sealed record NamedOptionsBinding<TOptions>(string? Name, Func<string, string> Section, Func<OptionsReader, TOptions> Bind)
    where TOptions : class;
