namespace MicroService.ServiceDefaults.Configuration;

/// <summary>The configuration is wrong; carries every problem there is, not only the first.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Creates the exception from all problems.</summary>
    public ConfigurationException(ConfigurationProblems problems)
        : base(problems.ToString()) => Problems = problems;

    /// <summary>All problems, never empty.</summary>
    public ConfigurationProblems Problems { get; }
}
