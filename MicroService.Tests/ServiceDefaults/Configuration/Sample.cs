using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;

namespace MicroService.Tests.ServiceDefaults.Configuration;

internal static class Sample
{
    public static OptionsReader Reader<TOptions>((string Key, string Value)[] settings, ConfigurationProblems problems)
        where TOptions : class, IValidatedOptions<TOptions> =>
        new(
            new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build(),
            TOptions.Section,
            new HostingEnvironment { EnvironmentName = "Production" },
            problems);

    public static IServiceCollection AddSampleOptions(this IServiceCollection services) => services.AddValidatedOptions<SampleOptions>();
}
