using Microsoft.Extensions.Configuration;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>A rule that spans sections, checked together with all options.</summary>
/// <param name="Check">Adds what is wrong to the problems.</param>
public sealed record ConfigurationRule(Action<IConfiguration, ConfigurationProblems> Check);
