namespace MicroService.ServiceDefaults.Configuration;

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
