using System.Buffers;
using System.Text;

namespace MicroService.Publishing.Scripts;

/// <summary>Puts variables into places of a script, each so that its value is text there, whatever is in it; and says where it can't.</summary>
internal sealed class ShellVariables
{
    private static readonly string[] ShellsWithAnsiQuotes = ["bash", "zsh", "ksh"];
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\n;&|()<>\0");
    private static readonly SearchValues<char> Safe = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    private readonly string _text;
    private readonly IReadOnlyDictionary<int, string> _places;
    private readonly bool _hasAnsiQuotes;
    private readonly StringBuilder _written = new();
    private readonly ShellStack _open = new();
    private readonly List<HereDocument> _documents = [];
    private int _at;
    private char _before = '\n';
    private bool _isEscaped;
    private bool _isLost;
    private string? _problem;

    private ShellVariables(string text, IReadOnlyDictionary<int, string> places, string shell) =>
        (_text, _places, _hasAnsiQuotes) = (text, places, ShellsWithAnsiQuotes.Contains(shell));

    /// <summary>The script with its variables, or where a variable can't be put, such as "within arithmetic".</summary>
    /// <param name="text">The script, with any character at each place.</param>
    /// <param name="places">The names of the variables, by index.</param>
    /// <param name="shell">The shell that reads it.</param>
    public static (string Script, string? Problem) Put(string text, IReadOnlyDictionary<int, string> places, string shell)
    {
        var script = new ShellVariables(text, places, shell);
        script.Read(text.Length);
        return (script._written.ToString(), script._problem);
    }

    private void Read(int end)
    {
        while (_at < end && _problem is null)
        {
            if (_places.TryGetValue(_at, out var name))
            {
                _problem = Refusal();
                _written.Append(Variable(name));
                (_isEscaped, _before) = (false, 'x');
                _at++;
            }
            else
            {
                Character(_text[_at], end);
            }
        }
    }

    private string? Refusal()
    {
        var quoting = _open.Quoting;
        var expands = !quoting.IsVerbatim && quoting.What is not (ShellFrame.Kind.Single or ShellFrame.Kind.Ansi or ShellFrame.Kind.Comment);
        return _isLost ? "where its quotes can't be followed"
            : _before == '$' && expands ? "behind a dollar sign"
            : _isEscaped && _open.IsIn(ShellFrame.Kind.Backticks) ? "behind a backslash within backticks"
            : quoting.What == ShellFrame.Kind.Ansi && (_isEscaped || quoting.EndsInEscape(_text, _at)) ? "within an escape of $'…'"
            : _open.Refusal;
    }

    private string Variable(string name)
    {
        var frame = _open.Quoting;
        if (frame.What == ShellFrame.Kind.Ansi)
        {
            (frame.Start, frame.HasVariable) = (_at + 1, true);
        }

        // A backslash of before must not take the quote: at the end of a line it is nothing, and doubled it is itself.
        var before = !_isEscaped ? "" : frame.What == ShellFrame.Kind.Command ? "\n" : "\\";
        return before + frame.What switch
        {
            ShellFrame.Kind.Single => $"'\"${{{name}}}\"'",
            ShellFrame.Kind.Ansi => $"'\"${{{name}}}\"{(_hasAnsiQuotes ? "$'" : "'")}",
            ShellFrame.Kind.Double or ShellFrame.Kind.Comment or ShellFrame.Kind.Document => $"${{{name}}}",
            _ => $"\"${{{name}}}\"",
        };
    }

    private void Character(char character, int end)
    {
        var next = _at + 1 < end && !_places.ContainsKey(_at + 1) ? _text[_at + 1] : '\0';
        _at++;
        if (_open.Top.IsVerbatim)
        {
            _written.Append(character is '\\' or '$' or '`' ? "\\" : "").Append(character);
            return;
        }

        _written.Append(character);
        if (_isEscaped)
        {
            // Backticks take one of two backslashes before anything else is looked at.
            _isLost |= character is '\\' or '$' or '`' && _open.IsIn(ShellFrame.Kind.Backticks);
            (_isEscaped, _before) = (false, 'x');
            return;
        }

        switch (_open.Top.What)
        {
            case ShellFrame.Kind.Single or ShellFrame.Kind.Ansi or ShellFrame.Kind.Comment:
                Verbatim(character);
                break;
            case ShellFrame.Kind.Double or ShellFrame.Kind.Document:
                Quoted(character, next);
                break;
            default:
                Code(character, next);
                break;
        }

        _before = character == '$' && _before == '$' ? 'x' : _text[_at - 1];
        if (character == '\n' && _documents.Count > 0 && _open.Top.What == ShellFrame.Kind.Command)
        {
            Documents();
        }
    }

    private void Verbatim(char character)
    {
        _isLost |= character == '`' && _open.IsIn(ShellFrame.Kind.Backticks);
        if (_open.Top.What == ShellFrame.Kind.Ansi && character == '\\')
        {
            _isEscaped = true;
            // A shell that does not know these quotes takes the backslash for itself.
            _isLost |= !_hasAnsiQuotes;
            _problem = !_hasAnsiQuotes && _open.Top.HasVariable ? "within $'…', which not every sh knows" : _problem;
        }
        else if (character == (_open.Top.What == ShellFrame.Kind.Comment ? '\n' : '\''))
        {
            _open.Close();
        }
    }

    private void Quoted(char character, char next)
    {
        if (character == '"' && _open.Top.What == ShellFrame.Kind.Double)
        {
            _open.Close();
        }
        else if (character == '\\')
        {
            _isEscaped = true;
        }
        else
        {
            Substitution(character, next);
        }
    }

