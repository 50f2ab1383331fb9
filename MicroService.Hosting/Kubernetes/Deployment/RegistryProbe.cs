using System.Net;

namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>Asks registries whether they answer, so that a build of minutes doesn't end with a failed pull or push.</summary>
internal static class RegistryProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Why a registry can't be used; null if it answers. A login that it asks for is the business of the SDK.</summary>
    public static async Task<string?> TroubleAsync(string host, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = Timeout };
        var trouble = "";
        foreach (var scheme in Schemes(host))
        {
            try
            {
                var uri = new Uri($"{scheme}://{(host == "docker.io" ? "registry-1.docker.io" : host)}/v2/");
                using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Unauthorized or HttpStatusCode.NotFound)
                {
                    return null;
                }

                trouble = $"it answered {(int)response.StatusCode}";
            }
            catch (HttpRequestException exception)
            {
                trouble = exception.Message;
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                trouble = $"no answer within {Timeout.TotalSeconds:0} seconds";
            }
        }

        return trouble;
    }

    // The registries that the SDK itself talks to without TLS.
    private static IEnumerable<string> Schemes(string host)
    {
        var insecure = (Environment.GetEnvironmentVariable("DOTNET_CONTAINER_INSECURE_REGISTRIES") ?? "")
            .Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var isLocal = host.Split(':')[0] is "localhost" or "127.0.0.1";
        return isLocal || insecure.Contains(host, StringComparer.OrdinalIgnoreCase) ? ["https", "http"] : ["https"];
    }
}
