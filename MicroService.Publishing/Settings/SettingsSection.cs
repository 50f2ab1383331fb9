using System.Globalization;
using MicroService.Publishing.Names;
using Microsoft.Extensions.Configuration;

namespace MicroService.Publishing.Settings;

/// <summary>Reads a section key by key. Invalid values and unrecognized keys are reported, not thrown.</summary>
internal sealed class SettingsSection(IConfigurationSection section, List<string> problems)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public string? Text(string key, Func<string, bool> fits, string rule)
    {
        if (Value(key) is not { } text)
        {
            return null;
        }

        if (fits(text))
        {
            return text;
        }

        Report(key, text, rule);
        return null;
    }

    public int? Number(string key, int from, int to) => (int?)Long(key, from, to);

    public long? Long(string key, long from, long to)
    {
        var text = Text(key, Fits, $"must be a whole number from {from} to {to}");
        return text is null ? null : long.Parse(text, CultureInfo.InvariantCulture);

        bool Fits(string value) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to;
    }

    public bool? Flag(string key) => Text(key, value => bool.TryParse(value, out _), "must be true or false") is { } text ? bool.Parse(text) : null;

    /// <summary>A duration of whole seconds within the limits.</summary>
    public TimeSpan? Duration(string key, TimeSpan from, TimeSpan to)
    {
        var text = Text(
            key,
            value => SettingsRules.Duration(value) is { } duration && duration >= from && duration <= to && duration.TotalSeconds == Math.Truncate(duration.TotalSeconds),
            $"must be a duration of whole seconds such as 5s or 2m, from {Show(from)} to {Show(to)}");
        return text is null ? null : SettingsRules.Duration(text);
    }

    /// <summary>A list; null if the key is missing, which differs from an empty list.</summary>
    public IReadOnlyList<string>? List(string key, Func<string, bool> fits, string rule)
    {
        _known.Add(key);
        var list = section.GetSection(key);
        var items = list.GetChildren().ToList();
        if (items.Count == 0)
        {
            if (list.Value is { Length: > 0 } value)
            {
                Report(key, value, "must be a list");
            }

            return list.Value is { Length: 0 } ? [] : null;
        }

        foreach (var item in items.Where(item => item.Value is null || !fits(item.Value)))
        {
            Report($"{key}:{item.Key}", item.Value, rule);
        }

        return [.. items.Select(item => item.Value).OfType<string>().Where(fits)];
    }

    /// <summary>Names and texts; null if there are none.</summary>
    public IReadOnlyDictionary<string, string>? Texts(string key, Func<string, bool> fits, string rule)
    {
        _known.Add(key);
        var texts = new OrderedDictionary<string, string>();
        foreach (var item in section.GetSection(key).GetChildren())
        {
            if (!fits(item.Key))
            {
                problems.Add($"{item.Path} is not allowed: {rule}.");
            }
            else if (item.Value is null)
            {
                problems.Add($"{item.Path} must be a text.");
            }
            else
            {
                texts[item.Key] = item.Value;
            }
        }

        return texts.Count == 0 ? null : texts;
    }

    public SettingsSection Section(string key)
    {
        _known.Add(key);
        var child = section.GetSection(key);
        if (child.Value is { Length: > 0 } value)
        {
            Report(key, value, "must be a section");
        }

        return new SettingsSection(child, problems);
    }

    /// <summary>The sections of a section, by name; like all keys, names ignore case.</summary>
    public IReadOnlyDictionary<string, T> Sections<T>(string key, Func<SettingsSection, T> read, Func<string, bool>? fits = null, string rule = "")
    {
        var sections = new SortedDictionary<string, T>(StringComparer.OrdinalIgnoreCase);
        var parent = Section(key);
        foreach (var child in section.GetSection(key).GetChildren())
        {
            if (fits?.Invoke(child.Key) == false)
            {
                problems.Add($"{child.Path} is not allowed: {rule}.");
            }

            sections[child.Key] = read(parent.Section(child.Key));
        }

        return sections;
    }

    /// <summary>Reports a problem of a key.</summary>
    public void Report(string key, string? value, string rule) => problems.Add($"{section.Path}:{key} is '{value}', but {rule}.");

    /// <summary>Reports all unrecognized keys. Must be called last.</summary>
    public void RefuseOthers()
    {
        foreach (var child in section.GetChildren().Where(child => !_known.Contains(child.Key)))
        {
            problems.Add($"{child.Path} is unknown{(NearestKey.Of(child.Key, _known) is { } nearest ? $"; did you mean {nearest}?" : ".")}");
        }
    }

    private static string Show(TimeSpan duration) => duration.TotalSeconds % 3600 == 0 && duration > TimeSpan.Zero ? $"{duration.TotalHours}h" : $"{duration.TotalSeconds}s";

    private string? Value(string key)
    {
        _known.Add(key);
        var child = section.GetSection(key);
        if (child.Value is null && child.GetChildren().Any())
        {
            problems.Add($"{child.Path} must be a single value.");
        }

        return child.Value;
    }
}
