using System.Collections;
using MicroService.ServiceDefaults.Logging;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Every problem of a configuration, in the order in which the options were registered.</summary>
public sealed class ConfigurationProblems : IReadOnlyList<ConfigurationProblem>
{
    private readonly List<ConfigurationProblem> _problems = [];

    /// <inheritdoc/>
    public int Count => _problems.Count;

    /// <inheritdoc/>
    public ConfigurationProblem this[int index] => _problems[index];

    /// <summary>Adds a problem; the same one found twice counts once.</summary>
    public void Add(ConfigurationProblem problem)
    {
        if (!_problems.Contains(problem))
        {
            _problems.Add(problem);
        }
    }

    /// <summary>Adds a problem; the value is masked where the key or the text says that it is confidential.</summary>
    public void Add(string key, string? value, string rule) => Add(new ConfigurationProblem(key, SecretRedaction.RedactSetting(key, value), rule));

    /// <inheritdoc/>
    public IEnumerator<ConfigurationProblem> GetEnumerator() => _problems.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A list for people: one problem a line.</summary>
    public override string ToString() =>
        $"The configuration has {Count} problem{(Count == 1 ? "" : "s")}:{string.Concat(_problems.Select(problem => $"{Environment.NewLine}  - {problem} (environment variable {problem.EnvironmentVariable})"))}";
}
