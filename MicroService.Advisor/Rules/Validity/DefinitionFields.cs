using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>What the API server asks of the columns, the scale and the selectable fields of a custom resource.</summary>
/// <remarks>k8s.io/apiextensions-apiserver, pkg/apis/apiextensions/validation/validation.go.</remarks>
internal static class DefinitionFields
{
    private const int MostSelectable = 8;

    private static readonly NameForm SimplePath = new("a path that begins with a dot, such as .spec.replicas", text => text.StartsWith('.'));

    /// <summary>Checks the ways in which a version is shown, scaled and selected.</summary>
    public static void CheckViews(MappingNode version, FieldFaults faults)
    {
        foreach (var column in version.Mappings("additionalPrinterColumns"))
        {
            faults.OneOf(column["type"], "integer", "number", "string", "boolean", "date");
            if (column.Text("format") is { Length: > 0 })
            {
                faults.OneOf(column["format"], "int32", "int64", "float", "double", "byte", "date", "date-time", "password");
            }

            faults.NeedName(column, "jsonPath", SimplePath, "jsonPath is missing. Write the path of what the column shows, such as .spec.replicas.");
        }

        if (version.Mapping("subresources")?.Mapping("scale") is { } scale)
        {
            faults.NeedName(scale, "specReplicasPath", Below(".spec."));
            faults.NeedName(scale, "statusReplicasPath", Below(".status."));
            faults.FilledName(scale, "labelSelectorPath", Below(".spec.", ".status."));
        }

        var selectable = version.Mappings("selectableFields").ToList();
        if (selectable.Count > MostSelectable)
        {
            faults.Add(version["selectableFields"]!, "A version has at most 8 selectableFields. Remove some.");
        }

        foreach (var field in selectable)
        {
            faults.NeedName(field, "jsonPath", SimplePath);
            if (field.Text("jsonPath") is { Length: > 1 } path && version.Mapping("schema")?.Mapping("openAPIV3Schema") is { } schema)
            {
                CheckSelectable(field["jsonPath"]!, path, schema, faults);
            }
        }
    }

    private static void CheckSelectable(Node node, string path, MappingNode schema, FieldFaults faults)
    {
        var at = schema;
        foreach (var name in path[1..].Split('.'))
        {
            if (at.Mapping("properties")?.FindWritten(name)?.Value is not MappingNode property)
            {
                faults.Add(node, $"The schema has no field {path}. Write the path of one that it has.");
                return;
            }

            at = property;
        }

        if (at.Text("type") is not ("string" or "boolean" or "integer"))
        {
            faults.Add(node, $"{path} is no text, whole number or Boolean, and only those can be selected. Write another field.");
        }
    }

    private static NameForm Below(params string[] roots) =>
        new($"a path below {string.Join(" or ", roots.Select(root => root.TrimEnd('.')))}", text => Array.Exists(roots, root => text.StartsWith(root, StringComparison.Ordinal) && text.Length > root.Length));
}
