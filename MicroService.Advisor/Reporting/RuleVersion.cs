using System.Reflection;
using MicroService.Advisor.Catalog;

namespace MicroService.Advisor.Reporting;

/// <summary>The version of the rules: the advisor's.</summary>
internal static class RuleVersion
{
    /// <summary>Semantic version, without the commit.</summary>
    public static string Current { get; } = Read();

    private static string Read()
    {
        var version = typeof(RuleCatalog).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
        return version.Split('+')[0];
    }
}
