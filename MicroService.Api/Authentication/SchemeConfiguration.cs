using Microsoft.AspNetCore.Authentication;

namespace MicroService.Api.Authentication;

/// <summary>Where the framework looks for settings of its own; everything that we support is in <see cref="AuthenticationOptions"/>.</summary>
internal sealed class SchemeConfiguration(IConfiguration configuration) : IAuthenticationConfigurationProvider
{
    public IConfiguration AuthenticationConfiguration { get; } = configuration.GetSection(AuthenticationOptions.Section);
}
