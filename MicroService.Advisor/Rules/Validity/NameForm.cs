using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>A form that the API server asks of a text, and how to tell a reader.</summary>
/// <param name="Words">What to write, behind <c>Write</c>.</param>
/// <param name="Fits">Whether a text has the form.</param>
internal sealed record NameForm(string Words, Func<string, bool> Fits)
{
    /// <summary>A label of a host name.</summary>
    public static NameForm Label { get; } = new(
        "lowercase letters, digits and hyphens, at most 63 characters, with a letter or digit at both ends", text => ValidName.IsDnsLabel(text));

    /// <summary>A label of a host name that begins with a letter.</summary>
    public static NameForm LetterLabel { get; } = new(
        "lowercase letters, digits and hyphens, at most 63 characters, with a letter first and a letter or digit last", text => ValidName.IsDns1035Label(text));

    /// <summary>A host name, which is what most objects' names are.</summary>
    public static NameForm Subdomain { get; } = new(
        "lowercase letters, digits, hyphens and dots, with a letter or digit at both ends and beside each dot", text => ValidName.IsDnsSubdomain(text));

    /// <summary>A host name whose first label may be a wildcard.</summary>
    public static NameForm Host { get; } = new(
        "a host name in lowercase letters, such as app.example.com or *.example.com, without scheme, port and path",
        text => ValidName.IsHost(text));

    /// <summary>What the key of a label may be.</summary>
    public static NameForm Qualified { get; } = new(
        "letters, digits, hyphens, dots and underscores, at most 63 characters, with a letter or digit at both ends; a domain and / may precede them",
        text => ValidName.IsQualifiedName(text));

    /// <summary>The value of a label.</summary>
    public static NameForm LabelValue { get; } = new(
        "nothing, or letters, digits, hyphens, dots and underscores, at most 63 characters, with a letter or digit at both ends", text => ValidName.IsLabelValue(text));

    /// <summary>The name of a port of a container.</summary>
    public static NameForm PortName { get; } = new(
        "at most 15 lowercase letters, digits and single hyphens, at least one of them a letter, with a letter or digit at both ends",
        text => text.Length <= 15 && ValidName.IsDnsLabel(text) && text.Any(char.IsAsciiLetterLower) && !text.Contains("--", StringComparison.Ordinal));

    /// <summary>A part of a path, which is what the names of roles may be.</summary>
    public static NameForm PathSegment { get; } = new(
        "a name without / and %", text => text is not ("." or "..") && !text.AsSpan().ContainsAny('/', '%'));

    /// <summary>The key of a ConfigMap or Secret, which becomes the name of a file.</summary>
    public static NameForm DataKey { get; } = new(
        "letters, digits, hyphens, dots and underscores, at most 253 characters, and no two dots first",
        text => text.Length is > 0 and <= ValidName.LongestSubdomain && text != "." && !text.StartsWith("..", StringComparison.Ordinal)
            && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'));

    /// <summary>A path from the root of the file system that stays below it.</summary>
    public static NameForm Path { get; } = new("a path without .. in it", text => !text.Split('/').Contains(".."));
}
