namespace MicroService.Advisor.Schema;

/// <summary>What a field, an item of a list or a value of a map holds.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="ListType">Of a list: 0 atomic, 1 a set, 2 a map by keys.</param>
/// <param name="Argument">The type, the enumeration, or the shape of items and values.</param>
/// <param name="Keys">Of a map list: its keys, separated by commas, a string of the table.</param>
internal readonly record struct SchemaShape(ShapeKind Kind, int ListType, int Argument, int Keys)
{
    /// <summary>The type of an object.</summary>
    public SchemaType Type => new(Argument);

    /// <summary>What the items of a list, or the values of a map, are.</summary>
    public SchemaShape Item => SchemaTable.Shape(Argument);

    /// <summary>The values of an enumeration in these versions; none if they know no enumeration.</summary>
    public List<string> Values(int versions)
    {
        var (first, count) = SchemaTable.Enumeration(Argument);
        return [.. Enumerable.Range(first, count).Select(SchemaTable.Value).Where(value => (value.Versions & versions) != 0).Select(value => SchemaTable.ToText(value.Text))];
    }

    /// <summary>Whether a text is a value of the enumeration in these versions; always if they know no enumeration.</summary>
    public bool Has(string text, int versions)
    {
        var (first, count) = SchemaTable.Enumeration(Argument);
        var isSilent = true;
        for (var i = first; i < first + count; i++)
        {
            var value = SchemaTable.Value(i);
            if ((value.Versions & versions) != 0)
            {
                isSilent = false;
                if (SchemaTable.IsText(text, value.Text))
                {
                    return true;
                }
            }
        }

        return isSilent;
    }

    /// <summary>The versions in which a text is a value of the enumeration; 0 if in none.</summary>
    public int VersionsOf(string text)
    {
        var (first, count) = SchemaTable.Enumeration(Argument);
        for (var i = first; i < first + count; i++)
        {
            var value = SchemaTable.Value(i);
            if (SchemaTable.IsText(text, value.Text))
            {
                return value.Versions;
            }
        }

        return 0;
    }
}
