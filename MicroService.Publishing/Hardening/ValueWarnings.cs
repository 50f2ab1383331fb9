using MicroService.Advisor.Addresses;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Hardening;

/// <summary>Warns about values that are right on a developer's machine only.</summary>
internal static class ValueWarnings
{
    private static readonly HashSet<string> Environments = new(["ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "NODE_ENV"], StringComparer.OrdinalIgnoreCase);

    // What bundlers put into the pages that they build.
    private static readonly string[] OfBrowsers =
        ["VITE_", "NEXT_PUBLIC_", "NUXT_PUBLIC_", "REACT_APP_", "VUE_APP_", "NG_APP_", "GATSBY_", "EXPO_PUBLIC_"];

    // SvelteKit and Astro send these to pages, and their servers read them, too; elsewhere the name may mean anything.
    private const string OfPages = "PUBLIC_";

    public static IEnumerable<PublishWarning> Of(ApplicationManifests application)
    {
        // The images that are known listen on localhost on purpose.
        var local = Variables(application, (workload, setting) => (workload.IsProject || workload.Image.IsBuilt || !workload.Profile.IsKnown) && IsElsewhere(workload, setting));
        if (local is [var (first, _), ..])
        {
            yield return new PublishWarning(
                first.Resource,
                $"These variables name localhost, which in a cluster is the pod itself: {Names(local)}.",
                "Set them in Kubernetes:Resources:<name>:Environment, or refer to the resource in the model.",
                IsLoss: false);
        }

        var advertised = Advertised(application);
        if (advertised is [var (server, _), ..])
        {
            yield return new PublishWarning(
                server.Resource,
                $"These tell their clients to call localhost, which in a cluster is the client's own pod: {Names(advertised)}.",
                $"Set them to the name of the Service, such as {server.Name}: in Kubernetes:Resources:<name>:Environment for a variable, otherwise in the model.",
                IsLoss: false);
        }

        var services = application.Model.Workloads.Select(workload => workload.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var pages = Variables(
            application,
            (workload, setting) => (Array.Exists(OfBrowsers, prefix => setting.Name.StartsWith(prefix, StringComparison.Ordinal)) || MayBeOfPages(workload, setting))
                && AddressText.Of(setting.Value).Any(address => services.Contains(address.Host)));
        if (pages is [var (page, _), ..])
        {
            yield return new PublishWarning(
                page.Resource,
                $"Bundlers put these variables into pages, and no browser reaches a Service of the cluster by its name: {Names(pages)}.",
                "Set them in Kubernetes:Resources:<name>:Environment to the address of a route, or let the pages call their own server. What is read when the image is built is set there.",
                IsLoss: false);
        }

        var development = Variables(application, (_, setting) => Environments.Contains(setting.Name) && setting.Value.Equals("development", StringComparison.OrdinalIgnoreCase));
        if (development is [var (one, _), ..])
        {
            yield return new PublishWarning(
                one.Resource,
                $"These run in their development mode, which shows errors in full and leaves out what production has: {Names(development)}.",
                "Set the variable in Kubernetes:Resources:<name>:Environment, or only when the model runs.",
                IsLoss: false);
        }
    }

    private static bool MayBeOfPages(ClusterWorkload workload, ClusterSetting setting) =>
        setting.Name.StartsWith(OfPages, StringComparison.Ordinal) && !workload.IsProject && workload.Image.IsBuilt;

    private static bool IsElsewhere(ClusterWorkload workload, ClusterSetting setting) =>
        (setting.Value.Contains("localhost", StringComparison.OrdinalIgnoreCase) || setting.Value.Contains("127.", StringComparison.Ordinal))
        && !AddressName.IsListened(setting.Name) && !AddressName.IsAdvertised(setting.Name)
        && AddressText.Of(setting.Value).Any(address => address.IsLocal && address.Port is { } port && workload.Ports.All(own => own.Number != port));

    // A listener for the pod itself is advertised as localhost on purpose; one on a port of the Service is not.
    private static List<(ClusterWorkload Workload, List<string> Names)> Advertised(ApplicationManifests application) =>
    [
        .. from workload in application.Model.Workloads
           let settings = workload.Configuration.Select(setting => (setting.Name, setting.Value)).Concat(CommandLineWords.Of(workload.Arguments))
           let names = settings.Where(setting => AddressName.IsAdvertised(setting.Name) && IsLocal(workload, setting.Value)).Select(setting => setting.Name).Distinct().ToList()
           where names.Count > 0
           select (workload, names),
    ];

    private static bool IsLocal(ClusterWorkload workload, string value) =>
        AddressText.IsHost(value) ? new TextAddress(value, null, IsPortWritten: false).IsLocal
        : AddressText.Of(value).Any(address => address.IsLocal && (address.Port is null || workload.Ports.Any(own => own.Number == address.Port || own.ServicePort == address.Port)));

    private static List<(ClusterWorkload Workload, List<string> Names)> Variables(ApplicationManifests application, Func<ClusterWorkload, ClusterSetting, bool> isMeant) =>
    [
        .. from workload in application.Model.Workloads
           let names = workload.Configuration.Where(setting => isMeant(workload, setting)).Select(setting => setting.Name).ToList()
           where names.Count > 0
           select (workload, names),
    ];

    private static string Names(IEnumerable<(ClusterWorkload Workload, List<string> Names)> found) =>
        NameList.Of(found.Select(pair => $"{pair.Workload.Name} ({string.Join(", ", pair.Names)})"));
}
