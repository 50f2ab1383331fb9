using System.Diagnostics;

namespace MicroService.Api;

/// <summary>Where the Api's own spans come from.</summary>
internal static class ApiActivities
{
    public const string SourceName = "MicroService.Api";

    public static readonly ActivitySource Source = new(SourceName);
}
