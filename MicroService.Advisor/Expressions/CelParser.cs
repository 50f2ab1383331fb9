namespace MicroService.Advisor.Expressions;

/// <summary>Reads an expression in CEL.</summary>
/// <remarks>github.com/google/cel-spec, doc/langdef.md#syntax.</remarks>
internal ref struct CelParser
{
    // github.com/google/cel-go, parser/options.go: what the API server takes.
    private const int Deepest = 250;

    // From the loosest to the tightest.
    private static readonly string[][] Signs = [["||"], ["&&"], ["<", "<=", ">", ">=", "==", "!=", "in"], ["+", "-"], ["*", "/", "%"]];

    private CelScanner _scanner;
    private CelWord _word;
    private int _depth;

    private CelParser(string text)
    {
        _scanner = new CelScanner(text);
        _word = _scanner.Next();
    }

    /// <summary>The expression of a text; throws <see cref="FormatException"/> with what is wrong with it.</summary>
    public static CelNode Parse(string text)
    {
        var parser = new CelParser(text);
        var node = parser.Expression();
        return parser._word.Kind == CelWordKind.End ? node : throw parser.Unexpected();
    }

    private CelNode Expression()
    {
        if (++_depth > Deepest)
        {
            throw TooDeep();
        }

        var node = Binary(0);
        if (Takes("?"))
        {
            var whole = Binary(0);
            if (_word is { Kind: CelWordKind.Sign, Text: "?" })
            {
                throw new FormatException("between ? and : another ? needs parentheses");
            }

            Expect(":");
            node = new CelNode.Operation("?:", [node, whole, Expression()]);
        }

        _depth--;
        return node;
    }

    private CelNode Binary(int level)
    {
        if (level == Signs.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (IsSign(level))
        {
            var sign = _word.Text;
            Move();
            left = Shallow(new CelNode.Operation(sign, sign is "||" or "&&" ? [left, .. Operands(level)] : [left, Binary(level + 1)]));
        }

        return left;
    }

    // However many there are, they are side by side.
    private List<CelNode> Operands(int level)
    {
        var operands = new List<CelNode> { Binary(level + 1) };
        while (IsSign(level))
        {
            Move();
            operands.Add(Binary(level + 1));
        }

        return operands;
    }

    private readonly bool IsSign(int level) =>
        _word.Kind == (_word.Text == "in" ? CelWordKind.Name : CelWordKind.Sign) && Signs[level].Contains(_word.Text);

    // Whoever looks at a node looks at what is in it before.
    private static CelNode Shallow(CelNode node) => node.Depth <= Deepest ? node : throw TooDeep();

    private static FormatException TooDeep() => new("it is nested too deeply");

    private CelNode Unary()
    {
        if (_word is not { Kind: CelWordKind.Sign, Text: "!" or "-" })
        {
            return Member();
        }

        var sign = _word.Text;
        if (++_depth > Deepest)
        {
            throw TooDeep();
        }

        Move();
        // Several of one sign, not both in turn.
        if (_word.Kind == CelWordKind.Sign && _word.Text is "!" or "-" && _word.Text != sign)
        {
            throw Unexpected();
        }

        // The least int has no positive counterpart.
        if (sign == "-" && _word is { Kind: CelWordKind.Integer, Text: "9223372036854775808" })
        {
            Move();
            _depth--;
            return new CelNode.Literal(CelType.Integer);
        }

        var operand = Unary();
        _depth--;
        return new CelNode.Operation(sign, [operand]);
    }

    private CelNode Member()
    {
        var node = Primary();
        while (true)
        {
            if (Takes("."))
            {
                var isOptional = Takes("?");
                var field = _word;
                if (field.Kind != CelWordKind.Quoted && (field.Kind != CelWordKind.Name || field.Text is "in" or "true" or "false" or "null"))
                {
                    throw Unexpected();
                }

                Move();
                node = Shallow(field.Kind == CelWordKind.Name && !isOptional && Takes("(")
                    ? new CelNode.Call(node, field.Text, List(")"))
                    : new CelNode.Field(node, field.Text, isOptional));
            }
            else if (Takes("["))
            {
                var isOptional = Takes("?");
                node = Shallow(new CelNode.Item(node, Expression(), isOptional));
                Expect("]");
            }
            else if (_word is { Kind: CelWordKind.Sign, Text: "{" } && IsTypeName(node))
            {
                Move();
                node = new CelNode.Made(Fields());
            }
            else
            {
                return node;
            }
        }
    }

    private static bool IsTypeName(CelNode node) => node is CelNode.Name || (node is CelNode.Field { IsOptional: false } field && IsTypeName(field.Target));

    private CelNode Primary()
    {
        var word = _word;
        switch (word.Kind)
        {
            case CelWordKind.Text or CelWordKind.Bytes or CelWordKind.Integer or CelWordKind.Unsigned or CelWordKind.Fraction:
                Move();
                return word.Kind switch
                {
                    CelWordKind.Text => new CelNode.Literal(CelType.Text, CelLiteral.TextOf(word.Text)),
                    CelWordKind.Integer when !CelLiteral.IsInt(word.Text) =>
                        throw new FormatException($"{word.Text} does not fit into an int of 64 bits"),
                    CelWordKind.Integer => new CelNode.Literal(CelType.Integer),
                    CelWordKind.Unsigned when !CelLiteral.IsUint(word.Text) =>
                        throw new FormatException($"{word.Text} does not fit into a uint of 64 bits"),
                    CelWordKind.Unsigned => new CelNode.Literal(CelType.Unsigned),
                    CelWordKind.Fraction => new CelNode.Literal(CelType.Number),
                    _ => new CelNode.Literal(CelType.Bytes),
                };
            case CelWordKind.Name when word.Text is "true" or "false" or "null":
                Move();
                return new CelNode.Literal(word.Text == "null" ? CelType.Null : CelType.Boolean);
            case CelWordKind.Name when word.Text != "in":
                return Name();
            case CelWordKind.Sign when Takes("("):
                var inner = Expression();
                Expect(")");
                return inner;
            case CelWordKind.Sign when Takes("["):
                return new CelNode.Collection(IsMap: false, List("]"));
            case CelWordKind.Sign when Takes("{"):
                return Map();
            case CelWordKind.Sign when Takes("."):
                return _word.Kind == CelWordKind.Name ? Name() : throw Unexpected();
            default:
                throw Unexpected();
        }
    }

    private CelNode Name()
    {
        var name = _word.Text;
        if (CelType.IsReserved(name))
        {
            throw new FormatException($"{name} is a reserved word");
        }

        Move();
        return Takes("(") ? new CelNode.Call(null, name, List(")")) : new CelNode.Name(name);
    }

    private List<CelNode> List(string end)
    {
        var items = new List<CelNode>();
        while (!Takes(end))
        {
            items.Add(end == "]" && Takes("?") ? new CelNode.Perhaps(Expression()) : Expression());
            if (!Takes(","))
            {
                Expect(end);
                break;
            }
            else if (end == ")" && _word is { Kind: CelWordKind.Sign, Text: ")" })
            {
                throw Unexpected();
            }
        }

        return items;
    }

    private CelNode.Collection Map()
    {
        var parts = new List<CelNode>();
        while (!Takes("}"))
        {
            var isOptional = Takes("?");
            parts.Add(Expression());
            Expect(":");
            parts.Add(isOptional ? new CelNode.Perhaps(Expression()) : Expression());
            if (!Takes(","))
            {
                Expect("}");
                break;
            }
        }

        return new CelNode.Collection(IsMap: true, parts);
    }

    private List<CelNode> Fields()
    {
        var values = new List<CelNode>();
        while (!Takes("}"))
        {
            _ = Takes("?");
            if (_word.Kind is not (CelWordKind.Name or CelWordKind.Quoted))
            {
                throw Unexpected();
            }

            Move();
            Expect(":");
            values.Add(Expression());
            if (!Takes(","))
            {
                Expect("}");
                break;
            }
        }

        return values;
    }

    private bool Takes(string sign)
    {
        var isNext = _word.Kind == CelWordKind.Sign && _word.Text == sign;
        if (isNext)
        {
            Move();
        }

        return isNext;
    }

    private void Expect(string sign)
    {
        if (!Takes(sign))
        {
            throw new FormatException(_word.Kind == CelWordKind.End ? $"it ends without {sign}" : $"{sign} is missing before {_word.Text}");
        }
    }

    private void Move() => _word = _scanner.Next();

    private readonly FormatException Unexpected() => new(_word.Kind switch
    {
        CelWordKind.End => "it ends too early",
        CelWordKind.Broken when _word.Text is "=" => "= is no operator: write ==",
        CelWordKind.Broken when _word.Text is "&" or "|" => $"{_word.Text} is no operator: write {_word.Text}{_word.Text}",
        CelWordKind.Broken when _word.Text.Contains('"', StringComparison.Ordinal) || _word.Text.Contains('\'', StringComparison.Ordinal) => $"a text has no end ({_word.Text})",
        _ when _word.Text is "and" or "or" or "not" => $"{_word.Text} is no operator: write {_word.Text switch { "and" => "&&", "or" => "||", _ => "!" }}",
        _ => $"{_word.Text} stands where none may",
    });
}
