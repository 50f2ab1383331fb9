using System.Globalization;
using System.Numerics;
using MicroService.ServiceDefaults.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>
/// Reads the settings of one section, and collects problems instead of throwing. Every read leaves a
/// <see cref="ConfigurationEntry"/> behind, so that what is read is also what is shown and documented.
/// </summary>
/// <param name="configuration">The whole configuration.</param>
/// <param name="section">The section to read.</param>
/// <param name="environment">The environment.</param>
/// <param name="problems">Where problems go.</param>
public sealed class OptionsReader(IConfiguration configuration, string section, IHostEnvironment environment, ConfigurationProblems problems)
{
    private readonly List<ConfigurationEntry> _entries = [];

    /// <summary>The whole configuration, for the rare setting that has its home elsewhere.</summary>
    public IConfiguration Configuration => configuration;

    /// <summary>The environment, for defaults that differ in Development.</summary>
    public IHostEnvironment Environment => environment;

    /// <summary>Where problems go.</summary>
    public ConfigurationProblems Problems => problems;

    /// <summary>What has been read.</summary>
    public IReadOnlyList<ConfigurationEntry> Entries => _entries;

    /// <summary>A text; <paramref name="fallback"/> when it is not set or empty.</summary>
    /// <param name="key">The key within the section.</param>
    /// <param name="fallback">The default.</param>
    /// <param name="described">The default in words, where it depends on something else.</param>
    public string? Text(string key, string? fallback = null, string? described = null) =>
        Read(key, fallback, ConfigurationKind.Text, null, "may be any text", static (string text, out string? value) => (value = text) is not null, static value => value, described: described);

    /// <summary>A text that is never shown.</summary>
    public string? Secret(string key) => Confidential(KeyOf(key), ConfigurationKind.Secret, "may be any text (secret)", static _ => SecretRedaction.Mask);

    /// <summary>The connection string of a dependency, <c>ConnectionStrings:NAME</c>; shown without its password.</summary>
    public string? ConnectionString(string name) =>
        Confidential(ConfigurationPath.Combine(ConnectionText.Section, name), ConfigurationKind.ConnectionString, "must be a connection string", ConnectionText.Mask);

    /// <summary>A switch: <c>true</c> or <c>false</c>.</summary>
    public bool Boolean(string key, bool fallback) =>
        Read(key, fallback, ConfigurationKind.Switch, null, "must be true or false", bool.TryParse, static value => value ? "true" : "false");

    /// <summary>A number from <paramref name="min"/> to <paramref name="max"/>, in invariant notation.</summary>
    /// <param name="key">The key within the section.</param>
    /// <param name="fallback">The default.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The most.</param>
    /// <param name="described">The default in words, where it depends on something else.</param>
    public T Number<T>(string key, T fallback, T min, T max, string? described = null)
        where T : struct, INumber<T> =>
        Number(key, fallback, min, max, ConfigurationKind.Number, described);

    /// <summary>A TCP port, 0 to 65535; 0 takes any free one.</summary>
    public int Port(string key, int fallback) => Number(key, fallback, 0, 65535, ConfigurationKind.Port, null);

    private T Number<T>(string key, T fallback, T min, T max, ConfigurationKind kind, string? described)
        where T : struct, INumber<T> =>
        Read(
            key,
            fallback,
            kind,
            string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"),
            string.Create(CultureInfo.InvariantCulture, $"must be a {(T.IsInteger(T.CreateTruncating(0.5)) && T.CreateTruncating(0.5) == T.Zero ? "whole " : "")}number from {min} to {max}"),
            (string text, out T value) => T.TryParse(text, CultureInfo.InvariantCulture, out value) && value >= min && value <= max,
            static value => value.ToString(null, CultureInfo.InvariantCulture),
            described: described);

    /// <summary>A duration (see <see cref="DurationText"/>) from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <param name="key">The key within the section.</param>
    /// <param name="fallback">The default.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The most.</param>
    /// <param name="described">The default in words, where it depends on something else.</param>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan min, TimeSpan max, string? described = null) =>
        Read(
            key,
            fallback,
            ConfigurationKind.Duration,
            $"{DurationText.Format(min)} to {DurationText.Format(max)}",
            $"must be a duration from {DurationText.Format(min)} to {DurationText.Format(max)}, such as 250ms, 5s or 00:00:05",
            (string text, out TimeSpan value) => DurationText.TryParse(text, out value) && value >= min && value <= max,
            DurationText.Format,
            described: described);

    /// <summary>One name of an enumeration, in any case.</summary>
    public TEnum Choice<TEnum>(string key, TEnum fallback)
        where TEnum : struct, Enum =>
        Read(
            key,
            fallback,
            ConfigurationKind.Choice,
            string.Join(", ", Enum.GetNames<TEnum>()),
            $"must be one of {string.Join(", ", Enum.GetNames<TEnum>())}",
            static (string text, out TEnum value) => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]),
            static value => value.ToString());

    /// <summary>An absolute <c>http</c> or <c>https</c> address.</summary>
    public Uri? Url(string key, Uri? fallback = null) =>
        Read(
            key,
            fallback,
            ConfigurationKind.Url,
            null,
            "must be an absolute http or https address",
            static (string text, out Uri? value) => Uri.TryCreate(text, UriKind.Absolute, out value) && value.Scheme is "http" or "https",
            static value => value?.ToString());

    /// <summary>A rule between settings: a problem with <paramref name="key"/> unless <paramref name="satisfied"/>.</summary>
    public void Require(bool satisfied, string key, string rule)
    {
        if (!satisfied)
        {
            var entry = _entries.LastOrDefault(entry => entry.Key == KeyOf(key));
            Problems.Add(KeyOf(key), entry is null ? Raw(KeyOf(key)) : entry.Value, rule);
        }
    }

    private delegate bool Parse<T>(string text, out T value);

    private T Read<T>(
        string key, T fallback, ConfigurationKind kind, string? range, string rule, Parse<T> parse, Func<T, string?> format, string? described = null)
    {
        var raw = Raw(KeyOf(key));
        var value = fallback;
        if (raw is not null && !parse(raw.Trim(), out value))
        {
            Problems.Add(KeyOf(key), raw, rule);
            value = fallback;
        }

        Add(KeyOf(key), SecretRedaction.RedactSetting(KeyOf(key), format(value)), described ?? format(fallback), kind, range, rule, raw is not null);
        return value;
    }

    private string? Confidential(string key, ConfigurationKind kind, string rule, Func<string, string> mask)
    {
        var value = Raw(key);
        Add(key, value is null ? null : mask(value), null, kind, null, rule, value is not null);
        return value;
    }

    private void Add(string key, string? value, string? fallback, ConfigurationKind kind, string? range, string rule, bool isSet) =>
        _entries.Add(new ConfigurationEntry(key, value, fallback, rule, isSet)
        {
            Kind = kind,
            Range = range,
            Origin = isSet ? ConfigurationOrigin.Of(Configuration, key) : ConfigurationOrigin.Default,
        });

    private string? Raw(string key) => Configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    private string KeyOf(string key) => section.Length == 0 ? key : $"{section}:{key}";
}
