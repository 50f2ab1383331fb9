using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Validates all registered options at once, and knows every setting they read.</summary>
public sealed class ConfigurationValidator
{
    private readonly IConfiguration _configuration;
    private readonly IHostEnvironment _environment;
    private readonly OptionsBinding[] _bindings;
    private readonly ConfigurationRule[] _rules;

    internal ConfigurationValidator(IConfiguration configuration, IHostEnvironment environment, IEnumerable<OptionsBinding> bindings, IEnumerable<ConfigurationRule> rules)
    {
        _configuration = configuration;
        _environment = environment;
        _bindings = [.. bindings];
        _rules = [.. rules];
    }

    /// <summary>All problems of all options and rules; empty when the configuration is good.</summary>
    public ConfigurationProblems Validate()
    {
        var problems = new ConfigurationProblems();
        Read(problems);
        foreach (var rule in _rules)
        {
            rule.Check(_configuration, problems);
        }

        return problems;
    }

    /// <summary>Throws a <see cref="ConfigurationException"/> with all problems unless there are none.</summary>
    public void ThrowIfInvalid()
    {
        if (Validate() is { Count: > 0 } problems)
        {
            throw new ConfigurationException(problems);
        }
    }

    /// <summary>Every setting that options read, with the value in effect; secrets are masked.</summary>
    public IReadOnlyList<ConfigurationEntry> Entries() => Read(new ConfigurationProblems());

    internal OptionsReader ReaderFor(string section, ConfigurationProblems problems) =>
        new(_configuration, section, _environment, problems);

    private List<ConfigurationEntry> Read(ConfigurationProblems problems)
    {
        var entries = new List<ConfigurationEntry>();
        foreach (var binding in _bindings)
        {
            var reader = ReaderFor(binding.Section, problems);
            binding.Bind(reader);
            entries.AddRange(reader.Entries);
        }

        return entries;
    }
}
