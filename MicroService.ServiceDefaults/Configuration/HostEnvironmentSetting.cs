using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>The environment: the host takes it from the process's variables and arguments before files are read, so that the configuration's word may be another.</summary>
internal static class HostEnvironmentSetting
{
    private const string Rule = "counts as ASPNETCORE_ENVIRONMENT in the environment of the process, or as --environment, alone";

    /// <summary>The entry as it counts; any other stays as it is.</summary>
    public static ConfigurationEntry Correct(ConfigurationEntry entry, IConfiguration configuration, IHostEnvironment environment)
    {
        if (entry.Key != HostSettings.Environment)
        {
            return entry;
        }

        var origin = ConfigurationOrigin.OfProcess(configuration, entry.Key, environment.EnvironmentName);
        return entry with { Value = environment.EnvironmentName, Origin = origin, IsSet = origin != ConfigurationOrigin.Default };
    }

    /// <summary>What is set and does not count, if anything.</summary>
    public static IEnumerable<UnknownSetting> Ignored(IConfiguration configuration, IHostEnvironment environment) =>
        configuration[HostSettings.Environment] is { Length: > 0 } name && !name.Equals(environment.EnvironmentName, StringComparison.OrdinalIgnoreCase)
            ? [new UnknownSetting(HostSettings.Environment, ConfigurationOrigin.Of(configuration, HostSettings.Environment), null) { Rule = Rule }]
            : [];
}
