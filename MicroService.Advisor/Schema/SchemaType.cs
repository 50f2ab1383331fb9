namespace MicroService.Advisor.Schema;

/// <summary>A type of the Kubernetes API, such as <c>core.v1.Container</c>.</summary>
/// <param name="Index">Its place in the table.</param>
internal readonly record struct SchemaType(int Index)
{
    /// <summary>The name, such as <c>Container</c>.</summary>
    public string Name => SchemaTable.ToText(SchemaTable.Type(Index).Name);

    /// <summary>Whether it is the type of this name, of any group and version.</summary>
    public bool Is(string name) => SchemaTable.IsText(name, SchemaTable.Type(Index).Name);

    /// <summary>Whether any version requires a field of it.</summary>
    public bool HasRequired => SchemaTable.Type(Index).HasRequired;

    /// <summary>The fields of all known versions, by name.</summary>
    public IEnumerable<SchemaField> Fields
    {
        get
        {
            var (_, _, first, count, _) = SchemaTable.Type(Index);
            return Enumerable.Range(first, count).Select(SchemaTable.Field);
        }
    }

    /// <summary>The field of this name in any known version, or null.</summary>
    public SchemaField? Find(string name)
    {
        var (_, _, first, count, _) = SchemaTable.Type(Index);
        var (low, high) = (first, first + count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var field = SchemaTable.Field(middle);
            var order = SchemaTable.Compare(name, SchemaTable.Text(field.NameText));
            if (order == 0)
            {
                return field;
            }

            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        return null;
    }
}
