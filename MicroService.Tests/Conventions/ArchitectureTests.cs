using System.Xml.Linq;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Conventions;

public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["MicroService.Advisor"] = [],
        ["MicroService.ServiceDefaults"] = [],
        ["MicroService.Api"] = ["MicroService.Advisor", "MicroService.Cluster", "MicroService.ServiceDefaults"],
        ["MicroService.Publishing"] = ["MicroService.Advisor"],
        ["MicroService.Hosting"] = ["MicroService.Publishing"],
        ["MicroService.AppHost"] = ["MicroService.Hosting"],
        ["MicroService.Cluster"] = ["MicroService.Advisor"],
        ["MicroService.Samples"] = ["MicroService.Advisor"],
        ["MicroService.Cli"] = ["MicroService.Advisor", "MicroService.Cluster", "MicroService.Publishing"],
        ["MicroService.Benchmarks"] = ["MicroService.Advisor", "MicroService.Publishing", "MicroService.Samples"],
        ["BareKestrel"] = [],
        ["Greeter"] = ["MicroService.ServiceDefaults"],
        ["TinyAppHost"] = [],
        ["MicroService.Tests"] = ["MicroService.Advisor", "MicroService.Api", "MicroService.AppHost", "MicroService.Cli", "MicroService.Cluster", "MicroService.Hosting", "MicroService.Publishing", "MicroService.Samples", "MicroService.ServiceDefaults"],
    };

    private static readonly string[] OutsideWorld =
    [
        "System.Net.", "System.IO.File", "System.IO.Directory", "System.IO.Pipes.", "System.IO.MemoryMappedFiles.", "System.Data.",
        "System.Diagnostics.Process", "System.Console", "Microsoft.AspNetCore.", "Microsoft.Extensions.",
    ];

    // They hold an address, and reach nothing.
    private static readonly HashSet<string> Values = ["System.Net.IPAddress", "System.Net.IPNetwork", "System.Net.Sockets.AddressFamily"];

    public static TheoryData<string> Products => [.. Arrows.Keys.Where(project => project is not "MicroService.Tests" and not "MicroService.Benchmarks" and not "BareKestrel" and not "Greeter" and not "TinyAppHost")];

    [Fact]
    public void Projects_AreTheOnesWithArrows() => Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), SourceTree.Projects);

    [Fact]
    public void ProjectReferences_FollowTheArrows() =>
        Convention.Holds(
            "A project refers only to the projects that its arrows point to.",
            from project in SourceTree.Projects
            from reference in References(project)
            where !Arrows[project].Contains(reference)
            select $"{project} -> {reference}");

    [Theory]
    [MemberData(nameof(Products))]
    public void BuiltAssembly_FollowsTheArrows(string project) =>
        Convention.Holds(
            "An assembly uses only the projects that its arrows point to.",
            BuiltAssembly.Read(project).Assemblies
                .Where(name => name.StartsWith("MicroService.", StringComparison.Ordinal) && !Arrows[project].Contains(name))
                .Select(name => $"{project} -> {name}"));

    [Fact]
    public void Advisor_TouchesNeitherNetworkNorDiskNorWebFramework() =>
        Convention.Holds(
            "The advisor is pure: documents in, report out.",
            BuiltAssembly.Read("MicroService.Advisor").Types
                .Where(type => !Values.Contains(type) && OutsideWorld.Any(outside => type.StartsWith(outside, StringComparison.Ordinal))));

    // A reference without the output assembly orders the build (the app model starts what it does not link); it is no arrow.
    private static IEnumerable<string> References(string project) =>
        XDocument.Load(RepositoryRoot.Combine(SourceTree.FilesWith(".csproj").Single(path => Path.GetFileNameWithoutExtension(path) == project)))
            .Descendants("ProjectReference")
            .Where(reference => !string.Equals((string?)reference.Attribute("ReferenceOutputAssembly"), "false", StringComparison.OrdinalIgnoreCase))
            .Where(reference => !BelongsToTheAppModel(reference))
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')));

    // Aspire's SDK makes a resource of the app model of every reference that does not say otherwise, without linking it.
    private static bool BelongsToTheAppModel(XElement reference) =>
        reference.Document!.Root!.Attribute("Sdk")?.Value.StartsWith("Aspire.AppHost.Sdk", StringComparison.Ordinal) == true
        && (string?)reference.Attribute("IsAspireProjectResource") != "false";
}
