namespace MicroService.AppHost.Kubernetes.References;

/// <summary>Follows the quotes of a script, so that a variable put into it is one word of text wherever it stands.</summary>
internal sealed class ShellQuoting
{
    private const char Comment = '#';

    // What is open, innermost last: a quote, or the character that closes it.
    private readonly Stack<char> _open = [];
    private bool _isEscaped;
    private bool _hasDocument;
    private char _before = '\n';

    private char Innermost => _open.TryPeek(out var top) ? top : '\0';

    /// <summary>Goes on behind this text.</summary>
    public void Read(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            Read(text[index], index + 1 < text.Length ? text[index + 1] : '\0');
            _before = text[index];
        }
    }

    /// <summary>The value of a variable, as text that no word splitting, globbing or quote of the place changes.</summary>
    public string Variable(string name)
    {
        var place = _open.FirstOrDefault(open => open != '}');
        // A backslash of before must not take the quote: at the end of a line it is nothing, and doubled it is itself.
        var before = !_isEscaped ? string.Empty : place == '"' ? "\\" : "\n";
        (_isEscaped, _before) = (false, name[^1]);
        return before + place switch
        {
            '\'' => $"'\"${{{name}}}\"'",
            '"' or Comment => $"${{{name}}}",
            // Quotes would be text in a here-document.
            _ => _hasDocument ? $"${{{name}}}" : $"\"${{{name}}}\"",
        };
    }

    private void Read(char character, char next)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
            return;
        }

        switch (Innermost, character)
        {
            case ('\'', _):
                Close(character == '\'');
                break;
            case (Comment, _):
                Close(character == '\n');
                break;
            case (_, '\\'):
                _isEscaped = true;
                break;
            case ('"', '"') or ('`', '`') or (')', ')') or ('}', '}'):
                _open.Pop();
                break;
            case (_, '"' or '`'):
                _open.Push(character);
                break;
            case (_, '(') when Innermost != '"' || _before == '$':
                _open.Push(')');
                break;
            case (_, '{') when _before == '$':
                _open.Push('}');
                break;
            case ('"', _):
                break;
            case (_, '\''):
                _open.Push('\'');
                break;
            case (_, '#') when Innermost != '}' && (char.IsWhiteSpace(_before) || _before is ';' or '&' or '|' or '('):
                _open.Push(Comment);
                break;
            case (_, '<') when _before == '<' && next != '<':
                _hasDocument = true;
                break;
        }
    }

    private void Close(bool isEnd)
    {
        if (isEnd)
        {
            _open.Pop();
        }
    }
}
