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

    // Among more forms of a function, nobody looks for the right one.
    private const int MostForms = 4;

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
            return results.IsEmpty || type.Kind == CelKind.Any || results.Contains(type.Kind) ? null
                : $"it results in {type.Words}, not in {new CelType(results[0]).Words}";
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
                var part = ItemOf(TypeOf(item.Target, names), TypeOf(item.Index, names));
                return item.IsOptional ? CelType.Optional : part;
            case CelNode.Perhaps perhaps:
                _ = TypeOf(perhaps.Value, names);
                return CelType.Any;
            case CelNode.Collection { IsMap: true } map:
                AllAlike(map.Parts.Where(static (_, i) => i % 2 == 0), "the keys of a map", names);
                return new CelType(CelKind.Map, Part: AllAlike(map.Parts.Where(static (_, i) => i % 2 == 1), "the values of a map", names));
            case CelNode.Collection list:
                return new CelType(CelKind.List, Part: AllAlike(list.Parts, "the items of a list", names));
            case CelNode.Made made:
                foreach (var value in made.Values)
                {
                    _ = TypeOf(value, names);
                }

                return CelType.Any;
            case CelNode.Operation operation:
                return CelOperators.TypeOf(operation.Sign, [.. operation.Operands.Select(operand => TypeOf(operand, names))]);
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
                    CelType.IsReserved(field.Text) && FieldsOf(target).Contains(field.Text)
                        ? $"{field.Text} is a word of the language, and the field is written __{field.Text}__"
                    : $"there is no field {field.Text}{Meant(field.Text, FieldsOf(target))}");
                return field.IsOptional ? CelType.Optional : type;
            case CelKind.Map:
                return field.IsOptional ? CelType.Optional : target.Part ?? CelType.Any;
            // A field of what may be missing may be missing, too.
            case CelKind.Any or CelKind.Named when target == CelType.Optional || (target.Kind == CelKind.Any && field.IsOptional):
                return CelType.Optional;
            case CelKind.Any:
                return CelType.Any;
            default:
                throw new FormatException($"{target.Words} has no field {field.Text}");
        }
    }

    private static CelType ItemOf(CelType target, CelType index)
    {
        switch (target.Kind)
        {
            case CelKind.List when !(index.Kind == CelKind.Any || index.IsNumber):
                throw new FormatException($"the items of a list have numbers, and {index.Words} is none");
            case CelKind.List or CelKind.Map:
                return target.Part ?? CelType.Any;
            case CelKind.Boolean or CelKind.Integer or CelKind.Unsigned or CelKind.Number or CelKind.Text or CelKind.Bytes:
                throw new FormatException($"{target.Words} has no items");
            default:
                return CelType.Any;
        }
    }

    // What differs is told apart by kinds that are certain.
    private static CelType AllAlike(IEnumerable<CelNode> parts, string what, IReadOnlyDictionary<string, CelType> names)
    {
        var types = parts.Select(part => TypeOf(part, names)).ToList();
        var first = types.Find(static type => type.Kind is not (CelKind.Any or CelKind.Null));
        if (types.Find(type => first is not null && !type.Fits(first)) is { } other)
        {
            throw new FormatException($"{what} are of several types: {first!.Word} and {other.Word}");
        }

        return first is { Kind: not (CelKind.List or CelKind.Map or CelKind.Object) } && types.TrueForAll(type => type.Kind == first.Kind)
            ? first : CelType.Any;
    }

    private static IEnumerable<string> FieldsOf(CelType type) =>
        type.Fields?.Keys ?? type.Schema?.Mapping("properties")?.Entries.Select(entry => entry.Name) ?? [];

    private static CelType TypeOf(CelNode.Call call, IReadOnlyDictionary<string, CelType> names)
    {
        if (call.Target is not null && IsSpace(call.Target, names))
        {
            return TypeOf(call, $"{PathOf(call.Target)}.{call.Function}", null, names);
        }

        if (call is { Function: "has", Target: null })
        {
            _ = call.Arguments is [CelNode.Field { IsOptional: false } field] ? FieldOf(field, names)
                : throw new FormatException("has takes a field, such as has(object.spec)");
            return CelType.Boolean;
        }

        if (call.Target is null)
        {
            return TypeOf(call, call.Function, null, names);
        }

        var target = TypeOf(call.Target, names);
        return CelFunctions.Macros.TryGetValue(call.Function, out var arguments)
            ? call.Arguments.Count >= arguments.Least && call.Arguments.Count <= arguments.Most && call.Arguments[0] is CelNode.Name
                ? TypeOfMacro(call, target, names)
                : throw new FormatException($"{call.Function} takes a name, and then what to do with what has this name")
            : TypeOf(call, call.Function, target, names);
    }

    private static CelType TypeOf(CelNode.Call call, string function, CelType? target, IReadOnlyDictionary<string, CelType> names)
    {
        if (function == "cel.bind" && call.Arguments is [CelNode.Name bound, var value, var body])
        {
            return TypeOf(body, With(names, (bound.Text, TypeOf(value, names))));
        }

        var arguments = call.Arguments.Select(argument => TypeOfArgument(function, argument, names)).ToArray();
        var forms = CelFunctions.FormsOf(function);
        if (forms.IsEmpty)
        {
            return CelFunctions.IsLater(function) ? CelType.Any : throw new FormatException($"there is no function {function}");
        }

        CelType? result = null;
        foreach (var form in forms)
        {
            if (form.Takes(target, arguments))
            {
                result = result is null ? form.Result : CelType.Any;
            }
        }

        CelLiteral.Check(function, target is null ? call.Arguments : [call.Target!, .. call.Arguments]);
        return result ?? throw new FormatException(NoForm(function, target, arguments, forms));
    }

    // What is put into a text may be of several types, in lists and maps of it, too.
    private static CelType TypeOfArgument(string function, CelNode argument, IReadOnlyDictionary<string, CelType> names)
    {
        if (function != "format" || argument is not CelNode.Collection collection)
        {
            return TypeOf(argument, names);
        }

        foreach (var part in collection.Parts)
        {
            _ = TypeOfArgument(function, part, names);
        }

        return collection.IsMap ? CelType.Map : CelType.List;
    }

    private static string NoForm(string function, CelType? target, CelType[] arguments, ReadOnlySpan<CelForm> forms)
    {
        var receiver = target is null ? "" : target.Word + ".";
        var words = string.Join(", ", arguments.Select(static argument => argument.Word));
        var known = string.Join(" and ", forms[..Math.Min(forms.Length, MostForms)].ToArray().Select(static form => form.Text));
        return $"there is no {receiver}{function}({words}), but {known}";
    }

    private static string PathOf(CelNode space) => space switch
    {
        CelNode.Name name => name.Text,
        CelNode.Field field => $"{PathOf(field.Target)}.{field.Text}",
        _ => "",
    };

    private static CelType TypeOfMacro(CelNode.Call call, CelType target, IReadOnlyDictionary<string, CelType> names)
    {
        var isOptional = call.Function is "optMap" or "optFlatMap";
        if (!isOptional && target.Kind is not (CelKind.List or CelKind.Map or CelKind.Any))
        {
            throw new FormatException($"{target.Words} has no items for {call.Function}");
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
                throw new FormatException($"{call.Function} takes a bool, and no {last.Word}"),
            "all" or "exists" or "exists_one" or "existsOne" => CelType.Boolean,
            "optMap" or "optFlatMap" => CelType.Optional,
            _ => CelType.Any,
        };
    }

    private static bool IsSpace(CelNode node, IReadOnlyDictionary<string, CelType> names) => node switch
    {
        CelNode.Name name => !names.ContainsKey(name.Text) && CelFunctions.Spaces.Contains(name.Text),
        CelNode.Field field => IsSpace(field.Target, names),
        _ => false,
    };

    private static Dictionary<string, CelType> With(
        IReadOnlyDictionary<string, CelType> names, params ReadOnlySpan<(string Name, CelType Type)> more)
    {
        var all = new Dictionary<string, CelType>(names, StringComparer.Ordinal);
        foreach (var (name, type) in more)
        {
            all[name] = type;
        }

        return all;
    }

    private static string Meant(string name, IEnumerable<string> known) =>
        (known.TryGetNonEnumeratedCount(out var count) ? count : 0) <= MostNames && NameDistance.Nearest(name, known).Names is [var near, ..]
            ? $"; {near} is, perhaps, what is meant" : "";
}
