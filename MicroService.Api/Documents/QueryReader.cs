using System.Globalization;
using MicroService.Api.History;
using MicroService.Api.Problems;

namespace MicroService.Api.Documents;

/// <summary>Reads query parameters and collects what is wrong with them, all of it.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private const int MaxNameLength = 255;

    private readonly List<string> _wrong = [];

    /// <summary>The problem to answer with; null if all is well.</summary>
    public ProblemResult? Problem => _wrong.Count == 0 ? null : new ProblemResult(ProblemType.InvalidParameter, string.Join(' ', _wrong));

    /// <summary>True or false; false if it is not given.</summary>
    public bool Switch(string name)
    {
        if (Text(name) is not { } text)
        {
            return false;
        }

        if (!bool.TryParse(text, out var value))
        {
            _wrong.Add($"{name} must be true or false.");
        }

        return value;
    }

    /// <summary>A whole number between two others.</summary>
    public int Number(string name, int fallback, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }

        _wrong.Add($"{name} must be a whole number from {min} to {max}.");
        return fallback;
    }

    /// <summary>A position in the history, from a page's <c>next</c>.</summary>
    public AuditCursor? Cursor(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (AuditCursor.TryParse(text, out var cursor))
        {
            return cursor;
        }

        _wrong.Add($"{name} must be a cursor from the page before.");
        return null;
    }

    /// <summary>An id, which must be given.</summary>
    public Guid Id(string name)
    {
        if (Guid.TryParse(Text(name), out var id))
        {
            return id;
        }

        _wrong.Add($"{name} must be an id.");
        return default;
    }

    /// <summary>A word of a few; the first if it is not given.</summary>
    public string Choice(string name, params ReadOnlySpan<string> words)
    {
        if (Text(name) is not { } text)
        {
            return words[0];
        }

        if (words.Contains(text))
        {
            return text;
        }

        _wrong.Add($"{name} must be one of {string.Join(", ", words!)}.");
        return words[0];
    }

    /// <summary>A name, or a part of one, of Kubernetes; null if it is not given.</summary>
    public string? Name(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (text.Length is > 0 and <= MaxNameLength && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or ':'))
        {
            return text;
        }

        _wrong.Add($"{name} must be a name as Kubernetes has them.");
        return null;
    }

    /// <summary>A position that <paramref name="parse"/> reads; null if it is not given.</summary>
    public T? Position<T>(string name, Func<string, T?> parse)
        where T : class
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (parse(text) is { } position)
        {
            return position;
        }

        _wrong.Add($"{name} must be a cursor from the page before.");
        return null;
    }

    /// <summary>A relative path without control characters.</summary>
    public string FileName(string name, string fallback)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        if (text.Length is > 0 and <= MaxNameLength && !text.Any(char.IsControl))
        {
            return text;
        }

        _wrong.Add($"{name} must have 1 to {MaxNameLength} characters and no control characters.");
        return fallback;
    }

    private string? Text(string name)
    {
        if (!query.TryGetValue(name, out var values))
        {
            return null;
        }

        if (values.Count > 1)
        {
            _wrong.Add($"{name} must be given once.");
        }

        return values[0];
    }
}
