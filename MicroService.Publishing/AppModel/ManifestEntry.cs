using System.Text.Json;

namespace MicroService.Publishing.AppModel;

/// <summary>A JSON object of the manifest that is read member by member; what doesn't fit is noted, not thrown.</summary>
internal sealed class ManifestEntry(JsonElement element, JsonPointer pointer, List<ManifestProblem> problems)
{
    public JsonElement Element { get; } = element;

    public JsonPointer Pointer { get; } = pointer;

    public bool Has(string name) => Element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public void Report(JsonPointer at, string message) => problems.Add(new ManifestProblem(at.ToString(), 0, 0, message));

    public string? Text(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        var value = Element.GetProperty(name);
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Report(Pointer.Append(name), $"must be a string, not {Kind(value)}.");
        return null;
    }

    public string RequiredText(string name)
    {
        if (!Has(name))
        {
            Report(Pointer, $"has no '{name}'.");
        }

        return Text(name) ?? string.Empty;
    }

    public bool Flag(string name, bool otherwise = false)
    {
        if (!Has(name))
        {
            return otherwise;
        }

        var value = Element.GetProperty(name);
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Report(Pointer.Append(name), $"must be true or false, not {Kind(value)}.");
        return otherwise;
    }

    /// <summary>A whole number within the limits; null where there is none or it doesn't fit.</summary>
    public int? Number(string name, int from, int to)
    {
        if (!Has(name))
        {
            return null;
        }

        var value = Element.GetProperty(name);
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= from && number <= to)
        {
            return number;
        }

        Report(Pointer.Append(name), $"must be a whole number from {from} to {to}.");
        return null;
    }

    public ManifestEntry? Object(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        return AsObject(Element.GetProperty(name), Pointer.Append(name));
    }

    /// <summary>The objects of an object, by name; a name given twice is a problem.</summary>
    public IEnumerable<KeyValuePair<string, ManifestEntry>> Objects()
    {
        var seen = new HashSet<string>();
        foreach (var property in Element.EnumerateObject())
        {
            var at = Pointer.Append(property.Name);
            if (!seen.Add(property.Name))
            {
                Report(at, "is there twice.");
            }
            else if (AsObject(property.Value, at) is { } entry)
            {
                yield return KeyValuePair.Create(property.Name, entry);
            }
        }
    }

    public IReadOnlyList<ManifestEntry> ObjectList(string name) =>
        [.. List(name).Select((item, index) => (item, index)).Select(pair => AsObjectOrNull(pair.item, pair.index, name)).OfType<ManifestEntry>()];

    public IReadOnlyList<string> TextList(string name)
    {
        var texts = new List<string>();
        foreach (var item in List(name))
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                Report(Pointer.Append(name).Append(texts.Count), $"must be a string, not {Kind(item)}.");
            }
        }

        return texts;
    }

    /// <summary>The strings of an object, in its order; numbers and booleans count as their text, as tools write them unquoted at times.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string name)
    {
        var map = new OrderedDictionary<string, string>();
        if (Object(name) is not { } entry)
        {
            return map;
        }

        foreach (var property in entry.Element.EnumerateObject())
        {
            var at = entry.Pointer.Append(property.Name);
            if (map.ContainsKey(property.Name))
            {
                Report(at, "is there twice.");
                continue;
            }

            switch (property.Value.ValueKind)
            {
                case JsonValueKind.String:
                    map.Add(property.Name, property.Value.GetString()!);
                    break;
                case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                    map.Add(property.Name, property.Value.GetRawText());
                    break;
                case JsonValueKind.Null:
                    map.Add(property.Name, string.Empty);
                    break;
                default:
                    Report(at, $"must be a string, not {Kind(property.Value)}.");
                    break;
            }
        }

        return map;
    }

    private List<JsonElement> List(string name)
    {
        if (!Has(name))
        {
            return [];
        }

        var value = Element.GetProperty(name);
        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray()];
        }

        Report(Pointer.Append(name), $"must be an array, not {Kind(value)}.");
        return [];
    }

    private ManifestEntry? AsObjectOrNull(JsonElement item, int index, string name) => AsObject(item, Pointer.Append(name).Append(index));

    private ManifestEntry? AsObject(JsonElement value, JsonPointer at)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return new ManifestEntry(value, at, problems);
        }

        Report(at, $"must be an object, not {Kind(value)}.");
        return null;
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
