using System.Buffers.Binary;
using System.Text;

namespace MicroService.Advisor.Schema;

/// <summary>
/// Every built-in group, version and kind of the Kubernetes API with its types, fields, required fields and enumerations, in the known
/// versions merged. The table is a resource that is read where it lies: nothing is parsed or indexed before it is needed.
/// </summary>
/// <remarks>
/// Written by <c>SchemaTableWriter</c> of the tests from the schemas that API servers publish. All numbers are little-endian and of two
/// bytes unless said otherwise; references are indices. Sets of versions are bits, the lowest for the oldest version.
/// <list type="bullet">
/// <item>header: magic, format, oldest minor version, number of versions; number of strings, kinds, types, fields, shapes, enumerations,
/// values</item>
/// <item>starts of the strings' texts, and the end of the last one</item>
/// <item>kinds by apiVersion and name: apiVersion, name, type, versions (a byte), whether namespaced (a byte)</item>
/// <item>types: name, group and version, first field, number of fields; the number's highest bit says that a field is required</item>
/// <item>fields, those of a type by name: name, shape, versions (a byte), versions that require it (a byte), 1 if its enumeration has an
/// empty value</item>
/// <item>shapes: <see cref="ShapeKind"/> (a byte), list type (a byte: 0 atomic, 1 set, 2 map), argument, keys of a map list</item>
/// <item>enumerations: first value, number of values</item>
/// <item>values: text, versions</item>
/// <item>the strings' texts, UTF-8</item>
/// </list>
/// </remarks>
internal static class SchemaTable
{
    private const int HeaderSize = 22;

    private static readonly byte[] Data = Load();
    private static readonly int Strings = HeaderSize;
    private static readonly int Kinds = Strings + (2 * (Number(8) + 1));
    private static readonly int Types = Kinds + (8 * KindCount);
    private static readonly int Fields = Types + (8 * Number(12));
    private static readonly int Shapes = Fields + (8 * Number(14));
    private static readonly int Enumerations = Shapes + (6 * Number(16));
    private static readonly int Values = Enumerations + (4 * Number(18));
    private static readonly int Texts = Values + (4 * Number(20));

    /// <summary>The minor number of the oldest version in the table.</summary>
    public static int OldestMinor => Number(4);

    /// <summary>The number of versions in the table.</summary>
    public static int VersionCount => Number(6);

    /// <summary>The number of kinds, versions of the same kind counted each.</summary>
    public static int KindCount => Number(10);

    /// <summary>The bytes of the table.</summary>
    public static int Size => Data.Length;

    /// <summary>The text of a string, UTF-8.</summary>
    public static ReadOnlySpan<byte> Text(int index)
    {
        var start = Number(Strings + (2 * index));
        return Data.AsSpan(Texts + start, Number(Strings + (2 * index) + 2) - start);
    }

    /// <summary>The kind at an index: kinds are in the order of their apiVersions.</summary>
    public static SchemaKind Kind(int index)
    {
        var at = Kinds + (8 * index);
        return new SchemaKind(Number(at), Number(at + 2), new SchemaType(Number(at + 4)), Data[at + 6], Data[at + 7] == 1);
    }

    /// <summary>The kind of this name, or null.</summary>
    public static SchemaKind? FindKind(string apiVersion, string name)
    {
        var (low, high) = (0, KindCount - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var kind = Kind(middle);
            var order = Compare(apiVersion, Text(kind.ApiVersionText));
            order = order != 0 ? order : Compare(name, Text(kind.NameText));
            if (order == 0)
            {
                return kind;
            }

            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        return null;
    }

    public static (int Name, int Scope, int FirstField, int FieldCount, bool HasRequired) Type(int index)
    {
        var at = Types + (8 * index);
        var fields = Number(at + 6);
        return (Number(at), Number(at + 2), Number(at + 4), fields & 0x7FFF, (fields & 0x8000) != 0);
    }

    /// <summary>The versions that require a field.</summary>
    public static int RequiredOf(int field) => Data[Fields + (8 * field) + 5];

    public static SchemaField Field(int index)
    {
        var at = Fields + (8 * index);
        return new SchemaField(Number(at), Number(at + 2), Data[at + 4], Data[at + 5], Number(at + 6) == 1);
    }

    public static SchemaShape Shape(int index)
    {
        var at = Shapes + (6 * index);
        return new SchemaShape((ShapeKind)Data[at], Data[at + 1], Number(at + 2), Number(at + 4));
    }

    public static (int First, int Count) Enumeration(int index) => (Number(Enumerations + (4 * index)), Number(Enumerations + (4 * index) + 2));

    public static (int Text, int Versions) Value(int index) => (Number(Values + (4 * index)), Number(Values + (4 * index) + 2));

    public static string ToText(int index) => Encoding.UTF8.GetString(Text(index));

    /// <summary>Whether the text is the string, which is ASCII as all names in the API are.</summary>
    public static bool IsText(string text, int index) => Ascii.Equals(Text(index), text);

    /// <summary>Ordinal, as the table is sorted.</summary>
    public static int Compare(string left, ReadOnlySpan<byte> right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            if (left[i] != right[i])
            {
                return left[i] - right[i];
            }
        }

        return left.Length - right.Length;
    }

    private static int Number(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Data.AsSpan(offset));

    private static byte[] Load()
    {
        using var stream = typeof(SchemaTable).Assembly.GetManifestResourceStream("kubernetes.schema")!;
        var data = new byte[stream.Length];
        stream.ReadExactly(data);
        return data;
    }
}
