namespace MicroService.Advisor.Expressions;

/// <summary>Cuts an expression in CEL into its words.</summary>
/// <remarks>github.com/google/cel-spec, doc/langdef.md#syntax.</remarks>
internal ref struct CelScanner(string text)
{
    private static readonly string[] Pairs = ["&&", "||", "==", "!=", "<=", ">="];

    private readonly string _text = text;
    private int _next;

    /// <summary>The next word.</summary>
    public CelWord Next()
    {
        while (_next < _text.Length && (_text[_next] is ' ' or '\t' or '\n' or '\r' or '\f' || IsComment()))
        {
            _next = IsComment() ? EndOfLine() : _next + 1;
        }

        if (_next >= _text.Length)
        {
            return new CelWord(CelWordKind.End, "");
        }

        var start = _next;
        var first = _text[start];
        if (IsText() is { } quote)
        {
            return Text(start, quote);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && start + 1 < _text.Length && char.IsAsciiDigit(_text[start + 1])))
        {
            return Number(start);
        }

        if (char.IsAsciiLetter(first) || first == '_')
        {
            while (_next < _text.Length && (char.IsAsciiLetterOrDigit(_text[_next]) || _text[_next] == '_'))
            {
                _next++;
            }

            return new CelWord(CelWordKind.Name, _text[start.._next]);
        }

        if (first == '`' && _text.IndexOf('`', start + 1) is > 0 and var end)
        {
            _next = end + 1;
            return new CelWord(CelWordKind.Quoted, _text[(start + 1)..end]);
        }

        var pair = start + 1 < _text.Length ? _text.Substring(start, 2) : "";
        var sign = Pairs.Contains(pair) ? pair : "<>+-*/%!?:.,()[]{}".Contains(first, StringComparison.Ordinal) ? first.ToString() : null;
        _next += sign?.Length ?? 1;
        return sign is null ? new CelWord(CelWordKind.Broken, first.ToString()) : new CelWord(CelWordKind.Sign, sign);
    }

    private readonly bool IsComment() => string.CompareOrdinal("//", 0, _text, _next, 2) == 0;

    private readonly int EndOfLine() => _text.IndexOf('\n', _next) is >= 0 and var end ? end : _text.Length;

    // Where the quotes of a text begin, behind its prefixes.
    private readonly int? IsText()
    {
        var at = _next;
        while (at < _text.Length && at < _next + 2 && _text[at] is 'r' or 'R' or 'b' or 'B')
        {
            at++;
        }

        return at < _text.Length && _text[at] is '"' or '\'' ? at : null;
    }

    private CelWord Text(int start, int at)
    {
        var isRaw = _text.AsSpan(start, at - start).ContainsAny('r', 'R');
        var quote = _text[at];
        var isLong = at + 2 < _text.Length && _text[at + 1] == quote && _text[at + 2] == quote;
        var end = isLong ? new string(quote, 3) : quote.ToString();
        for (_next = at + end.Length; _next < _text.Length; _next++)
        {
            if (string.CompareOrdinal(end, 0, _text, _next, end.Length) == 0)
            {
                _next += end.Length;
                return new CelWord(_text.AsSpan(start, at - start).ContainsAny('b', 'B') ? CelWordKind.Bytes : CelWordKind.Text, _text[start.._next]);
            }

            if (_text[_next] == '\\' && !isRaw)
            {
                _next++;
                if (_next < _text.Length && !"abfnrtvxXuU01234567\"'`?\\".Contains(_text[_next], StringComparison.Ordinal))
                {
                    return new CelWord(CelWordKind.Broken, $"\\{_text[_next]}");
                }
            }
            else if (_text[_next] is '\n' or '\r' && !isLong)
            {
                break;
            }
        }

        return new CelWord(CelWordKind.Broken, end);
    }

    private CelWord Number(int start)
    {
        var isHex = _text[start] == '0' && start + 1 < _text.Length && _text[start + 1] is 'x' or 'X';
        _next += isHex ? 2 : 0;
        for (; _next < _text.Length; _next++)
        {
            var character = _text[_next];
            var isExponent = !isHex && character is 'e' or 'E';
            if (isExponent && _next + 1 < _text.Length && _text[_next + 1] is '+' or '-')
            {
                _next++;
            }

            if (!(char.IsAsciiDigit(character) || isExponent || (isHex && char.IsAsciiHexDigit(character))
                || (character == '.' && !isHex && _next + 1 < _text.Length && char.IsAsciiDigit(_text[_next + 1]))))
            {
                break;
            }
        }

        if (_next < _text.Length && _text[_next] is 'u' or 'U')
        {
            _next++;
            return new CelWord(CelWordKind.Unsigned, _text[start.._next]);
        }

        var word = _text[start.._next];
        return new CelWord(word.AsSpan().ContainsAny('.', 'e', 'E') && !isHex ? CelWordKind.Fraction : CelWordKind.Integer, word);
    }
}

/// <summary>A word of an expression.</summary>
internal readonly record struct CelWord(CelWordKind Kind, string Text);

/// <summary>Kinds of words.</summary>
internal enum CelWordKind
{
    /// <summary>Behind the last.</summary>
    End,

    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A field in backquotes.</summary>
    Quoted,

    /// <summary>An operator or bracket.</summary>
    Sign,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A whole number without sign.</summary>
    Unsigned,

    /// <summary>A number with a fraction.</summary>
    Fraction,

    /// <summary>Nothing that CEL knows, or a text without end.</summary>
    Broken,
}
