using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>What the API server asks of the address of a webhook.</summary>
/// <remarks>Kubernetes: apiserver/pkg/util/webhook/validation.go.</remarks>
internal static class WebhookAddress
{
    /// <summary>Checks that there is a URL or a Service, and that it can be called.</summary>
    public static void Check(MappingNode client, FieldFaults faults)
    {
        var (url, service) = (client.Scalar("url"), client.Mapping("service"));
        if (url is null && service is null)
        {
            faults.Missing(client, null, "clientConfig has no address. Write service or url.");
        }
        else if (url is not null && service is not null)
        {
            faults.Add(url, "clientConfig has a service and a url. Remove one.");
        }
        else if (url is not null)
        {
            CheckUrl(url, faults);
        }
        else
        {
            CheckService(service!, faults);
        }
    }

    private static void CheckUrl(ScalarNode url, FieldFaults faults)
    {
        if (!Uri.TryCreate(url.Value, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps || address.Host.Length == 0
            || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            faults.Add(url, $"url is {Wording.Quote(url.Value)}. Write https://, a host and a path, without user, query and fragment.");
        }
    }

    private static void CheckService(MappingNode service, FieldFaults faults)
    {
        faults.Need(service, "name");
        faults.Need(service, "namespace");
        faults.Port(service, "port");
        if (service.Text("path") is not { } path || path == "/")
        {
            return;
        }

        const string Instead = "Write / and then lowercase letters, digits, hyphens, dots and single slashes.";
        var isPath = path.StartsWith('/') && path[1..(path.Length > 1 && path[^1] == '/' ? ^1 : ^0)].Split('/').All(segment => ValidName.IsDnsSubdomain(segment));
        if (!isPath)
        {
            faults.Add(service["path"]!, $"path is {Wording.Quote(path)}. {Instead}");
        }
    }
}
