using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>
/// Makes options from configuration. The first time, problems are fatal and all are reported; after a reload
/// the last good options stay in effect and the refusal is logged.
/// </summary>
internal sealed class ValidatedOptionsFactory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions>(
    ConfigurationValidator validator,
    ILogger<ConfigurationValidator> logger) : IOptionsFactory<TOptions>
    where TOptions : class, IValidatedOptions<TOptions>
{
    private TOptions? _lastGood;

    public TOptions Create(string name)
    {
        var problems = new ConfigurationProblems();
        var options = TOptions.Bind(validator.ReaderFor(TOptions.Section, problems));
        if (problems.Count == 0)
        {
            return _lastGood = options;
        }

        if (_lastGood is null)
        {
            validator.ThrowIfInvalid();
            throw new ConfigurationException(problems);
        }

        logger.ChangeRefused(TOptions.Section, [.. problems.Select(problem => problem.ToString())]);
        return _lastGood;
    }
}
