using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Conventions;

/// <summary>What a built project really refers to, read from its metadata and its code.</summary>
/// <param name="Assemblies">The names of the assemblies that it refers to.</param>
/// <param name="Types">The full names of the types of other assemblies that it refers to.</param>
/// <param name="Uses">Which of its own types refer to which; a nested type counts as the one around it.</param>
internal sealed record BuiltAssembly(
    IReadOnlyList<string> Assemblies,
    IReadOnlyList<string> Types,
    IReadOnlyCollection<(BuiltType User, BuiltType Used)> Uses)
{
    /// <summary>Reads the assembly from the folder of the tests, which refer to all the product's projects.</summary>
    public static BuiltAssembly Read(string project)
    {
        var definition = XDocument.Load(RepositoryRoot.Combine(project, $"{project}.csproj"));
        var name = definition.Descendants("AssemblyName").SingleOrDefault()?.Value ?? project;
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{name}.dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return new BuiltAssembly(
            [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))],
            [.. metadata.TypeReferences.Select(metadata.GetTypeReference).Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")],
            TypeUses.Read(image, metadata));
    }
}

/// <summary>A top-level type of a built project.</summary>
internal sealed record BuiltType(string Namespace, string Name);
