using System.Collections;
using MicroService.ServiceDefaults.Redaction;
using Microsoft.Extensions.Configuration;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Every problem of a configuration, in the order in which the options were registered.</summary>
public sealed class ConfigurationProblems : IReadOnlyList<ConfigurationProblem>
{
    private readonly List<ConfigurationProblem> _problems = [];

    /// <inheritdoc/>
    public int Count => _problems.Count;

    /// <inheritdoc/>
    public ConfigurationProblem this[int index] => _problems[index];

    /// <summary>Adds a problem, unless it is there already.</summary>
    public void Add(ConfigurationProblem problem)
    {
        if (!_problems.Contains(problem))
        {
            _problems.Add(problem);
        }
    }

    /// <summary>Adds a problem; the value is masked where the key or the text says that it is confidential.</summary>
    public void Add(string key, string? value, string rule) => Add(key, value, rule, origin: null);

    /// <summary>The same with where the value comes from, for one that is no longer in the configuration when that is looked up.</summary>
    internal void Add(string key, string? value, string rule, string? origin) =>
        Add(new ConfigurationProblem(key, SecretRedaction.RedactSetting(key, value), rule) { Origin = origin });

    /// <inheritdoc/>
    public IEnumerator<ConfigurationProblem> GetEnumerator() => _problems.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A list for people: one problem a line.</summary>
    public override string ToString() =>
        $"The configuration has {Count} problem{(Count == 1 ? "" : "s")}:{string.Concat(_problems.Select(problem => $"{Environment.NewLine}  - {problem} ({problem.Origin ?? $"environment variable {problem.EnvironmentVariable}"})"))}";

    /// <summary>Adds to each problem where its value comes from.</summary>
    internal void Locate(IConfiguration configuration)
    {
        for (var index = 0; index < _problems.Count; index++)
        {
            var problem = _problems[index];
            _problems[index] = problem with { Origin = problem.Origin ?? ConfigurationOrigin.OfProblem(configuration, problem.Key) };
        }
    }
}

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Key">The full key, such as <c>Management:Port</c>.</param>
/// <param name="Value">The offending value, masked if it is a secret; null when the key is not set.</param>
/// <param name="Rule">What the value has to be, such as <c>must be a whole number from 0 to 65535</c>.</param>
public sealed record ConfigurationProblem(string Key, string? Value, string Rule)
{
    /// <summary>Where the value comes from, such as <c>file appsettings.json</c> or <c>environment variable Management__Port</c>; null if no source sets it.</summary>
    public string? Origin { get; init; }

    /// <summary>The same key as an environment variable.</summary>
    public string EnvironmentVariable => Key.Replace(":", "__", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() =>
        Value is null ? $"{Key} is not set: it {Rule}" : $"{Key} is '{Value}': it {Rule}";
}

/// <summary>The configuration is wrong; carries every problem there is, not only the first.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Creates the exception from all problems.</summary>
    public ConfigurationException(ConfigurationProblems problems)
        : base(problems.ToString()) => Problems = problems;

    /// <summary>All problems, never empty.</summary>
    public ConfigurationProblems Problems { get; }
}
