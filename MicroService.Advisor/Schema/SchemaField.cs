namespace MicroService.Advisor.Schema;

/// <summary>A field of a type.</summary>
/// <param name="NameText">The name, a string of the table.</param>
/// <param name="ShapeIndex">What it holds.</param>
/// <param name="Versions">The versions that have it.</param>
/// <param name="Required">The versions that refuse an object without it.</param>
/// <param name="MayBeEmpty">Whether an empty string stands for the default of its enumeration.</param>
internal readonly record struct SchemaField(int NameText, int ShapeIndex, int Versions, int Required, bool MayBeEmpty)
{
    /// <summary>The name.</summary>
    public string Name => SchemaTable.ToText(NameText);

    /// <summary>What it holds.</summary>
    public SchemaShape Shape => SchemaTable.Shape(ShapeIndex);
}
