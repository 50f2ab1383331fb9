using System.Collections.Frozen;

namespace MicroService.Advisor.Expressions;

/// <summary>One form of a function, such as <c>string.substring(int[, int]) string</c>.</summary>
/// <param name="Name">Its name, with the names before it that are part of it.</param>
/// <param name="Receivers">The types that it is called on; empty if it is called on nothing.</param>
/// <param name="Arguments">The types that each argument may have.</param>
/// <param name="Needed">How many arguments it needs; those behind may be left out.</param>
/// <param name="Result">What it gives back.</param>
/// <param name="Text">The form as it is written, without what it gives back.</param>
internal sealed record CelForm(
    string Name, IReadOnlyList<CelType> Receivers, IReadOnlyList<IReadOnlyList<CelType>> Arguments, int Needed, CelType Result, string Text)
{
    private static readonly FrozenDictionary<string, CelType> Types = new Dictionary<string, CelType>(StringComparer.Ordinal)
    {
        ["any"] = CelType.Any,
        ["bool"] = CelType.Boolean,
        ["int"] = CelType.Integer,
        ["uint"] = CelType.Unsigned,
        ["double"] = CelType.Number,
        ["string"] = CelType.Text,
        ["bytes"] = CelType.Bytes,
        ["timestamp"] = CelType.Timestamp,
        ["duration"] = CelType.Duration,
        ["list"] = CelType.List,
        ["list(string)"] = new(CelKind.List, Part: CelType.Text),
        ["map"] = CelType.Map,
        ["optional_type"] = CelType.Optional,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads a form.</summary>
    public static CelForm Parse(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.IndexOf(") ", StringComparison.Ordinal);
        var path = text[..open];
        var dot = path.LastIndexOf('.');
        var receivers = dot < 0 ? [] : TypesOf(path[..dot]);
        var needed = text[(open + 1)..close];
        var optional = needed.IndexOf('[', StringComparison.Ordinal);
        var arguments = needed.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new CelForm(
            receivers.Length > 0 ? path[(dot + 1)..] : path,
            receivers,
            [.. arguments.Select(TypesOf)],
            optional < 0 ? arguments.Length : needed[..optional].Split(',', StringSplitOptions.RemoveEmptyEntries).Length,
            TypesOf(text[(close + 2)..])[0],
            text[..(close + 1)]);
    }

    /// <summary>Whether it may be called so, as far as the types are known.</summary>
    public bool Takes(CelType? receiver, IReadOnlyList<CelType> arguments) =>
        (receiver is null) == (Receivers.Count == 0)
        && (receiver is null || Receivers.Any(receiver.Fits))
        && arguments.Count >= Needed && arguments.Count <= Arguments.Count
        && arguments.Zip(Arguments).All(static pair => pair.Second.Any(pair.First.Fits));

    // A capital begins what is no type of the language, but of a library: Quantity.
    private static CelType[] TypesOf(string words)
    {
        var types = words.Split('|')
            .Select(static word => Types.GetValueOrDefault(word) ?? (char.IsAsciiLetterUpper(word[0]) ? CelType.Named(word) : null))
            .OfType<CelType>().ToArray();
        return types.Length > words.AsSpan().Count('|') ? types : [];
    }
}
