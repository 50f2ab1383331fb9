namespace MicroService.Publishing.Images;

/// <summary>
/// What a Keycloak server needs to start in production mode behind a proxy that ends TLS (Keycloak, Configuring a reverse proxy).
/// </summary>
internal static class KeycloakMode
{
    /// <summary>The variables to set; none in development mode, and none for a server with a certificate of its own.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(IReadOnlyList<string> arguments, IEnumerable<string> variables)
    {
        var names = variables.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var hasTls = names.Any(name => name.StartsWith("KC_HTTPS_", StringComparison.OrdinalIgnoreCase)) || arguments.Any(argument => argument.StartsWith("--https-", StringComparison.Ordinal));
        if (!arguments.Contains("start") || hasTls)
        {
            return [];
        }

        // A fixed host name makes the server strict by itself.
        var isNamed = names.Contains("KC_HOSTNAME") || arguments.Any(argument => argument.StartsWith("--hostname", StringComparison.Ordinal));
        return isNamed
            ? [("KC_HTTP_ENABLED", "true"), ("KC_PROXY_HEADERS", "xforwarded")]
            : [("KC_HTTP_ENABLED", "true"), ("KC_PROXY_HEADERS", "xforwarded"), ("KC_HOSTNAME_STRICT", "false")];
    }
}