    private void Code(char character, char next)
    {
        var top = _open.Top;
        switch (character)
        {
            case '\\':
                _isEscaped = true;
                break;
            case '}' when top.What == ShellFrame.Kind.Expansion:
            case ')' when top.What == ShellFrame.Kind.Arithmetic || (top.What == ShellFrame.Kind.Command && top.Cases == 0 && _open.Depth > 1):
                _isLost |= _documents.Count > 0;
                _open.Close();
                break;
            case ')' when top.What == ShellFrame.Kind.Command && _open.Depth > 1:
            case '\'' when _open.IsQuotedText:
                // The end of a pattern or of its commands; text, or a quote that bash wants closed.
                _isLost = true;
                break;
            case '\'':
                Open(_before == '$' ? ShellFrame.Kind.Ansi : ShellFrame.Kind.Single);
                break;
            case '"':
                // Shells differ in what these are within a here-document.
                _isLost |= _open.Quoting.What == ShellFrame.Kind.Document;
                Open(ShellFrame.Kind.Double);
                break;
            case '(' when top.What != ShellFrame.Kind.Expansion && _before != '$':
                Open(next == '(' || top.What == ShellFrame.Kind.Arithmetic ? ShellFrame.Kind.Arithmetic : ShellFrame.Kind.Command);
                break;
            case '#' when top.What is ShellFrame.Kind.Command or ShellFrame.Kind.Backticks && Ends.Contains(_before):
                Open(ShellFrame.Kind.Comment);
                break;
            case '<' when _before == '<' && top.What is ShellFrame.Kind.Command or ShellFrame.Kind.Backticks:
                Document(next);
                break;
            default:
                CountCases(next);
                Substitution(character, next);
                break;
        }
    }

    private void Substitution(char character, char next)
    {
        if (character == '`' && _open.Top.What == ShellFrame.Kind.Backticks)
        {
            _open.Close();
        }
        else if (character == '`')
        {
            _isLost |= _open.IsIn(ShellFrame.Kind.Backticks);
            Open(ShellFrame.Kind.Backticks);
        }
        else if (character == '(' && _before == '$')
        {
            Open(next == '(' ? ShellFrame.Kind.Arithmetic : ShellFrame.Kind.Command);
        }
        else if (character == '{' && _before == '$')
        {
            _open.Open(ShellFrame.Expansion(_text, _at, HasPlaces));
        }
    }

    private void Open(ShellFrame.Kind kind) => _open.Open(new ShellFrame(kind) { Start = _at });

    private bool HasPlaces(int start, int end) => _places.Keys.Any(place => place >= start && place < end);

    private void CountCases(char next)
    {
        var start = _at - 4;
        if (Ends.Contains(next) && start >= 0 && (start == 0 || Ends.Contains(_text[start - 1])))
        {
            var top = _open.Top;
            top.Cases = Math.Max(0, top.Cases + (_text.AsSpan(start, 4) switch { "case" => 1, "esac" => -1, _ => 0 }));
        }
    }

    // Its text begins behind the end of the line.
    private void Document(char next)
    {
        if (next == '<')
        {
            _written.Append(_text[_at++]);
            return;
        }

        var document = HereDocument.At(_text, _at);
        // Places in the delimiter, other quotes, and whatever backticks do to it.
        _isLost |= document is null || HasPlaces(_at, document.End + 1) || _open.IsIn(ShellFrame.Kind.Backticks);
        if (document is not null && !_isLost)
        {
            _documents.Add(document with { Written = _written.Length + document.Start - _at });
            _written.Append(_text, _at, document.End - _at);
            _at = document.End;
        }
    }

    private void Documents()
    {
        HereDocument[] documents = [.. _documents];
        _documents.Clear();
        for (var index = 0; index < documents.Length && _problem is null; index++)
        {
            var end = documents[index].EndIn(_text, _at);
            if (documents[index].IsVerbatim && HasPlaces(_at, end) && !_isLost)
            {
                Unquote(documents, index);
            }

            if (HasPlaces(_at, end) || !documents[index].IsVerbatim)
            {
                var depth = _open.Depth;
                _open.Open(new ShellFrame(ShellFrame.Kind.Document) { IsVerbatim = documents[index].IsVerbatim });
                Read(end);
                // Something that is open at the end of its text is not what it seems.
                _isLost |= _open.Depth != depth + 1 || _isEscaped || _at > end;
                _open.CloseTo(depth);
            }

            var line = _text.IndexOf('\n', end) is >= 0 and var at ? at + 1 : _text.Length;
            _written.Append(_text, _at, Math.Max(0, line - _at));
            (_at, _before, _isEscaped) = (Math.Max(_at, line), '\n', false);
        }
    }

    // Without quotes the shell fills in variables, and what else it would take for something in the text gets a backslash.
    private void Unquote(HereDocument[] documents, int index)
    {
        var delimiter = documents[index].Delimiter;
        if (delimiter.Length == 0 || delimiter.AsSpan().IndexOfAnyExcept(Safe) >= 0)
        {
            _problem = "in a here-document whose delimiter needs its quotes";
            return;
        }

        var length = documents[index].Word.Length;
        _written.Remove(documents[index].Written, length).Insert(documents[index].Written, delimiter);
        for (var later = index + 1; later < documents.Length; later++)
        {
            documents[later] = documents[later] with { Written = documents[later].Written - length + delimiter.Length };
        }
    }
}
