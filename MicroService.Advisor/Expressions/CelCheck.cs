using System.Globalization;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Expressions;

/// <summary>Judges expressions as the API server compiles them: their syntax, names, functions and types.</summary>
/// <remarks>Types are followed as far as they are certain; costs are not estimated.</remarks>
internal static class CelCheck
{
    // github.com/google/cel-go, parser/options.go.
    private const int Longest = 100_000;

    // Among more names, the nearest takes long to find.
    private const int MostNames = 200;

    private static readonly string[] OfTexts = ["startsWith", "endsWith", "matches", "lowerAscii", "upperAscii", "trim", "split", "substring", "replace", "charAt"];

    /// <summary>What the server has against an expression, or null.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="names">The variables that it may use.</param>
    /// <param name="results">What it may result in.</param>
    public static string? FaultOf(string expression, IReadOnlyDictionary<string, CelType> names, params ReadOnlySpan<CelKind> results)
    {
        if (string.IsNullOrWhiteSpace(expression))
        {
            return "it is empty";
        }

        if (expression.Length > Longest && expression.EnumerateRunes().Count() > Longest)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it has more than {Longest:N0} characters");
        }

        try
        {
            var type = TypeOf(CelParser.Parse(expression), names);
            return results.IsEmpty || type.Kind == CelKind.Any || results.Contains(type.Kind) ? null : $"it results in {Words(type)}, not in {Words(new CelType(results[0]))}";
        }
        catch (FormatException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>The type of an expression, or any if the expression is at fault.</summary>
    public static CelType TypeOf(string expression, IReadOnlyDictionary<string, CelType> names)
    {
        try
        {
            return TypeOf(CelParser.Parse(expression), names);
        }
        catch (FormatException)
        {
            return CelType.Any;
        }
    }

    private static CelType TypeOf(CelNode node, IReadOnlyDictionary<string, CelType> names)
    {
        switch (node)
        {
            case CelNode.Literal literal:
                return literal.Type;
            case CelNode.Name name:
                return names.GetValueOrDefault(name.Text) ?? (CelFunctions.Types.Contains(name.Text) ? CelType.Any
                    : throw new FormatException($"there is no variable {name.Text}{Meant(name.Text, names.Keys)}"));
            case CelNode.Field field:
                return FieldOf(field, names);
            case CelNode.Item item:
                _ = TypeOf(item.Index, names);
                return TypeOf(item.Target, names) is { Kind: CelKind.List or CelKind.Map, Part: { } part } ? part : CelType.Any;
            case CelNode.Collection collection:
                foreach (var member in collection.Parts)
                {
                    _ = TypeOf(member, names);
                }

                return collection.IsMap ? CelType.Map : CelType.List;
            case CelNode.Made made:
                foreach (var value in made.Values)
                {
                    _ = TypeOf(value, names);
                }

                return CelType.Any;
            case CelNode.Operation operation:
                return TypeOf(operation, names);
            case CelNode.Call call:
                return TypeOf(call, names);
            default:
                return CelType.Any;
        }
    }

    private static CelType FieldOf(CelNode.Field field, IReadOnlyDictionary<string, CelType> names)
    {
        if (IsSpace(field.Target, names))
        {
            return CelType.Any;
        }

        var target = TypeOf(field.Target, names);
        switch (target.Kind)
        {
            case CelKind.Object:
                var type = target.FieldOf(field.Text) ?? throw new FormatException(
                    CelType.IsReserved(field.Text) && FieldsOf(target).Contains(field.Text) ? $"{field.Text} is a word of the language, and the field is written __{field.Text}__"
                    : $"there is no field {field.Text}{Meant(field.Text, FieldsOf(target))}");
                return field.IsOptional ? CelType.Any : type;
            case CelKind.Map:
                return field.IsOptional ? CelType.Any : target.Part ?? CelType.Any;
            case CelKind.Any:
                return CelType.Any;
            default:
                throw new FormatException($"{Words(target)} has no field {field.Text}");
        }
    }

    private static IEnumerable<string> FieldsOf(CelType type) =>
        type.Fields?.Keys ?? type.Schema?.Mapping("properties")?.Entries.Select(entry => entry.Name) ?? [];

    private static CelType TypeOf(CelNode.Operation operation, IReadOnlyDictionary<string, CelType> names)
    {
        var types = operation.Operands.Select(operand => TypeOf(operand, names)).ToList();
        var sign = operation.Sign;
        switch (sign)
        {
            case "!" or "&&" or "||":
                foreach (var type in types.Where(type => type.Kind is not (CelKind.Boolean or CelKind.Any)))
                {
                    throw new FormatException($"{sign} takes no {Words(type, isBare: true)}");
                }

                return CelType.Boolean;
            case "?:":
                return types[0].Kind is CelKind.Boolean or CelKind.Any
                    ? types[1].Kind == types[2].Kind ? types[1] : CelType.Any
                    : throw new FormatException($"? takes no {Words(types[0], isBare: true)}");
            case "==" or "!=" or "<" or "<=" or ">" or ">=":
                return Fit(types[0].Kind, types[1].Kind) ? CelType.Boolean
                    : throw new FormatException($"{sign} can't compare {Words(types[0])} with {Words(types[1])}");
            case "in":
                return types[1].Kind is CelKind.List or CelKind.Map or CelKind.Any ? CelType.Boolean
                    : throw new FormatException($"in looks into lists and maps, not into {Words(types[1])}");
            case "+" when types[0].Kind == CelKind.Text != (types[1].Kind == CelKind.Text) && IsPlain(types[0].Kind) && IsPlain(types[1].Kind):
                throw new FormatException($"+ can't join {Words(types[0])} and {Words(types[1])}");
            default:
                return types.TrueForAll(type => type.Kind == types[0].Kind) ? types[0] : CelType.Any;
        }
    }

    // Numbers of both kinds compare, and what may be null depends on the schema.
    private static bool Fit(CelKind one, CelKind other) =>
        one == other || one is CelKind.Any or CelKind.Null || other is CelKind.Any or CelKind.Null
        || (one is CelKind.Integer or CelKind.Number && other is CelKind.Integer or CelKind.Number)
        || (one is CelKind.Map or CelKind.Object && other is CelKind.Map or CelKind.Object);

    private static bool IsPlain(CelKind kind) => kind is CelKind.Boolean or CelKind.Integer or CelKind.Number or CelKind.Text;

    private static CelType TypeOf(CelNode.Call call, IReadOnlyDictionary<string, CelType> names)
    {
        var isSpace = call.Target is not null && IsSpace(call.Target, names);
        var target = call.Target is null || isSpace ? null : TypeOf(call.Target, names);
        if (CelFunctions.Find(call.Function) is not { } result)
        {
            throw new FormatException($"there is no function {call.Function}");
        }

        if (call.Function == "bind" && isSpace && call.Arguments is [CelNode.Name bound, var value, var body])
        {
            return TypeOf(body, With(names, (bound.Text, TypeOf(value, names))));
        }

        if (target is not null && CelFunctions.Macros.Contains(call.Function) && call.Arguments.Count > 1 && call.Arguments[0] is CelNode.Name)
        {
            return TypeOfMacro(call, target, names) ?? result;
        }

        if (call is { Function: "has", Target: null } && call.Arguments is not [CelNode.Field])
        {
            throw new FormatException("has takes a field, such as has(object.spec)");
        }

        foreach (var argument in call.Arguments)
        {
            _ = TypeOf(argument, names);
        }

        if (target is { Kind: CelKind.Boolean or CelKind.Integer or CelKind.Number or CelKind.List or CelKind.Map or CelKind.Object } && OfTexts.Contains(call.Function))
        {
            throw new FormatException($"{Words(target)} has no {call.Function}");
        }

        return result;
    }

    private static CelType? TypeOfMacro(CelNode.Call call, CelType target, IReadOnlyDictionary<string, CelType> names)
    {
        var isOptional = call.Function is "optMap" or "optFlatMap";
        if (!isOptional && target.Kind is CelKind.Boolean or CelKind.Integer or CelKind.Number or CelKind.Text or CelKind.Object)
        {
            throw new FormatException($"{Words(target)} has no items for {call.Function}");
        }

        var second = call.Arguments.Count > 2 && call.Function is not "map" ? call.Arguments[1] as CelNode.Name : null;
        var part = isOptional ? CelType.Any : target.Part ?? CelType.Any;
        var first = (call.Arguments[0] as CelNode.Name)!.Text;
        var inner = second is null
            ? With(names, (first, target.Kind switch { CelKind.List => part, CelKind.Map => CelType.Text, _ => CelType.Any }))
            : With(names, (first, CelType.Any), (second.Text, part));
        var last = CelType.Any;
        foreach (var argument in call.Arguments.Skip(second is null ? 1 : 2))
        {
            last = TypeOf(argument, inner);
        }

        return call.Function switch
        {
            // Of a map, the keys.
            "filter" when target.Kind == CelKind.Map => new CelType(CelKind.List, Part: CelType.Text),
            "filter" => target,
            "map" => new CelType(CelKind.List, Part: last),
            "all" or "exists" or "exists_one" or "existsOne" when last.Kind is not (CelKind.Boolean or CelKind.Any) =>
                throw new FormatException($"{call.Function} takes a condition, not {Words(last)}"),
            _ => null,
        };
    }

    private static bool IsSpace(CelNode node, IReadOnlyDictionary<string, CelType> names) => node switch
    {
        CelNode.Name name => !names.ContainsKey(name.Text) && CelFunctions.Spaces.Contains(name.Text),
        CelNode.Field field => IsSpace(field.Target, names),
        _ => false,
    };

    private static Dictionary<string, CelType> With(IReadOnlyDictionary<string, CelType> names, params ReadOnlySpan<(string Name, CelType Type)> more)
    {
        var all = new Dictionary<string, CelType>(names, StringComparer.Ordinal);
        foreach (var (name, type) in more)
        {
            all[name] = type;
        }

        return all;
    }

    private static string Meant(string name, IEnumerable<string> known) =>
        (known.TryGetNonEnumeratedCount(out var count) ? count : 0) <= MostNames && NameDistance.Nearest(name, known).Names is [var near, ..] ? $"; {near} is, perhaps, what is meant" : "";

    private static string Words(CelType type, bool isBare = false)
    {
        var (article, word) = type.Kind switch
        {
            CelKind.Boolean => ("a ", "condition"),
            CelKind.Integer => ("a ", "whole number"),
            CelKind.Number => ("a ", "number"),
            CelKind.Text => ("a ", "text"),
            CelKind.List => ("a ", "list"),
            CelKind.Map => ("a ", "map"),
            CelKind.Object => ("an ", "object"),
            CelKind.Null => ("", "null"),
            _ => ("", "anything"),
        };
        return isBare ? word : article + word;
    }
}
