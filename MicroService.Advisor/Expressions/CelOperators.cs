namespace MicroService.Advisor.Expressions;

/// <summary>What the operators take, and what they give back.</summary>
/// <remarks>github.com/google/cel-spec, doc/langdef.md#list-of-standard-definitions.</remarks>
internal static class CelOperators
{
    private static readonly CelType[] Numbers = [CelType.Integer, CelType.Unsigned, CelType.Number];

    // Whatever has an order; the API server compares numbers of all kinds with each other.
    private static readonly CelKind[] Ordered =
        [CelKind.Any, CelKind.Boolean, CelKind.Integer, CelKind.Unsigned, CelKind.Number, CelKind.Text, CelKind.Bytes, CelKind.Null];

    private static readonly (string Sign, CelType Left, CelType Right, CelType Result)[] Sums =
    [
        .. Numbers.SelectMany(type => new[] { "+", "-", "*", "/" }.Select(sign => (sign, type, type, type))),
        ("%", CelType.Integer, CelType.Integer, CelType.Integer),
        ("%", CelType.Unsigned, CelType.Unsigned, CelType.Unsigned),
        ("+", CelType.Text, CelType.Text, CelType.Text),
        ("+", CelType.Bytes, CelType.Bytes, CelType.Bytes),
        ("+", CelType.List, CelType.List, CelType.List),
        ("+", CelType.Timestamp, CelType.Duration, CelType.Timestamp),
        ("+", CelType.Duration, CelType.Timestamp, CelType.Timestamp),
        ("+", CelType.Duration, CelType.Duration, CelType.Duration),
        ("-", CelType.Timestamp, CelType.Timestamp, CelType.Duration),
        ("-", CelType.Timestamp, CelType.Duration, CelType.Timestamp),
        ("-", CelType.Duration, CelType.Duration, CelType.Duration),
    ];

    /// <summary>The type of an operation; throws <see cref="FormatException"/> if the operator takes no such operands.</summary>
    public static CelType TypeOf(string sign, IReadOnlyList<CelType> types)
    {
        switch (sign)
        {
            case "!" or "&&" or "||":
                return types.FirstOrDefault(static type => !type.Fits(CelType.Boolean)) is { } other
                    ? throw new FormatException($"{sign} takes no {other.Word}") : CelType.Boolean;
            case "?:":
                return !types[0].Fits(CelType.Boolean) ? throw new FormatException($"? takes no {types[0].Word}")
                    : types[1].Fits(types[2]) ? types[1].Kind == types[2].Kind ? types[1] : CelType.Any
                    : throw new FormatException($"?: gives either {types[1].Words} or {types[2].Words}");
            case "==" or "!=":
                return types[0].Fits(types[1]) ? CelType.Boolean : throw Incomparable();
            case "<" or "<=" or ">" or ">=":
                return types.All(static type => Ordered.Contains(type.Kind) || type == CelType.Timestamp || type == CelType.Duration)
                    && (types[0].Fits(types[1]) || (types[0].IsNumber && types[1].IsNumber))
                    ? CelType.Boolean : throw Incomparable();
            case "in":
                return types[1].Kind is not (CelKind.List or CelKind.Map or CelKind.Any)
                        ? throw new FormatException($"in looks into lists and maps, not into {types[1].Words}")
                    : types[1] is { Kind: CelKind.List, Part: { } part } && !types[0].Fits(part)
                        ? throw new FormatException($"in looks for {types[0].Words} in a list of {part.Word}")
                    : CelType.Boolean;
            case "-" when types.Count == 1:
                return types[0].Kind is CelKind.Any or CelKind.Integer or CelKind.Number ? types[0]
                    : throw new FormatException($"- takes no {types[0].Word}");
            default:
                return SumOf(sign, types[0], types[1]);
        }

        FormatException Incomparable() => new($"{sign} can't compare {types[0].Words} with {types[1].Words}");
    }

    private static CelType SumOf(string sign, CelType left, CelType right)
    {
        var fitting = Sums.Where(sum => sum.Sign == sign && left.Fits(sum.Left) && right.Fits(sum.Right)).ToList();
        return fitting switch
        {
            [] => throw new FormatException($"there is no {left.Word} {sign} {right.Word}"),
            [{ Result.Kind: CelKind.List }] when left == right => left,
            [var only] => only.Result,
            _ => CelType.Any,
        };
    }
}
