using MicroService.ServiceDefaults.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Validates all registered options at once, and knows every setting they read.</summary>
internal sealed class ConfigurationValidator(
    IConfiguration configuration,
    IHostEnvironment environment,
    IEnumerable<OptionsBinding> bindings,
    IEnumerable<ConfigurationRule> rules,
    IEnumerable<KnownSetting> knownSettings) : IDisposable
{
    private readonly OptionsBinding[] _bindings = [.. bindings];
    private readonly ConfigurationRule[] _rules = [.. rules];
    private readonly KnownSetting[] _known = [.. knownSettings];
    private IDisposable? _reloads;

    /// <summary>All problems of all options and rules; empty when the configuration is good.</summary>
    public ConfigurationProblems Validate() => Validate(configuration);

    /// <summary>All problems that <paramref name="candidate"/> would have in place of the configuration in effect.</summary>
    public ConfigurationProblems Validate(IConfiguration candidate)
    {
        var problems = new ConfigurationProblems();
        Read(candidate, problems);
        Array.ForEach(_known, known => known.Check(candidate, problems));
        foreach (var rule in _rules)
        {
            rule.Check(candidate, problems);
        }

        problems.Locate(candidate);
        return problems;
    }

    /// <summary>Throws a <see cref="ConfigurationException"/> with all problems unless there are none.</summary>
    public void ThrowIfInvalid()
    {
        if (Validate() is { Count: > 0 } problems)
        {
            throw new ConfigurationException(problems);
        }
    }

    /// <summary>Every setting that counts, with the value in effect and where it comes from; secrets are masked.</summary>
    public IReadOnlyList<ConfigurationEntry> Entries()
    {
        var entries = Read(configuration, new ConfigurationProblems());
        entries.AddRange(_known.SelectMany(Describe).Where(known => !entries.Exists(entry => entry.Key == known.Key)).ToArray());
        return entries;
    }

    /// <summary>Settings in sections of ours, or in ones whose names are nearly ours, that nothing reads.</summary>
    public IReadOnlyList<UnknownSetting> UnknownSettings()
    {
        var keys = Entries().Select(static entry => entry.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var sections = _bindings.Select(static binding => FirstOf(binding.Section)).Append(ConnectionText.Section).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. HostEnvironmentSetting.Ignored(configuration, environment),
            .. from setting in configuration.AsEnumerable()
               where setting.Value is not null && setting.Key.Contains(':', StringComparison.Ordinal) && !IsKnown(setting.Key)
               let section = FirstOf(setting.Key)
               where sections.Contains(section) || (!IsOthers(section) && EditDistance.Nearest(section, sections) is not null)
               orderby setting.Key
               select new UnknownSetting(setting.Key, ConfigurationOrigin.Of(configuration, setting.Key), EditDistance.Nearest(setting.Key, keys)),
        ];

        // Items of a list are known by the list; a name in the middle, such as a client's, by others like it, unless it is nearly one of them.
        bool IsKnown(string key) =>
            keys.Contains(key)
            || (key.LastIndexOf(':') is var end && int.TryParse(key.AsSpan(end + 1), out _) && keys.Contains(key[..end]))
            || (keys.Any(known => IsOfAnotherName(key.Split(':'), known.Split(':'))) && EditDistance.Nearest(key, keys) is null);
    }

    /// <inheritdoc/>
    public void Dispose() => _reloads?.Dispose();

    /// <summary>
    /// Refuses to start with a wrong configuration, warns of settings that nothing reads, and masks secrets from whatever source, now and after
    /// reloads. The host asks once more, for services that are not run by <see cref="Lifecycle.ServiceProcess"/>.
    /// </summary>
    internal bool Begin(ILogger logger)
    {
        if (_reloads is not null)
        {
            return true;
        }

        _reloads = ChangeToken.OnChange(configuration.GetReloadToken, () => LearnSecrets());
        LearnSecrets();
        ThrowIfInvalid();
        foreach (var setting in UnknownSettings())
        {
            logger.UnknownKey(setting.ToString());
        }

        return true;
    }

    /// <summary>The settings that are secrets, whatever they are called.</summary>
    internal HashSet<string> SecretKeys() =>
        Read(configuration, new ConfigurationProblems()).Where(static entry => entry.Kind == ConfigurationKind.Secret).Select(static entry => entry.Key)
            .Concat(_known.Where(static known => known.Kind == ConfigurationKind.Secret).Select(static known => known.Key))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Has the secrets of the configuration in effect masked wherever they appear, and those of another that may follow it.</summary>
    internal void LearnSecrets(params IReadOnlyList<IConfiguration> next) => SecretRedaction.Learn(next.Append(configuration).SelectMany(each => ConfiguredSecrets.In(each, SecretKeys())));

    internal OptionsReader ReaderFor(string section, ConfigurationProblems problems) =>
        new(configuration, section, environment, problems);

    private static string FirstOf(string key) => key.Split(':', 2)[0];

    private static bool IsOfAnotherName(string[] key, string[] known) =>
        key.Length >= 3
        && key.Length == known.Length
        && key.Select(static (word, index) => (word, index)).All(part => part.index == 1 || part.word.Equals(known[part.index], StringComparison.OrdinalIgnoreCase));

    private bool IsOthers(string section) => _known.Any(known => FirstOf(known.Key).Equals(section, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<ConfigurationEntry> Describe(KnownSetting known)
    {
        string[] keys = known.IsSection
            ? [.. configuration.GetSection(known.Key).AsEnumerable().Where(static setting => setting.Value is not null).Select(static setting => setting.Key).Order(StringComparer.OrdinalIgnoreCase)]
            : [known.Key];
        return keys.Select(key => HostEnvironmentSetting.Correct(
            new ConfigurationEntry(key, ShownValue(known, key), known.Default, known.Range ?? "may be any text", configuration[key] is not null)
            {
                Kind = known.Kind,
                Range = known.Range,
                Origin = ConfigurationOrigin.Of(configuration, key),
                NeedsRestart = known.NeedsRestart,
                Meaning = known.Meaning,
            },
            configuration,
            environment));
    }

    private string? ShownValue(KnownSetting known, string key) => configuration[key] switch
    {
        null => known.Default,
        _ when known.Kind == ConfigurationKind.Secret => SecretRedaction.Mask,
        var value => SecretRedaction.RedactSetting(key, value),
    };

    private List<ConfigurationEntry> Read(IConfiguration read, ConfigurationProblems problems)
    {
        var entries = new List<ConfigurationEntry>();
        foreach (var binding in _bindings)
        {
            var reader = new OptionsReader(read, binding.Section, environment, problems);
            binding.Bind(reader);
            entries.AddRange(reader.Entries.Select(entry => entry with
            {
                NeedsRestart = entry.Key.StartsWith(binding.Section + ":", StringComparison.Ordinal) && binding.CountsAtStart(entry.Key[(binding.Section.Length + 1)..]),
            }));
        }

        return entries;
    }
}

/// <summary>Reads one type of options for its problems and entries alone.</summary>
internal sealed record OptionsBinding(string Section, Action<OptionsReader> Bind)
{
    /// <summary>Whether a change of this key of the section requires a restart.</summary>
    public Func<string, bool> CountsAtStart { get; init; } = static _ => false;
}

/// <summary>A rule that spans sections, checked together with all options.</summary>
/// <param name="Check">Adds what is wrong to the problems.</param>
public sealed record ConfigurationRule(Action<IConfiguration, ConfigurationProblems> Check);

/// <summary>An unrecognized setting, probably a typo.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Origin">Where it is set.</param>
/// <param name="Nearest">The known key that looks most like it; null when none does.</param>
public sealed record UnknownSetting(string Key, string Origin, string? Nearest)
{
    /// <summary>Where it would count, if it is known but does not count here.</summary>
    public string? Rule { get; init; }

    /// <summary>A hint for people.</summary>
    public override string ToString() =>
        Rule is not null ? $"{Key} does not count here: it {Rule} ({Origin})" : $"{Key} is not known{(Nearest is null ? "" : $"; did you mean {Nearest}?")} ({Origin})";
}
