namespace MicroService.Api.Pages.Layouts;

/// <summary>A section of the page, as the navigation names it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Path">Where it begins.</param>
public sealed record Section(string Name, string Path)
{
    /// <summary>Where a form ends the session.</summary>
    internal const string SignOutPath = "/sign-out";

    /// <summary>Audit files and take their fixes.</summary>
    public static readonly Section Audit = new("Audit", "/");

    /// <summary>Earlier audits.</summary>
    public static readonly Section History = new("History", "/history");

    /// <summary>What runs in the cluster.</summary>
    public static readonly Section Cluster = new("Cluster", "/cluster");

    /// <summary>The checklist.</summary>
    public static readonly Section Rules = new("Rules", "/rules");

    /// <summary>All of them, in the order of the navigation.</summary>
    public static readonly IReadOnlyList<Section> All = [Audit, History, Cluster, Rules];
}
