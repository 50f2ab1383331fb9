using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MicroService.Tests.Advisor.Schema;

/// <summary>
/// Merges the schemas of several Kubernetes versions, as <c>../shared/corpus/apiserver/schema</c> has them, into the table that
/// <c>MicroService.Advisor/Schema/SchemaTable.cs</c> reads in place. That class says what the table looks like.
/// </summary>
internal sealed class SchemaTableWriter
{
    private readonly SortedDictionary<int, JsonElement> _versions = [];
    private readonly List<string> _strings = [];
    private readonly Dictionary<string, int> _stringIndex = new(StringComparer.Ordinal);
    private readonly List<string> _types = [];
    private readonly Dictionary<string, int> _typeIndex = new(StringComparer.Ordinal);
    private readonly List<(byte Kind, byte ListType, int Argument, int Keys)> _shapes = [];
    private readonly List<int> _enumerations = [];
    private readonly List<(int Text, int Versions)> _values = [];
    private readonly Dictionary<string, int> _enumerationIndex = new(StringComparer.Ordinal);

    private SchemaTableWriter(IEnumerable<string> documents)
    {
        foreach (var document in documents)
        {
            var root = JsonDocument.Parse(document).RootElement;
            _versions.Add(int.Parse(root.GetProperty("server").GetString()!.Split('.')[1], CultureInfo.InvariantCulture), root);
        }
    }

    private int AllVersions => (1 << _versions.Count) - 1;

    /// <summary>The table of these schemas, one JSON document for each version.</summary>
    public static byte[] Write(IEnumerable<string> documents) => new SchemaTableWriter(documents).Write();

    private byte[] Write()
    {
        var kinds = Kinds();
        var (types, fields) = ((MemoryStream)new(), (MemoryStream)new());
        using var typeWriter = new BinaryWriter(types);
        using var fieldWriter = new BinaryWriter(fields);
        var fieldCount = 0;
        // Writing a type may find further ones.
        for (var i = 0; i < _types.Count; i++)
        {
            var merged = FieldsOf(_types[i]);
            var parts = _types[i].Split('.');
            Write(typeWriter, StringOf(parts[^1]), StringOf($"{parts[^3]}.{parts[^2]}"), fieldCount, merged.Count | (merged.Exists(field => field.Required != 0) ? 0x8000 : 0));
            foreach (var field in merged)
            {
                Write(fieldWriter, StringOf(field.Name), field.Shape);
                fieldWriter.Write((byte)field.Versions);
                fieldWriter.Write((byte)field.Required);
                Write(fieldWriter, field.MayBeEmpty ? 1 : 0);
            }

            fieldCount += merged.Count;
        }

        return Assemble(kinds, types.ToArray(), fields.ToArray(), fieldCount);
    }

    private byte[] Assemble(byte[] kinds, byte[] types, byte[] fields, int fieldCount)
    {
        using var table = new MemoryStream();
        using var writer = new BinaryWriter(table);
        var bytes = _strings.Select(Encoding.UTF8.GetBytes).ToList();
        Write(
            writer, 0x534B, 1, _versions.Keys.First(), _versions.Count,
            _strings.Count, kinds.Length / 8, _types.Count, fieldCount, _shapes.Count, _enumerations.Count / 2, _values.Count);
        var start = 0;
        foreach (var text in bytes)
        {
            Write(writer, start);
            start += text.Length;
        }

        Write(writer, start);
        writer.Write(kinds);
        writer.Write(types);
        writer.Write(fields);
        foreach (var (kind, listType, argument, keys) in _shapes)
        {
            writer.Write(kind);
            writer.Write(listType);
            Write(writer, argument, keys);
        }

        Write(writer, [.. _enumerations]);
        foreach (var (text, versions) in _values)
        {
            Write(writer, text, versions);
        }

        bytes.ForEach(writer.Write);
        writer.Flush();
        return table.ToArray();
    }

    private byte[] Kinds()
    {
        var merged = new SortedDictionary<(string ApiVersion, string Kind), (string Type, bool IsNamespaced, int Versions)>(
            Comparer<(string ApiVersion, string Kind)>.Create((left, right) =>
                string.CompareOrdinal(left.ApiVersion, right.ApiVersion) is not 0 and var order ? order : string.CompareOrdinal(left.Kind, right.Kind)));
        foreach (var (bit, root) in Versions())
        {
            foreach (var group in root.GetProperty("kinds").EnumerateObject())
            {
                foreach (var kind in group.Value.EnumerateObject())
                {
                    var key = (group.Name, kind.Name);
                    var before = merged.GetValueOrDefault(key).Versions;
                    merged[key] = (kind.Value.GetProperty("type").GetString()!, kind.Value.GetProperty("namespaced").GetBoolean(), before | bit);
                }
            }
        }

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var ((apiVersion, kind), (type, isNamespaced, versions)) in merged)
        {
            Write(writer, StringOf(apiVersion), StringOf(kind), TypeOf(type));
            writer.Write((byte)versions);
            writer.Write(isNamespaced);
        }

        writer.Flush();
        return stream.ToArray();
    }

    private List<Field> FieldsOf(string type)
    {
        var fields = new SortedDictionary<string, Field>(StringComparer.Ordinal);
        var newest = default(JsonElement);
        foreach (var (bit, root) in Versions())
        {
            if (!root.GetProperty("types").TryGetProperty(type, out newest) || !newest.TryGetProperty("fields", out var declared))
            {
                continue;
            }

            foreach (var field in declared.EnumerateObject())
            {
                fields[field.Name] = new Field(field.Name, field.Value, (fields.TryGetValue(field.Name, out var before) ? before.Versions : 0) | bit);
            }
        }

        newest = Versions().Select(version => version.Root.GetProperty("types").TryGetProperty(type, out var found) ? found : default)
            .Last(found => found.ValueKind == JsonValueKind.Object);
        // The newest version says best what is required: older ones call fields required that have a default.
        HashSet<string> required = newest.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];
        var shortType = string.Join('.', type.Split('.')[^3..]);
        return
        [
            .. fields.Values.Select(field =>
            {
                var name = $"{shortType}.{field.Name}";
                return field with
                {
                    Shape = ShapeOf(field.Declared, name, type, field.Name),
                    Required = SchemaCorrections.RequiredFrom(name) is { } minor ? field.Versions & From(minor)
                        : SchemaCorrections.MayBeAbsent(name) ? 0
                        : required.Contains(field.Name) || IsZeroRefused(field) ? field.Versions
                        : 0,
                    MayBeEmpty = SchemaCorrections.MayBeEmpty(name),
                };
            }),
        ];
    }

    // Specs and templates are no pointers in Go: one that is absent is an empty one, without what it requires.
    private bool IsZeroRefused(Field field) =>
        field.Name is "spec" or "template" && field.Declared.TryGetProperty("ref", out var reference) && HasRequired(reference.GetString()!);

    private bool HasRequired(string type) =>
        FieldsOf(type).Exists(field => field.Required != 0);

    private int ShapeOf(JsonElement declared, string name, string type, string field)
    {
        if (SchemaCorrections.Values(name) is { } corrected)
        {
            var versions = From(corrected.Minor);
            return Shape(3, EnumerationOf(name, [.. corrected.Values.Select(value => (value, versions))]));
        }

        if (declared.TryGetProperty("ref", out var reference))
        {
            return reference.GetString()!.Split('.')[^1] switch
            {
                "Quantity" => Shape(9),
                "IntOrString" => Shape(10),
                "Time" => Shape(11),
                "MicroTime" => Shape(12),
                "RawExtension" or "FieldsV1" or "JSON" or "JSONSchemaPropsOrArray" or "JSONSchemaPropsOrBool" or "JSONSchemaPropsOrStringArray" => Shape(0),
                _ => Shape(1, TypeOf(reference.GetString()!)),
            };
        }

        return declared.GetProperty("type").GetString() switch
        {
            "string" when declared.TryGetProperty("format", out var format) && format.GetString() == "byte" => Shape(4),
            "string" when declared.TryGetProperty("enum", out _) => Shape(3, EnumerationOf(name, ValuesOf(type, field, []))),
            "string" => Shape(2),
            "integer" => Shape((byte)(declared.GetProperty("format").GetString() == "int32" ? 5 : 6)),
            "number" => Shape(7),
            "boolean" => Shape(8),
            "array" => ListOf(declared, ItemOf(declared.GetProperty("items"), "items", name, type, field)),
            "map" => Shape(14, ItemOf(declared.GetProperty("values"), "values", name, type, field)),
            var other => throw new InvalidOperationException($"{name} has the type {other}, which the table has no word for."),
        };
    }

    private int ItemOf(JsonElement item, string key, string name, string type, string field) =>
        item.TryGetProperty("enum", out _) ? Shape(3, EnumerationOf(name, ValuesOf(type, field, [key]))) : ShapeOf(item, $"{name}[]", type, field);

    private int ListOf(JsonElement declared, int item)
    {
        var listType = declared.TryGetProperty("x-kubernetes-list-type", out var given)
            ? given.GetString() switch { "set" => 1, "map" => 2, _ => 0 }
            : 0;
        var keys = declared.TryGetProperty("x-kubernetes-list-map-keys", out var names) ? string.Join(',', names.EnumerateArray().Select(key => key.GetString())) : "";
        return Shape(13, item, (byte)listType, StringOf(keys));
    }

    // The values of all versions, each with the versions that take it; a version that lists none takes what the others list.
    private List<(string Value, int Versions)> ValuesOf(string type, string field, string[] path)
    {
        var values = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var silent = 0;
        foreach (var (bit, root) in Versions())
        {
            if (!root.GetProperty("types").TryGetProperty(type, out var declared) || !declared.GetProperty("fields").TryGetProperty(field, out var at))
            {
                continue;
            }

            foreach (var key in path)
            {
                at = at.GetProperty(key);
            }

            silent |= at.TryGetProperty("enum", out var listed) ? 0 : bit;
            foreach (var value in listed.ValueKind == JsonValueKind.Array ? listed.EnumerateArray() : default)
            {
                values[value.GetString()!] = values.GetValueOrDefault(value.GetString()!) | bit;
            }
        }

        return [.. values.Select(value => (value.Key, value.Value | silent))];
    }

    private int EnumerationOf(string name, List<(string Value, int Versions)> values)
    {
        values.RemoveAll(value => SchemaCorrections.IsRefused(name, value.Value));
        var key = string.Join('|', values);
        if (!_enumerationIndex.TryGetValue(key, out var index))
        {
            _enumerationIndex[key] = index = _enumerations.Count / 2;
            _enumerations.Add(_values.Count);
            _enumerations.Add(values.Count);
            _values.AddRange(values.Select(value => (StringOf(value.Value), value.Versions)));
        }

        return index;
    }

    private int Shape(byte kind, int argument = 0, byte listType = 0, int keys = 0)
    {
        var shape = (kind, listType, argument, keys);
        if (_shapes.IndexOf(shape) is >= 0 and var index)
        {
            return index;
        }

        _shapes.Add(shape);
        return _shapes.Count - 1;
    }

    private int TypeOf(string name)
    {
        if (!_typeIndex.TryGetValue(name, out var index))
        {
            _typeIndex[name] = index = _types.Count;
            _types.Add(name);
        }

        return index;
    }

    private int StringOf(string text)
    {
        if (!_stringIndex.TryGetValue(text, out var index))
        {
            _stringIndex[text] = index = _strings.Count;
            _strings.Add(text);
        }

        return index;
    }

    private IEnumerable<(int Bit, JsonElement Root)> Versions() => _versions.Values.Select((root, i) => (1 << i, root));

    private int From(int minor) => _versions.Keys.Select((known, i) => known >= minor ? 1 << i : 0).Sum() & AllVersions;

    private static void Write(BinaryWriter writer, params ReadOnlySpan<int> values)
    {
        foreach (var value in values)
        {
            writer.Write(checked((ushort)value));
        }
    }

    private sealed record Field(string Name, JsonElement Declared, int Versions, int Shape = 0, int Required = 0, bool MayBeEmpty = false);
}
